"""The forms by which a unit reports and corrects: their fields, what stands in them, and to whom they are offered.

They judge nothing but that a field was filled in, and that a correction changes something: the rest is the door's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, get_args
from urllib.parse import quote

import msgspec
from sqlmodel import Session

from services.tracking.tables import queries
from services.tracking.tables.rows import Activity, Report
from services.tracking.web.form_wording import FormWords
from shared.core import events
from shared.core.access import Caller, source_of, why_not_state
from shared.core.definition import Campaign, Text
from shared.core.events import Data
from shared.core.problems import Fault
from shared.core.values import ActivityKind, Date
from shared.web.filling import Entered, Field, Kind, data_of, fault_in, first, pointer_of, value_of
from shared.web.frame import Frame

FIGURES: Final = "figures."
CHANGES: Final = "changes."
WAS: Final = "was"  # what stood in the form when it was handed out, so that only what was changed is stated
UNCHANGED: Final = "ở đây chưa thay đổi gì so với số đã ghi", "nothing is changed here from what is recorded"
NO_REPORT_YET: Final = ("activities",)
SOURCE: Final = "/units"  # as `/units/<unit>` is a unit's own, this is nobody's
NOON: Final = "T12:00:00+07:00"
FIXED: Final = ("activity_id", "obstacle_id", "report_id", "unit_id", "period")
REASON: Final = Field("reason", Kind.WORDS)
TEXT: Final = Field("text", Kind.WORDS)
FILES: Final = Field("evidence", Kind.FILES)
CORRECTED: Final = (
    Field(f"{CHANGES}quantity", Kind.NUMBER),
    Field(f"{CHANGES}title"),
    Field(f"{CHANGES}occurred_on", Kind.DAY),
)
OF_A_UNIT: Final[tuple[type[Data], ...]] = (events.ActivityRecorded, events.ObstacleReported, events.EvidenceAttached)
OF_A_THING: Final[tuple[type[Data], ...]] = (
    events.ActivityCorrected,
    events.ActivityWithdrawn,
    events.ReportSubmitted,
    events.ReportCorrected,
)
AFTERWARDS: Final[tuple[type[Data], ...]] = (events.ReviewHeld,)  # may be stated of a campaign that is closed
BY_NAME: Final[dict[str, type[Data]]] = {data.short: data for data in (*OF_A_UNIT, *OF_A_THING)}
_figures: Final = msgspec.json.Decoder(dict[str, float | bool]).decode
_was: Final = msgspec.json.Decoder(dict[str, str]).decode


class Offer(NamedTuple):
    """A form that is offered: what its link says, and where it lies."""

    text: str
    link: str


class About(NamedTuple):
    """What a form is opened for: a unit, and the report, the activity or the period in question ("": none)."""

    unit_id: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """A form for one thing: its fields, and what stands in them when it is handed out.

    Of the fields in `compared` only those are stated that were changed. `day` is the field that says when it happened,
    `page` the one that is come to afterwards ("": the unit's), `named` what choices are called that are none of the
    catalogue's.
    """

    data: type[Data]
    about: About
    fields: tuple[Field, ...]
    stands: Mapping[str, str] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()
    day: str = ""
    page: str = ""
    named: Mapping[str, Text] = field(default_factory=dict)


class Offers:
    """Which forms a page leads to: those by which this caller may speak for a unit, now, and not in the past."""

    def __init__(self, frame: Frame, caller: Caller, *, closed: bool) -> None:
        self._frame, self._caller = frame, caller
        self._is_past, self._closed = bool(frame.as_of), closed

    def link(self, data: type[Data], unit_id: str, thing: str = "") -> str:
        """Where a form lies; "" where it is not offered."""
        over = self._is_past or (self._closed and data not in AFTERWARDS)
        if over or why_not_fill_in(self._caller, data, unit_id) is not None:
            return ""
        return self._frame.link(f"/units/{quote(unit_id, safe='')}/forms/{data.short}", as_of="", id=thing)

    def of_unit(self, unit_id: str, words: FormWords) -> list[Offer]:
        """The forms that begin something, and the page for files."""
        offered = self.offered(OF_A_UNIT, unit_id, "", words)
        upload = self._frame.link(f"/units/{quote(unit_id, safe='')}/upload", as_of="")
        return [*offered, Offer(words.upload, upload)] if offered else []

    def of_activity(self, unit_id: str, activity_id: str, words: FormWords) -> list[Offer]:
        """The forms by which an activity is corrected, or taken back."""
        return self.offered((events.ActivityCorrected, events.ActivityWithdrawn), unit_id, activity_id, words)

    def offered(self, forms: Iterable[type[Data]], unit_id: str, thing: str, words: FormWords) -> list[Offer]:
        """Those of these forms that are offered about a thing of a unit."""
        links = [(words.titles[data.short], self.link(data, unit_id, thing)) for data in forms]
        return [Offer(text, link) for text, link in links if link]


def why_not_fill_in(caller: Caller, data: type[Data], unit_id: str) -> object | None:
    """Why a caller is not given a form on a unit, as the door itself would say; None if there is no reason."""
    if data is events.EvidenceAttached:  # stated by the service itself, for whoever brings the file
        data = events.ActivityRecorded
    return why_not_state(caller, data.short, source=spoken_from(caller, unit_id), unit_id=unit_id)


def spoken_from(caller: Caller, unit_id: str) -> str:
    """The source of what a caller states about a unit: a unit speaks as itself, all others from the pages."""
    return source_of(unit_id) if caller.role == "unit" else SOURCE


def filling_of(
    session: Session, campaign: Campaign, data: type[Data], about: About, *, begun: str, today: Date
) -> Filling | None:
    """The form for a thing as it stands; `begun` is the id that the form bears. None if the unit has no such thing."""
    fixed = Field("unit_id", Kind.FIXED)
    stands = {"unit_id": about.unit_id}
    match data:
        case events.ActivityRecorded:
            clauses = tuple(clause.id for clause in campaign.clauses)
            own = {"activity_id": f"HD-{about.unit_id}-{begun[-8:]}", "occurred_on": today}
            fields = (Field("activity_id", Kind.FIXED), fixed, *_did(clauses))
            return Filling(data, about, fields, stands | own, day="occurred_on")
        case events.ObstacleReported:
            own = {"obstacle_id": f"VM-{about.unit_id}-{begun[-8:]}"}
            fields = (Field("obstacle_id", Kind.FIXED), fixed, TEXT)
            return Filling(data, about, fields, stands | own)
        case events.EvidenceAttached:
            return Filling(data, about, (fixed, FILES), stands)
        case events.ActivityCorrected | events.ActivityWithdrawn:
            return _of_activity(session.get(Activity, (campaign.campaign, about.id)), data, about)
        case events.ReportSubmitted:
            names = _figures_told(session, campaign.campaign, about.unit_id)
            own = {"report_id": f"BC-{about.unit_id}-{about.id}", "period": about.id}
            told = (Field("report_id", Kind.FIXED), fixed, Field("period", Kind.FIXED), *_asked(names))
            return Filling(data, about, told, stands | own)
        case _:
            return _of_report(session.get(Report, (campaign.campaign, about.id)), data, about)


def filling_typed(campaign: Campaign, data: type[Data], about: About, said: Entered) -> Filling:
    """The form as it was filled in by somebody who is signed in no more: of what is on record it shows nothing."""
    names = [name.removeprefix(FIGURES) for name in said if name.startswith(FIGURES)]
    fixed = tuple(Field(name, Kind.FIXED) for name in FIXED if name in said)
    match data:
        case events.ActivityRecorded:
            asked = (*_did(tuple(clause.id for clause in campaign.clauses)),)
        case events.ObstacleReported:
            asked = (TEXT,)
        case events.EvidenceAttached:
            asked = (FILES,)
        case events.ActivityCorrected:
            asked = (*CORRECTED, REASON)
        case events.ActivityWithdrawn:
            asked = (REASON,)
        case events.ReportSubmitted:
            asked = (*_asked(names),)
        case _:
            asked = (*_asked(names), REASON)
    return Filling(data, about, (*fixed, *asked))


def stated_by(filling: Filling, said: Entered) -> tuple[dict[str, object], tuple[Fault, ...]]:
    """The data of the event that a form states, and what is wrong with what was entered."""
    parts: dict[str, dict[str, object]] = {FIGURES: {}, CHANGES: {}}
    plain = [one for one in filling.fields if not one.name.startswith((FIGURES, CHANGES))]
    stated, empty = data_of(plain, said)
    faults, was = list(empty), _was_in(said)
    for one in filling.fields:
        whole, dot, name = one.name.partition(".")  # what follows is one name, whatever dots it has
        if f"{whole}{dot}" not in parts:
            continue
        value = value_of(one, said.get(one.name, ()))
        fault = fault_in(one, value)
        if fault is not None:
            faults.append(fault)
        elif one.name not in filling.compared or first(said, one.name).strip() != was.get(one.name, ""):
            parts[f"{whole}{dot}"][name] = value
    compared = [one for one in filling.fields if one.name in filling.compared]
    if compared and not faults and not any(parts.values()):
        faults.append(Fault(pointer_of(compared[0]), *UNCHANGED))
    return stated | {whole.rstrip("."): part for whole, part in parts.items() if part}, tuple(faults)


def told_at(filling: Filling, said: Entered, *, today: Date, time: str) -> str:
    """When what a form states happened: what is of an earlier day at its noon, all else as the form was begun."""
    day = first(said, filling.day).strip() if filling.day else ""
    return day + NOON if day and day < today else time


def carried_in(filling: Filling) -> dict[str, str]:
    """What goes along unseen with a form."""
    if not filling.compared:
        return {}
    return {WAS: msgspec.json.encode({name: filling.stands[name] for name in sorted(filling.compared)}).decode()}


def _did(clauses: tuple[str, ...]) -> Iterator[Field]:
    yield Field("clause", Kind.CHOICE, clauses)
    yield Field("kind", Kind.CHOICE, get_args(ActivityKind))
    yield Field("title")
    yield Field("quantity", Kind.NUMBER)
    yield Field("measure")
    yield Field("occurred_on", Kind.DAY)
    yield Field("persons", Kind.PERSONS, needed=False)
    yield Field("evidence", Kind.FILES, needed=False)


def _of_activity(row: Activity | None, data: type[Data], about: About) -> Filling | None:
    if row is None or row.unit_id != about.unit_id:
        return None
    named, stands = Field("activity_id", Kind.FIXED), {"activity_id": row.activity_id}
    if data is events.ActivityWithdrawn:
        return Filling(data, about, (named, REASON), stands)
    values = (_written(row.quantity), row.title, row.occurred_on)
    now = {one.name: value for one, value in zip(CORRECTED, values, strict=True)}
    return Filling(data, about, (named, *CORRECTED, REASON), stands | now, frozenset(now))


def _of_report(row: Report | None, data: type[Data], about: About) -> Filling | None:
    if row is None or row.unit_id != about.unit_id:
        return None
    numbers = {name: value for name, value in _figures(row.figures).items() if not isinstance(value, bool)}
    now = {f"{FIGURES}{name}": _written(value) for name, value in numbers.items()}
    stands = {"report_id": row.report_id, "period": row.period}
    fields = (Field("report_id", Kind.FIXED), *_asked(numbers), REASON)
    return Filling(data, about, fields, stands | now, frozenset(now))


def _asked(names: Iterable[str]) -> Iterator[Field]:
    return (Field(f"{FIGURES}{name}", Kind.NUMBER) for name in names)


def _figures_told(session: Session, campaign: str, unit_id: str) -> tuple[str, ...]:
    """The figures that a unit reported the last time; those of whoever reported last, if it never did."""
    for units in ((unit_id,), None):
        told = queries.reports(session, campaign, units=units)
        if told:
            numbers = _figures(told[-1].figures).items()
            return tuple(name for name, value in numbers if not isinstance(value, bool)) or NO_REPORT_YET
    return NO_REPORT_YET


def _was_in(said: Entered) -> Mapping[str, str]:
    try:
        return _was(first(said, WAS) or "{}")
    except msgspec.DecodeError:
        return {}


def _written(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")
