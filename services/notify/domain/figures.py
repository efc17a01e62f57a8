"""What units reported in figures, of activities and of money, and what of it falls when it is corrected. Pure.

There may be millions of activities, so of each only its figure is kept, in flat arrays (as ADR-0009 has it).
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from shared.core import events
from shared.core.events import Figure
from shared.core.index import Index, hash64
from shared.core.values import SubjectKind, UnitId

ReportFigures: TypeAlias = Mapping[str, bool | int | float]
AboutActivity: TypeAlias = (
    events.ActivityRecorded
    | events.ActivityCorrected
    | events.ActivityWithdrawn
    | events.ActivityDisputed
    | events.ActivityVerified
)

MOST: Final = 20  # figures of one report that a notice tells of
NOT_COUNTED: Final = 0.0  # of an activity that is withdrawn, or disputed and not verified since


class Fallen(NamedTuple):
    """Figures of a unit that are less than they were, and whose they were: the unit's own and those who had a part."""

    unit_id: UnitId
    figures: tuple[Figure, ...]
    subjects: tuple[tuple[SubjectKind, str], ...]


class Reports:
    """The figures of one campaign's reports as they were last told."""

    def __init__(self) -> None:
        self._reports: dict[str, tuple[UnitId, dict[str, bool | int | float]]] = {}

    def submitted(self, data: events.ReportSubmitted) -> None:
        """A unit reported."""
        self._reports[data.report_id] = data.unit_id, dict(data.figures)

    def corrected(self, data: events.ReportCorrected) -> Fallen | None:
        """What fell by a correction, or None; what it does not speak of stays."""
        if data.report_id not in self._reports:
            return None
        unit_id, before = self._reports[data.report_id]
        fallen = tuple(_less(before, data.figures))[:MOST]
        before.update(data.figures)
        return Fallen(unit_id, fallen, (("COLLECTIVE", unit_id),)) if fallen else None


class Payments:
    """What was paid out for one campaign's households, until it is taken back."""

    def __init__(self) -> None:
        self._payments: dict[str, tuple[UnitId, int]] = {}

    def paid(self, data: events.FundsDisbursed, unit_id: UnitId) -> None:
        """A household of a unit had money."""
        self._payments[data.disbursement_id] = unit_id, data.amount_vnd

    def reversed(self, data: events.FundsReversed) -> Fallen | None:
        """What the unit has paid out less, or None if nothing is known of the payment."""
        unit_id, amount_vnd = self._payments.pop(data.disbursement_id, ("", 0))
        fallen = (Figure("disbursed_vnd", NOT_COUNTED, amount_vnd),)
        return Fallen(unit_id, fallen, (("COLLECTIVE", unit_id),)) if unit_id else None


class Activities:
    """The quantities of one campaign's activities as far as they count."""

    def __init__(self) -> None:
        self._index = Index()  # of an activity's id, to its place in the arrays
        self._said = array("d")
        self._counted = array("d")
        self._labels = array("L")
        self._named: list[tuple[UnitId, str]] = []  # a unit and a kind of activity, by label
        self._numbers: dict[tuple[UnitId, str], int] = {}
        self._persons: dict[int, tuple[str, ...]] = {}

    def fold(self, data: AboutActivity) -> Fallen | None:
        """Take the next fact; what fell by it, or None. Of one that is not there nothing falls."""
        if isinstance(data, events.ActivityRecorded):
            self._record(data)
            return None
        place = self._index.get(hash64(data.activity_id))
        if place is None:
            return None
        label, before, persons = self._labels[place], self._counted[place], self._persons.get(place, ())
        self._change(place, data)
        unit_id, kind = self._named[label]
        found = self._counted[place] if self._labels[place] == label else NOT_COUNTED
        if found < before:
            subjects: list[tuple[SubjectKind, str]] = [("COLLECTIVE", unit_id), *_individuals(persons)]
            return Fallen(unit_id, (Figure(kind, found, before),), tuple(subjects))
        left = [one for one in persons if one not in self._persons.get(place, ())]
        if left and before:
            return Fallen(unit_id, (Figure(kind, NOT_COUNTED, before),), tuple(_individuals(left)))
        return None

    def _record(self, data: events.ActivityRecorded) -> None:
        place = len(self._said)
        self._index.put(hash64(data.activity_id), place)
        self._said.append(data.quantity)
        self._counted.append(data.quantity)
        self._labels.append(self._label(data.unit_id, data.kind))
        if data.persons:
            self._persons[place] = tuple(one.person_id for one in data.persons)

    def _change(self, place: int, data: AboutActivity) -> None:
        match data:
            case events.ActivityCorrected(changes=changes):
                if changes.quantity is not None:
                    was_counted = self._counted[place] != NOT_COUNTED
                    self._said[place] = changes.quantity
                    self._counted[place] = changes.quantity if was_counted else NOT_COUNTED
                if changes.kind is not None:
                    unit_id, _ = self._named[self._labels[place]]
                    self._labels[place] = self._label(unit_id, changes.kind)
                if changes.persons is not None:
                    self._persons[place] = tuple(one.person_id for one in changes.persons)
            case events.ActivityVerified():
                self._counted[place] = self._said[place]
            case _:
                self._counted[place] = NOT_COUNTED

    def _label(self, unit_id: UnitId, kind: str) -> int:
        number = self._numbers.setdefault((unit_id, kind), len(self._named))
        if number == len(self._named):
            self._named.append((unit_id, kind))
        return number


def _individuals(persons: Iterable[str]) -> Iterator[tuple[SubjectKind, str]]:
    return (("INDIVIDUAL", person_id) for person_id in dict.fromkeys(persons))


def _less(before: ReportFigures, now: ReportFigures) -> Iterator[Figure]:
    for name, value in now.items():
        was = before.get(name)
        if was is not None and not isinstance(was, bool) and not isinstance(value, bool) and value < was:
            yield Figure(name, value, was)
