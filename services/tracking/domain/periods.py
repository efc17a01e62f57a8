"""Reporting periods: their days, when a report on one is due, and who owes one. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from shared.core.definition import Campaign
from shared.core.lineage import Lineage
from shared.core.values import Date, Period, ReportingPeriod, UnitId

_MONTHS: dict[ReportingPeriod, int] = {"MONTHLY": 1, "QUARTERLY": 3, "YEARLY": 12}


class Due(NamedTuple):
    """A report that a unit owes: on which period, and the last day on which it is on time."""

    unit_id: UnitId
    period: Period
    due_on: Date


def first_day_of(period: Period) -> Date:
    """The first day of a period (`2025-03`, `2025-Q1`, `2025`)."""
    year, _, part = period.partition("-")
    month = (int(part[1:]) - 1) * 3 + 1 if part.startswith("Q") else int(part or 1)
    return f"{year}-{month:02}-01"


def last_day_of(period: Period) -> Date:
    """The last day of a period; "" in a year that no calendar has: the log holds it, so it may not stop a fold."""
    year, _, part = period.partition("-")
    month = int(part.lstrip("Q") or 12) * (3 if part.startswith("Q") else 1)
    try:
        return (date(int(year) + month // 12, month % 12 + 1, 1) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def due_on(period: Period, *, due_days: int) -> Date:
    """The last day on which a report on a period is on time; empty if none is due."""
    end = last_day_of(period)
    try:
        return (date.fromisoformat(end) + timedelta(days=due_days)).isoformat() if end and due_days >= 0 else ""
    except OverflowError:
        return ""


def periods_of(campaign: Campaign, *, until: Date) -> Iterator[Period]:
    """The periods of a campaign that have begun by a day, in order; none where it asks for no reports."""
    if campaign.reporting is None:
        return
    kind, last = campaign.reporting.period, min(until, campaign.ends_on)
    months = _MONTHS[kind]
    year, month = int(campaign.starts_on[:4]), (int(campaign.starts_on[5:7]) - 1) // months * months + 1
    while f"{year:04}-{month:02}-01" <= last:
        yield {"MONTHLY": f"{year:04}-{month:02}", "QUARTERLY": f"{year:04}-Q{(month + 2) // 3}"}.get(
            kind, f"{year:04}"
        )
        year, month = year + (month + months - 1) // 12, (month + months - 1) % 12 + 1


def owing(campaign: Campaign, lineage: Lineage, period: Period) -> tuple[UnitId, ...]:
    """Who reports on a period: the units that hold the work on its first day, but for those to whom others report.

    To whom others report is who stands above others in the definition and below nobody: it receives.
    """
    above = {unit.parent for unit in campaign.units}
    day = first_day_of(period)
    holders = (lineage.holder(unit.id, day) for unit in campaign.units if unit.parent or unit.id not in above)
    return tuple(dict.fromkeys(unit_id for unit_id in holders if lineage.ended(unit_id, day) is None))


def owed(
    campaign: Campaign, lineage: Lineage, reported: Iterable[tuple[UnitId, Period]], *, until: Date
) -> Iterator[Due]:
    """What is due on the periods that have begun by a day and has not come, from the unit or whoever was what it is."""
    there = {(lineage.holder(unit_id, first_day_of(period)), period) for unit_id, period in reported}
    return (
        due for due in all_due(campaign, lineage, until=until) if due.due_on and (due.unit_id, due.period) not in there
    )


def all_due(campaign: Campaign, lineage: Lineage, *, until: Date) -> Iterator[Due]:
    """Every report that units owe on the periods that have begun by a day."""
    days = campaign.reporting.due_days if campaign.reporting else -1
    for period in periods_of(campaign, until=until):
        by = due_on(period, due_days=days)
        for unit_id in owing(campaign, lineage, period):
            yield Due(unit_id, period, by)
