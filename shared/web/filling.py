"""Forms by which people state facts: their fields, what was entered in them, and the event that is made of it. Pure.

They judge nothing but that a field was filled in: whether a fact may be stated is for the door alone to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from shared.core.problems import Fault

EMPTY: Final = "hãy điền vào đây", "fill this in"
ID, TIME = "event_id", "event_time"  # what a form bears besides its fields, so that it states one thing however often

Entered: TypeAlias = Mapping[str, Sequence[str]]


class Kind(Enum):
    """How a field is filled in. `FIXED` ones follow from where the form was opened, and are not shown."""

    FIXED = "fixed"
    TEXT = "text"
    WORDS = "words"
    DAY = "day"
    WHOLE = "whole"
    CHOICE = "choice"
    LINES = "lines"
    MEMBERS = "members"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Field:
    """One field by its place in the event's data (`signer.title`, `subjects.0.subject_id`); `options` of a choice."""

    name: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()


def data_of(fields: Iterable[Field], entered: Entered) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """The data of the event that was entered, and the fields that were left empty."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in fields:
        value = _value(field, entered.get(field.name, ()))
        if value is None:
            faults.append(Fault(pointer_of(field), *EMPTY))
        else:
            _put(values, field.name.split("."), value)
    listed = _listed(values)
    return listed if isinstance(listed, dict) else {}, tuple(faults)


def event_of(
    wire: str, data: Mapping[str, object], entered: Entered, *, campaign: str, source: str
) -> dict[str, object]:
    """The CloudEvent that a form states, under the id and of the time that the form bears."""
    return {
        "specversion": "1.0",
        "id": first(entered, ID),
        "source": source,
        "type": wire,
        "time": first(entered, TIME),
        "campaign": campaign,
        "data": data,
    }


def first(entered: Entered, name: str) -> str:
    """What was entered under a name, "" where nothing was."""
    return next(iter(entered.get(name, ())), "")


def pointer_of(field: Field) -> str:
    """Where the door points when something is wrong with a field."""
    return "/data/" + field.name.replace(".", "/")


def fault_of(field: Field, faults: Sequence[Fault]) -> Fault | None:
    """What is wrong with a field or with a part of it; None if nothing is."""
    at = pointer_of(field)
    return next((one for one in faults if one.pointer == at or one.pointer.startswith(f"{at}/")), None)


def _value(field: Field, entered: Sequence[str]) -> object | None:
    """What was entered as the event has it, None if nothing was; what is no number is left for the door to refuse."""
    text = (entered[0] if entered else "").strip()
    match field.kind:
        case Kind.WHOLE:
            return (int(text) if text.isdecimal() and len(text) < 10 else text) if text else None
        case Kind.LINES:
            return _lines(text) or None
        case Kind.MEMBERS:
            return [{"person_id": one, "chair": place == 0} for place, one in enumerate(_lines(text))] or None
        case Kind.CHECKS:
            return [one for one in entered if one] or None
        case _:
            return text or None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _put(values: dict[str, object], path: Sequence[str], value: object) -> None:
    if len(path) == 1:
        values[path[0]] = value
        return
    inner = values.setdefault(path[0], {})
    if isinstance(inner, dict):
        _put(inner, path[1:], value)


def _listed(value: object) -> object:
    """Where the keys of an object are numbers, the list that they make."""
    if not isinstance(value, dict):
        return value
    parts = {name: _listed(part) for name, part in value.items()}
    return list(parts.values()) if parts and all(name.isdecimal() for name in parts) else parts
