"""The forms by which people state the business of awards: fields of each, and the event that is made of them. Pure.

They judge nothing but that a field was filled in: whether a fact may be stated is for the door alone to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias, get_args

from shared.core import events
from shared.core.access import STATED_BY, Caller, Denial, why_not_state
from shared.core.events import Data
from shared.core.problems import Fault
from shared.core.values import AnnulmentGround, Capacity, ClearanceResult, Level, Paper

SOURCE: Final = "/awards/pages"
EMPTY: Final = "hãy điền vào đây", "fill this in"

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


def _fixed(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, Kind.FIXED) for name in names)


_NOMINATION: Final = _fixed("nomination_id")
_SUBJECT: Final = _fixed("subject_kind", "subject_id")
_REASON: Final = Field("reason", Kind.WORDS)
_VOTES: Final = tuple(
    Field(name, Kind.WHOLE) for name in ("round", "present", "yes", "no", "blank", "written_yes", "written_no")
)

FORMS: Final[dict[type[Data], tuple[Field, ...]]] = {
    events.NominationOpened: (Field("nomination_id"), *_SUBJECT, *_fixed("award", "achievement_key")),
    events.DossierItemAdded: (
        *_NOMINATION,
        Field("item", Kind.CHOICE, get_args(Paper)),
        Field("name"),
        Field("sha256"),
    ),
    events.ClearanceRequested: (*_NOMINATION, Field("body")),
    events.ClearanceReceived: (
        *_NOMINATION,
        Field("body"),
        Field("result", Kind.CHOICE, get_args(ClearanceResult)),
        Field("doc_no"),
    ),
    events.PublicCommentOpened: (*_NOMINATION, Field("from_on", Kind.DAY), Field("to_on", Kind.DAY)),
    events.PublicCommentClosed: (*_NOMINATION, Field("from_on", Kind.DAY), Field("to_on", Kind.DAY)),
    events.NominationSubmitted: (
        *_NOMINATION,
        Field("to_level", Kind.CHOICE, get_args(Level)),
        Field("doc_no"),
        Field("received_on", Kind.DAY),
    ),
    events.CouncilConvened: (Field("sitting_id"), Field("held_on", Kind.DAY), Field("members", Kind.MEMBERS)),
    events.ConflictDeclared: (*_NOMINATION, Field("sitting_id"), *_fixed("person_id")),
    events.BallotTallied: (*_NOMINATION, Field("sitting_id"), *_VOTES),
    events.MinutesSigned: (
        Field("sitting_id"),
        Field("doc_no"),
        Field("signed_on", Kind.DAY),
        Field("signers", Kind.LINES),
    ),
    events.AwardDecided: (
        Field("decision_no"),
        Field("decided_on", Kind.DAY),
        Field("signer.person_id"),
        Field("signer.title"),
        Field("signer.capacity", Kind.CHOICE, get_args(Capacity)),
        *_fixed("award", "subjects.0.subject_kind", "subjects.0.subject_id", "subjects.0.nomination_id"),
    ),
    events.AwardDeclined: (*_NOMINATION, Field("by"), _REASON),
    events.AwardConferred: (*_fixed("decision_no"), Field("conferred_on", Kind.DAY)),
    events.AwardAnnulled: (
        *_fixed("decision_no"),
        *_SUBJECT,
        Field("ground", Kind.CHOICE, get_args(AnnulmentGround)),
        Field("annulment_no"),
        Field("annulled_on", Kind.DAY),
    ),
    events.NominationReturned: (*_NOMINATION, Field("missing", Kind.CHECKS, get_args(Paper)), _REASON),
    events.NominationWithdrawn: (*_NOMINATION, _REASON),
}
BY_NAME: Final[dict[str, type[Data]]] = {data.short: data for data in FORMS}


def why_not_fill_in(caller: Caller, data: type[Data]) -> Denial | None:
    """Why a caller is not given a form: what it states, the caller may not state, as the door itself would say."""
    return why_not_state(caller, data.short, source=SOURCE, person_id=caller.person_id)


def offered_to(caller: Caller) -> Iterator[type[Data]]:
    """The forms of what a caller may state, in the order of a nomination's life."""
    return (data for data in FORMS if caller.role in STATED_BY[data.short] and why_not_fill_in(caller, data) is None)


def event_of(
    data: type[Data], entered: Entered, *, campaign: str, id_: str, time: str
) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """The CloudEvent that was entered, and the fields that were left empty."""
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field in FORMS[data]:
        value = _value(field, entered.get(field.name, ()))
        if value is None:
            faults.append(Fault(pointer_of(field), *EMPTY))
        else:
            _put(values, field.name.split("."), value)
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": id_,
        "source": SOURCE,
        "type": data.wire,
        "time": time,
        "campaign": campaign,
        "data": _listed(values),
    }
    return event, tuple(faults)


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
