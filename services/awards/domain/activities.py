"""The activities of one campaign in flat arrays, a row for each: a million of them must fit beside all else."""

from array import array
from collections.abc import Callable, Collection
from enum import IntEnum
from typing import Final, TypeAlias, get_args

from services.awards.domain.tallies import Key, Standing, Subject
from shared.core import events
from shared.core.events import Data
from shared.core.index import Index, hash64
from shared.core.values import ActivityKind

AboutActivity: TypeAlias = (
    events.ActivityRecorded
    | events.ActivityCorrected
    | events.ActivityVerified
    | events.ActivityDisputed
    | events.ActivityWithdrawn
)

KINDS: Final[tuple[ActivityKind, ...]] = get_args(ActivityKind)
_NUMBER_OF: Final = {kind: number for number, kind in enumerate(KINDS)}
_COUNT: Final[tuple[Key, ...]] = tuple(("count", kind) for kind in KINDS)
_VERIFIED: Final[tuple[Key, ...]] = tuple(("verified", kind) for kind in KINDS)
TOTAL: Final[Key] = ("activities_total", "")


class _State(IntEnum):
    RECORDED = 0
    VERIFIED = 1
    DISPUTED = 2
    WITHDRAWN = 3


_LEADS_TO: Final[dict[type[Data], _State]] = {
    events.ActivityVerified: _State.VERIFIED,
    events.ActivityDisputed: _State.DISPUTED,
    events.ActivityWithdrawn: _State.WITHDRAWN,
}


class _Numbered:
    """Names with small numbers, so that an array can hold them."""

    __slots__ = ("names", "numbers")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = len(self.names)
            self.names.append(name)
        return number


class Activities:
    """Folds what is said of activities, and lets each count for its unit and the persons it names, as it stands."""

    def __init__(self, standing_of: Callable[[Subject], Standing]) -> None:
        self._standing_of = standing_of
        self._rows = Index()
        self._units, self._clauses = _Numbered(), _Numbered()
        self._subjects: list[Subject] = []  # by the number of the unit
        self._clause_keys: list[Key] = []
        self._unit, self._clause = array("I"), array("I")
        self._kind, self._state = array("B"), array("B")
        self._quantity = array("d")
        self._position, self._verified_at = array("Q"), array("Q")
        self._day, self._verified_day = array("I"), array("I")
        self._group = array("I")  # who is named; the same people are often named together
        self._groups: list[tuple[Subject, ...]] = [()]
        self._group_numbers: dict[tuple[Subject, ...], int] = {(): 0}

    def fold(self, data: AboutActivity, position: int, day: int) -> Collection[Subject]:
        """Take one fact, which happened on `day`; the subjects for which anything changed."""
        if isinstance(data, events.ActivityRecorded):
            return self._record(data, position, day)
        row = self._rows.get(hash64(data.activity_id))
        if row is None:
            return ()
        before = self._subjects_of(row)
        if self._state[row] < _State.DISPUTED:
            self._let_count(row, before, counts=False)
        if isinstance(data, events.ActivityCorrected):
            self._correct(row, data.changes, day)
        else:
            self._state[row] = _LEADS_TO[type(data)]
        if self._state[row] == _State.VERIFIED:
            self._verified_at[row], self._verified_day[row] = position, day
        after = self._subjects_of(row)
        if self._state[row] < _State.DISPUTED:
            self._let_count(row, after, counts=True)
        return before if after == before else {*before, *after}

    def _record(self, data: events.ActivityRecorded, position: int, day: int) -> Collection[Subject]:
        row = len(self._kind)
        key = hash64(data.activity_id)
        if self._rows.get(key) is not None:
            return ()
        self._rows.put(key, row)
        unit, clause = self._units.number(data.unit_id), self._clause_number(data.clause)
        if unit == len(self._subjects):
            self._subjects.append(Subject("COLLECTIVE", data.unit_id))
        self._unit.append(unit)
        self._clause.append(clause)
        self._kind.append(_NUMBER_OF[data.kind])
        self._state.append(_State.RECORDED)
        self._quantity.append(data.quantity)
        self._position.append(position)
        self._verified_at.append(0)
        self._day.append(day)
        self._verified_day.append(0)
        self._group.append(self._group_number(data.persons))
        subjects = self._subjects_of(row)
        self._let_count(row, subjects, counts=True)
        return subjects

    def _correct(self, row: int, changes: events.ActivityChanges, day: int) -> None:
        """What was verified were the old words; what was disputed stays so until it is verified."""
        if changes.kind:
            self._kind[row] = _NUMBER_OF[changes.kind]
        if changes.clause:
            self._clause[row] = self._clause_number(changes.clause)
        if changes.quantity is not None:
            self._quantity[row] = changes.quantity
        if changes.persons is not None:
            self._group[row] = self._group_number(changes.persons)
        if self._state[row] == _State.VERIFIED:
            self._state[row] = _State.RECORDED
        self._day[row] = max(self._day[row], day)

    def _group_number(self, persons: tuple[events.Participant, ...]) -> int:
        group = tuple(dict.fromkeys(Subject("INDIVIDUAL", person.person_id) for person in persons))
        number = self._group_numbers.get(group)
        if number is None:
            number = self._group_numbers[group] = len(self._groups)
            self._groups.append(group)
        return number

    def _clause_number(self, clause: str) -> int:
        number = self._clauses.number(clause)
        if number == len(self._clause_keys):
            self._clause_keys.append(("clause", clause))
        return number

    def _subjects_of(self, row: int) -> tuple[Subject, ...]:
        return (self._subjects[self._unit[row]], *self._groups[self._group[row]])

    def _let_count(self, row: int, subjects: tuple[Subject, ...], *, counts: bool) -> None:
        kind, position, day, quantity = self._kind[row], self._position[row], self._day[row], self._quantity[row]
        clause, verified = self._clause_keys[self._clause[row]], self._state[row] == _State.VERIFIED
        entries = [(_COUNT[kind], position, quantity), (clause, position, 0.0), (TOTAL, position, 0.0)]
        if verified:
            entries.append((_VERIFIED[kind], self._verified_at[row], 0.0))
        for subject in subjects:
            standing = self._standing_of(subject)
            date = standing.date if counts else standing.undate
            date(day)
            if verified:
                date(self._verified_day[row])
            for key, at, amount in entries:
                if counts:
                    standing.add(key, at, day, amount)
                else:
                    standing.remove(key, at)
