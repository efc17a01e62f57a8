"""A period's reports unit by unit, and summed up the tree: who sent, when, what it says, what was corrected. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum
from itertools import chain
from typing import NamedTuple

import msgspec

from services.tracking.domain.reporting.hp01 import Book
from shared.core.definition import Campaign
from shared.core.values import Date, Period, UnitId


class Stand(Enum):
    """How a unit stands with its report on a period."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"  # due, and not there
    AWAITED = "awaited"  # still time
    NOT_ASKED = "not_asked"


class Correction(msgspec.Struct, frozen=True):
    """One correction: which figures it changed, from what to what, why, and where it stands."""

    position: int
    recorded_at: str
    reason: str
    before: dict[str, float | bool]
    after: dict[str, float | bool]


class Told(msgspec.Struct, frozen=True):
    """A report as corrected; `position` is where it was submitted."""

    report_id: str
    unit_id: UnitId
    due_on: Date
    submitted_on: Date
    figures: dict[str, float | bool]
    position: int
    corrections: tuple[Correction, ...] = ()


class Unit(msgspec.Struct, frozen=True):
    """A unit as it is called, and below whom it stands ("": nobody)."""

    unit_id: UnitId
    name: str
    parent: UnitId = ""


class Line(msgspec.Struct, frozen=True):
    """A unit's part: its own report, and the sum of that and of all below it.

    `reports` and `missing` count the unit and those below; `depth` is how far below the top it stands.
    """

    unit: Unit
    stand: Stand
    due_on: Date
    told: Told | None
    below: tuple[UnitId, ...]
    depth: int
    sums: dict[str, float]
    reports: int
    missing: int


class Consolidated(msgspec.Struct, frozen=True):
    """A whole period. Lines stand in the order of the tree; `sums` are over all of them."""

    period: Period
    lines: tuple[Line, ...]
    sums: dict[str, float]

    def count(self, stand: Stand) -> int:
        """How many units stand so."""
        return sum(line.stand is stand for line in self.lines)

    def names(self) -> tuple[str, ...]:
        """Every figure that anybody told, by name."""
        return tuple(sorted(self.sums))


class Reported(NamedTuple):
    """A period as it stands: the campaign, what units reported on it, and what was told by its end."""

    campaign: Campaign
    consolidated: Consolidated
    book: Book


def consolidate(
    period: Period, units: Iterable[Unit], told: Iterable[Told], *, owing: Mapping[UnitId, Date], today: Date
) -> Consolidated:
    """All units with their reports, summed up the tree. `owing` is who owes one, and by which day ("": on none)."""
    by_unit = {one.unit_id: one for one in units}
    reports = {one.unit_id: one for one in told}
    below: dict[UnitId, list[UnitId]] = defaultdict(list)
    for unit in by_unit.values():
        below[unit.parent if unit.parent in by_unit else ""].append(unit.unit_id)

    def subtree(unit_id: UnitId, depth: int) -> list[Line]:
        parts = [subtree(one, depth + 1) for one in below[unit_id]]
        own = reports.get(unit_id)
        stand = _stand(own, owing.get(unit_id), today=today)
        head = Line(
            unit=by_unit[unit_id],
            stand=stand,
            due_on=own.due_on if own else owing.get(unit_id, ""),
            told=own,
            below=tuple(below[unit_id]),
            depth=depth,
            sums=_summed([_counts(own), *(part[0].sums for part in parts)]),
            reports=(own is not None) + sum(part[0].reports for part in parts),
            missing=(stand is Stand.MISSING) + sum(part[0].missing for part in parts),
        )
        return [head, *chain.from_iterable(parts)]

    trees = [subtree(unit_id, 0) for unit_id in below[""]]
    return Consolidated(period, tuple(chain.from_iterable(trees)), _summed(tree[0].sums for tree in trees))


def _stand(told: Told | None, due_on: Date | None, *, today: Date) -> Stand:
    if told is not None:
        return Stand.LATE if "" < told.due_on < told.submitted_on else Stand.ON_TIME
    if due_on is None:
        return Stand.NOT_ASKED
    return Stand.MISSING if "" < due_on < today else Stand.AWAITED


def _counts(told: Told | None) -> dict[str, float]:
    """What can be summed up: a yes or no is nobody's sum."""
    figures = told.figures if told else {}
    return {name: value for name, value in figures.items() if not isinstance(value, bool)}


def _summed(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for part in parts:
        for name, value in part.items():
            sums[name] = sums.get(name, 0.0) + value
    return {name: round(value, 6) for name, value in sorted(sums.items())}
