"""Forms by which people state facts: their fields, what was entered in them, and the event that is made of it. Pure.

They judge nothing but that a field was filled in: whether a fact may be stated is for the door alone to say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Final, TypeAlias

from shared.core.problems import Fault
from shared.sheets.value_words import truth_named

EMPTY: Final = "hãy điền vào đây", "fill this in"
NO_NUMBER: Final = (
    "chưa rõ là số nào: viết liền, không chấm hàng nghìn, như 1234 hoặc 2,5",
    "it is not clear which number this is: write it without separators of thousands, as 1234 or 2.5",
)
NO_MONEY: Final = (
    "chưa rõ là bao nhiêu: ghi số đồng, không có phần lẻ, như 60000000 hoặc 60.000.000",
    "it is not clear how much this is: write whole đồng, as 60000000 or 60.000.000",
)
NO_CHECKS: Final = (
    "mỗi dòng một mục: tên mục, dấu hai chấm, rồi có, không hoặc một số",
    "one item a line: its name, a colon, then yes, no or a number",
)
MAX_HASHED_BYTES: Final = 33_554_432  # of a file whose hash is reckoned
TOO_LARGE_TO_HASH: Final = (
    "tệp quá lớn để tính mã băm ở đây (tối đa 32 MB): hãy điền mã băm",
    "the file is too large to reckon its hash here (32 MB at most): enter the hash",
)
ID, TIME = "event_id", "event_time"  # what a form bears besides its fields, so that it states one thing however often

# 1.234 is a thousand and more in Vietnam, and little more than one elsewhere.
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,15}|0[.,][0-9]{1,6}|[0-9]{1,15}[.,](?:[0-9]{1,2}|[0-9]{4,6}))").fullmatch
# Whole đồng have no fraction, so that what stands between groups of three can only part thousands.
_MONEY: Final = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:([., \u00a0])[0-9]{3}(?:\1[0-9]{3}){0,3})").fullmatch
_SIGN: Final = re.compile(r"[., \u00a0]")

Entered: TypeAlias = Mapping[str, Sequence[str]]


class Kind(Enum):
    """How a field is filled in. `FIXED` ones follow from where the form was opened, and are not shown.

    Of `FILES`, what came before is entered: hash, gap, name.
    `MONEY` is whole đồng, `TRUTH` yes or no, `TOLD` a line for each name and what is said of it.
    `HASHED` is the hash of a file: written down, or reckoned from the file, which is not kept.
    """

    FIXED = "fixed"
    TEXT = "text"
    WORDS = "words"
    DAY = "day"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    TRUTH = "truth"
    TOLD = "told"
    CHOICE = "choice"
    LINES = "lines"
    MEMBERS = "members"
    PERSONS = "persons"
    CHECKS = "checks"
    FILES = "files"
    HASHED = "hashed"


# What is said where the text of a field can be read as none of its values.
_UNCLEAR: Final = {Kind.NUMBER: NO_NUMBER, Kind.MONEY: NO_MONEY, Kind.TOLD: NO_CHECKS}
TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One field by its place in the event's data (`signer.title`, `subjects.0.subject_id`); `options` of a choice.

    One that is not `needed` is left out of the event where nothing was entered.
    """

    name: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    needed: bool = True

    @property
    def mark(self) -> str:
        """The name as a page refers to it, where no name has a gap."""
        return "_".join(self.name.split())


def data_of(fields: Iterable[Field], entered: Entered) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """The data of the event that was entered, and the fields that were left empty."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in fields:
        value = value_of(field, entered.get(field.name, ()))
        fault = fault_in(field, value)
        if fault is not None:
            faults.append(fault)
        elif value is not None:
            _put(values, field.name.split("."), value)
    listed = _listed(values)
    return listed if isinstance(listed, dict) else {}, tuple(faults)


def with_hash(fields: Iterable[Field], entered: Entered, files: Sequence[tuple[str, bytes]]) -> Entered:
    """What was entered, and for a field that takes a hash that of the file which was chosen, by name and content."""
    hashed = [one.name for one in fields if one.kind is Kind.HASHED] if files else []
    return {**entered, **{name: [sha256(files[0][1]).hexdigest()] for name in hashed}}


def of_too_large(fields: Iterable[Field], faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """What is wrong with what was entered, where the file whose hash was to be reckoned is too large for it."""
    hashed = {pointer_of(one) for one in fields if one.kind is Kind.HASHED}
    return tuple(Fault(one.pointer, *TOO_LARGE_TO_HASH) if one.pointer in hashed else one for one in faults)


def fault_in(field: Field, value: object | None) -> Fault | None:
    """What is wrong with what was entered, before any door is asked; None if nothing is."""
    if value is None:
        return Fault(pointer_of(field), *EMPTY) if field.needed else None
    unclear = _UNCLEAR.get(field.kind) if isinstance(value, str) else None
    return Fault(pointer_of(field), *unclear) if unclear else None


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


def value_of(field: Field, entered: Sequence[str]) -> object | None:
    """What was entered as the event has it, None if nothing was; what is no number is left for the door to refuse."""
    text = (entered[0] if entered else "").strip()
    match field.kind:
        case Kind.WHOLE:
            return (int(text) if text.isdecimal() and len(text) < 10 else text) if text else None
        case Kind.NUMBER:
            return _number(text) if text else None
        case Kind.MONEY:
            return (int(_SIGN.sub("", text)) if _MONEY(text) else text) if text else None
        case Kind.TRUTH:
            return TRUTHS.get(text, text) if text else None
        case Kind.TOLD:
            return _told(text)
        case Kind.LINES:
            return _lines(text) or None
        case Kind.MEMBERS:
            return [{"person_id": one, "chair": place == 0} for place, one in enumerate(_lines(text))] or None
        case Kind.PERSONS:
            return [{"person_id": one} for one in _lines(text)] or None
        case Kind.CHECKS:
            return [one for one in entered if one] or None
        case Kind.FILES:
            return [
                {"name": name, "sha256": sha256} for sha256, _, name in (one.partition(" ") for one in entered)
            ] or None
        case _:
            return text or None


def _number(text: str) -> int | float | str:
    """2.5 and 2,5; what may be read in two ways, or is none, stays text."""
    if not _NUMBER(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _told(text: str) -> dict[str, object] | str:
    """What is said under each name; the text itself where a line cannot be read, or a name comes twice."""
    said: dict[str, object] = {}
    for line in _lines(text):
        name, _, value = (part.strip() for part in line.partition(":"))
        truth = truth_named(value)
        read = _number(value) if truth is None else truth
        if not name or name in said or isinstance(read, str):
            return text
        said[name] = read
    return said


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
