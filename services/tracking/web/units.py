"""Units as their pages show them: what each has to show, what of its reports is late or missing. It knows no HTTP."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from services.tracking.domain.periods import Due
from services.tracking.domain.quality.rules import silent
from services.tracking.domain.quality.seen import Report, Seen
from services.tracking.tables import queries
from services.tracking.tables.queries import Funds
from services.tracking.tables.rows import FundFigure
from services.tracking.tables.seen import reporting
from services.tracking.web.gathering import units_side_by_side
from services.tracking.web.overview import Rollup, UnitLine
from shared.core.definition import Campaign
from shared.core.lineage import Lineage
from shared.core.plain_words import plain

NOTHING: Final = Funds(0, 0)


class Standing(Enum):
    """How a unit stands with its reports: the worst that holds."""

    SILENT = "silent"
    MISSING = "missing"
    LATE = "late"
    COMPLETE = "complete"
    NOT_ASKED = "not_asked"


class Sort(Enum):
    """Localities have houses to build, offices have not."""

    LOCAL = "local"
    OFFICE = "office"


@dataclass(slots=True)
class Reporting:
    """The reports of a unit: those that came, and those that were due and did not. `silent` are long overdue."""

    came: list[Report] = field(default_factory=list)
    missing: list[Due] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)

    @property
    def received(self) -> int:
        """How many of those that were due at all are there."""
        return sum(one.due_on != "" for one in self.came)

    @property
    def on_time(self) -> int:
        """How many of these came by their day."""
        return sum(one.submitted_on <= one.due_on for one in self.came if one.due_on)

    @property
    def expected(self) -> int:
        """How many there should be by now."""
        return self.received + len(self.missing)

    @property
    def standing(self) -> Standing:
        """The worst that is to be said."""
        if self.silent:
            return Standing.SILENT
        if self.missing:
            return Standing.MISSING
        if self.on_time < self.received:
            return Standing.LATE
        return Standing.COMPLETE if self.received else Standing.NOT_ASKED


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit among all others."""

    line: UnitLine
    sort: Sort
    reporting: Reporting
    funds: Funds


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units are wanted: by words of the name or id, by sort, and by how they stand; empty is all."""

    q: str = ""
    sort: str = ""
    standing: str = ""

    def takes(self, row: UnitRow) -> bool:
        """Whether a unit is one of them."""
        name = plain(f"{row.line.unit_id} {row.line.name.vi} {row.line.name.en}")
        return (
            plain(self.q.strip()) in name
            and self.sort in ("", row.sort.value)
            and self.standing in ("", row.reporting.standing.value)
        )


def unit_rows(
    session: Session, campaign: Campaign, reports: Mapping[str, Reporting], *, today: date, rollup: Rollup
) -> list[UnitRow]:
    """Every unit that takes part, localities first, those that have come furthest before the others."""
    funds = _funds(session, campaign.campaign, shown=_shown(queries.lineage_of(session), today, rollup))
    return [
        UnitRow(
            line,
            Sort.LOCAL if group.local else Sort.OFFICE,
            reports.get(line.unit_id, Reporting()),
            funds.get(line.unit_id, NOTHING),
        )
        for group in units_side_by_side(session, campaign, today=today, rollup=rollup)
        for line in group.lines
    ]


def reporting_by_unit(session: Session, campaign: Campaign, *, today: date, rollup: Rollup) -> Mapping[str, Reporting]:
    """The reports of each unit, under the unit that `rollup` says."""
    seen = reporting(session, campaign, today=today)
    shown = _shown(queries.lineage_of(session), today, rollup)
    units: dict[str, Reporting] = defaultdict(Reporting)
    for came in seen.reports:
        units[shown(came.unit_id)].came.append(came)
    for due in seen.missing:
        if due.due_on >= seen.launched_on:  # what was due before nobody could bring in time
            units[shown(due.unit_id)].missing.append(due)
    for unit_id, period in _silent(seen):
        units[shown(unit_id)].silent.add(period)
    return units


def _silent(seen: Seen) -> Iterable[tuple[str, str]]:
    """What the quality desk calls silent, by its own rule."""
    return ((found.unit_id, found.about) for found in silent(seen))


def _shown(lineage: Lineage, today: date, rollup: Rollup) -> Callable[[str], str]:
    """Under which unit a unit's figures stand."""
    day = today.isoformat()
    return lambda unit_id: unit_id if rollup is Rollup.RECORDED else lineage.holder(unit_id, day)


def _funds(session: Session, campaign: str, *, shown: Callable[[str], str]) -> dict[str, Funds]:
    table = FundFigure
    sums = session.exec(
        select(table.unit_id, func.sum(table.received_vnd), func.sum(table.disbursed_vnd))
        .where(table.campaign == campaign)
        .group_by(col(table.unit_id))
    )
    funds: dict[str, Funds] = {}
    for unit_id, received, disbursed in sums:
        before = funds.get(shown(unit_id), NOTHING)
        funds[shown(unit_id)] = Funds(before.received_vnd + int(received), before.disbursed_vnd + int(disbursed))
    return funds
