"""Days as whole numbers, 1 being the first of January of year 1: of a time in a time zone, and of a report's due."""

from datetime import MAXYEAR, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from shared.core.values import Date, Period

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
_DECEMBER: Final = 12


@lru_cache(maxsize=1_024)  # what is sent together was often done at the same time of day
def day_of(time: str, time_zone: str) -> int:
    """The day of an RFC 3339 time in a time zone."""
    moment = datetime.fromisoformat(time.upper())
    try:
        return moment.astimezone(ZoneInfo(time_zone)).toordinal()
    except OverflowError:  # the first or last hours that a calendar has: the log holds it, so it may not stop the fold
        return moment.toordinal()


def day_named(day: Date) -> int:
    """The day that a date of a definition names."""
    return date.fromisoformat(day).toordinal()


def due_day(period: Period, due_days: int) -> int:
    """The last day on which a report on a period (`2025-03`, `2025-Q1`, `2025`) is on time."""
    year, _, part = period.partition("-")
    month = int(part.lstrip("Q") or _DECEMBER) * (3 if part.startswith("Q") else 1)
    next_year, next_month = int(year) + month // _DECEMBER, month % _DECEMBER + 1
    if not 1 <= next_year <= MAXYEAR:  # a year that no calendar has
        return FIRST if next_year < 1 else LAST
    return date(next_year, next_month, 1).toordinal() - 1 + due_days
