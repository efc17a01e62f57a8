"""The periods on which units report, and the day by which each report is due. Calendar only."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final, NamedTuple

from shared.core.definition import Reporting
from shared.core.values import Date, Period, ReportingPeriod

_MONTHS: Final[dict[ReportingPeriod, int]] = {"MONTHLY": 1, "QUARTERLY": 3, "YEARLY": 12}


class Reported(NamedTuple):
    """A period with its last day, and the last day on which a report on it is in time."""

    period: Period
    last_on: Date
    due_on: Date


def periods(first: Date, last: Date, reporting: Reporting) -> Iterator[Reported]:
    """The periods that have a day from the first to the last, as long as the calendar goes."""
    months = _MONTHS[reporting.period]
    begin = _month(first) // months * months
    with suppress(ValueError, OverflowError):  # the calendar ends
        for month in range(begin, _month(last) + 1, months):
            last_on = _first_of(month + months) - timedelta(days=1)
            due_on = last_on + timedelta(days=reporting.due_days)
            yield Reported(_named(month, reporting.period), last_on.isoformat(), due_on.isoformat())


def _month(day: Date) -> int:
    """The month of a day, counted from the beginning of the calendar."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _first_of(month: int) -> date:
    """Raises ValueError for a year that no calendar has."""
    return date(month // 12, month % 12 + 1, 1)


def _named(month: int, kind: ReportingPeriod) -> Period:
    first = _first_of(month).isoformat()
    match kind:
        case "MONTHLY":
            return first[:7]
        case "QUARTERLY":
            return f"{first[:4]}-Q{month % 12 // 3 + 1}"
        case "YEARLY":
            return first[:4]
