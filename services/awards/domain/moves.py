"""Where people worked and for how long, as far as it matters when they move: who is to say how they worked there.

Whoever leaves a unit after six months or more brings its written remarks along (rule R-13), transferred or assigned
elsewhere. Leave, maternity leave too, is working time (R-07), so only the days of coming and going count.
"""

from datetime import date
from typing import Final, NamedTuple

from shared.core import events
from shared.core.values import Date, UnitId

MONTHS_WITH_REMARKS: Final = 6
_YEAR: Final = 12


class Stay(NamedTuple):
    """A person's present unit, the day from which they work there, and the units whose remarks are owed."""

    unit_id: UnitId
    since: Date
    owed: tuple[UnitId, ...] = ()


class Moves:
    """The present stay of each person of the registry."""

    def __init__(self) -> None:
        self._stays: dict[str, Stay] = {}

    def assign(self, data: events.PersonAssigned) -> None:
        """Take an assignment."""
        self._stays[data.person_id] = assigned(self._stays.get(data.person_id), data)

    def transfer(self, data: events.PersonTransferred) -> None:
        """Take a transfer."""
        self._stays[data.person_id] = transferred(self._stays.get(data.person_id), data)

    def remarks_owed(self, person_id: str) -> tuple[UnitId, ...]:
        """The units whose remarks a person still needs; the one they work in now says nothing to itself."""
        stay = self._stays.get(person_id)
        return tuple(one for one in stay.owed if one != stay.unit_id) if stay else ()


def assigned(stay: Stay | None, data: events.PersonAssigned) -> Stay:
    """The stay after an assignment: a new post or name in the same unit begins no new stay, one elsewhere is a move."""
    if stay is None:
        return Stay(data.unit_id, data.from_on)
    if stay.unit_id == data.unit_id:
        return stay._replace(since=min(stay.since, data.from_on))
    return _moved(stay, data.unit_id, data.from_on)


def transferred(stay: Stay | None, data: events.PersonTransferred) -> Stay:
    """The stay after a transfer; stated again with remarks, it brings those that were owed last."""
    if stay is None:
        return Stay(data.to_unit_id, data.effective_on)
    if stay.unit_id == data.to_unit_id:
        return stay._replace(owed=stay.owed[:-1]) if data.remarks else stay
    moved = _moved(stay, data.to_unit_id, data.effective_on)
    return moved._replace(owed=_without(moved.owed, stay.unit_id)) if data.remarks else moved


def _moved(stay: Stay, unit_id: UnitId, day: Date) -> Stay:
    owes = stay.unit_id in stay.owed or is_long(stay.since, day)
    owed = _without(stay.owed, stay.unit_id)
    return Stay(unit_id, day, (*owed, stay.unit_id) if owes else owed)


def _without(owed: tuple[UnitId, ...], unit_id: UnitId) -> tuple[UnitId, ...]:
    return tuple(one for one in owed if one != unit_id)


def is_long(since: Date, until: Date) -> bool:
    """Whether six months or more lie between two days."""
    begun = date.fromisoformat(since)
    years, month = divmod(begun.month - 1 + MONTHS_WITH_REMARKS, _YEAR)
    return until >= f"{begun.year + years:04}-{month + 1:02}-{begun.day:02}"
