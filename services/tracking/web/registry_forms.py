"""The forms by which the standing body states what it alone may: people, ratings, awards before, discipline, obstacles.

They judge nothing but that a field was filled in; their words are those of the tables that offices send.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

from services.tracking.web.unit_forms import Offer
from shared.core import events
from shared.core.access import Caller, may_state
from shared.core.events import Data
from shared.core.values import CommendationType, Language, PersonCategory, Rating, Sex, SubjectKind
from shared.sheets.columns import names_of
from shared.sheets.value_words import FALSE, TRUE, WORDS
from shared.web.filling import Field, Kind
from shared.web.frame import Frame

FORMS: Final = "/registry/forms"
SOURCE: Final = "/registry"
TRUTHS: Final = {"true": True, "false": False}
_SUBJECT: Final = (Field("subject_kind", Kind.CHOICE, get_args(SubjectKind)), Field("subject_id"))
_DECISION: Final = (Field("decision_no"), Field("decided_on", Kind.DAY))

REGISTRY_FORMS: Final[dict[type[Data], tuple[Field, ...]]] = {
    events.PersonAssigned: (
        Field("person_id"),
        Field("name"),
        Field("unit_id"),
        Field("title"),
        Field("leader", Kind.CHOICE, tuple(TRUTHS)),
        Field("category", Kind.CHOICE, get_args(PersonCategory)),
        Field("sex", Kind.CHOICE, get_args(Sex), needed=False),
        Field("from_on", Kind.DAY),
    ),
    events.PersonTransferred: (
        Field("person_id"),
        Field("to_unit_id"),
        Field("effective_on", Kind.DAY),
        Field("remarks", Kind.WORDS, needed=False),
    ),
    events.RatingRecorded: (
        *_SUBJECT,
        Field("year", Kind.WHOLE),
        Field("rating", Kind.CHOICE, get_args(Rating)),
        Field("decision_no"),
    ),
    events.PriorAwardRecorded: (
        *_SUBJECT,
        Field("form"),
        Field("commendation_type", Kind.CHOICE, get_args(CommendationType)),
        *_DECISION,
    ),
    events.DisciplineRecorded: (*_SUBJECT, Field("form"), *_DECISION),
    events.DisciplineEnded: (*_SUBJECT, Field("decision_no"), Field("ended_on", Kind.DAY)),
    events.ObstacleResolved: (Field("obstacle_id"), Field("resolution", Kind.WORDS)),
}
BY_NAME: Final[Mapping[str, type[Data]]] = {data.short: data for data in REGISTRY_FORMS}
TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "person.assigned": ("Ghi cán bộ vào đơn vị", "Assign a person"),
    "person.transferred": ("Điều động cán bộ", "Transfer a person"),
    "rating.recorded": ("Ghi xếp loại năm", "Record a rating"),
    "prior_award.recorded": ("Ghi khen thưởng đã có", "Record an award from before"),
    "discipline.recorded": ("Ghi kỷ luật", "Record discipline"),
    "discipline.ended": ("Ghi hết kỷ luật", "Record the end of discipline"),
    "obstacle.resolved": ("Gỡ vướng mắc", "Resolve an obstacle"),
}
_VIETNAMESE: Final = {
    "true": TRUE,
    "false": FALSE,
    "MERIT": "Khen thưởng công trạng",
    "AD_HOC": "Khen thưởng đột xuất",
    "MOVEMENT": "Khen thưởng phong trào",
    "DEDICATION": "Khen thưởng quá trình cống hiến",
    "LONG_SERVICE": "Khen thưởng theo niên hạn",
    "EXTERNAL": "Khen thưởng đối ngoại",
    "CORRECTED": "Đã đính chính",
    "EXPLAINED": "Đã giải trình",
    "NOT_A_FAULT": "Không sai",
}
_ENGLISH: Final = {"true": "Yes", "false": "No", "M": "Male", "F": "Female"}


class Led:
    """Which of these forms a page leads a caller to; to none from the past."""

    def __init__(self, frame: Frame, caller: Caller, *, closed: bool) -> None:
        self._frame, self._caller = frame, caller
        self._is_past = bool(frame.as_of) or closed

    def link(self, short: str, unit_id: str, **stands: str) -> str:
        """Where a form lies from the page of a unit, with what stands in it; "" where it is not offered."""
        if self._is_past or not may_state(self._caller, short, source=SOURCE):
            return ""
        return self._frame.link(f"{FORMS}/{short}", id=unit_id, **stands)

    def offers(self, unit_id: str) -> list[Offer]:
        """Those that this caller may fill in, from the page of a unit."""
        links = ((title_of(short, self._frame.language), self.link(short, unit_id)) for short in BY_NAME)
        return [Offer(title, link) for title, link in links if link]


def title_of(short: str, language: Language) -> str:
    """What a form is called."""
    vi, en = TITLES[short]
    return vi if language == "vi" else en


def labels_of(short: str, language: Language) -> dict[str, str]:
    """What each field is called, as in the templates for files."""
    at = 0 if language == "vi" else 1
    return {one.name: names_of(one.name, short)[at] for one in REGISTRY_FORMS[BY_NAME[short]]}


def options_of(short: str, language: Language) -> dict[str, str]:
    """What each choice is called."""
    return {value: called(value, language) for value in _choices(REGISTRY_FORMS[BY_NAME[short]])}


def called(value: str, language: Language) -> str:
    """What one of the catalogue's values is called in a form."""
    if language == "en":
        return _ENGLISH.get(value) or value.replace("_", " ").capitalize()
    return _VIETNAMESE.get(value) or WORDS.get(value, (value,))[0]


def as_stated(data: Mapping[str, object]) -> dict[str, object]:
    """The data of the event: yes or no is none of the words."""
    return {name: TRUTHS.get(str(value), value) if name == "leader" else value for name, value in data.items()}


def _choices(fields: Sequence[Field]) -> Iterator[str]:
    return (value for one in fields for value in one.options)
