"""Days as whole numbers, 1 being the first of January of year 1: of a time in a time zone, and of a report's due."""

from datetime import MAXYEAR, date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from shared.core.values import Date, Period

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
_DECEMBER: Final = 12
_HOUR: Final = len("2025-05-14T17")
_SECOND: Final = len("2025-05-14T17:00:00")


def day_of(time: str, time_zone: str) -> int:
    """The day of an RFC 3339 time in a time zone."""
    day = _day_of_hour(time[:_HOUR], time[_SECOND:].lstrip(".0123456789"), time_zone)
    return _day_of_moment(time, time_zone) if day is None else day


@lru_cache(maxsize=4_096)  # nearly all hours lie in one day, and of a campaign's there are few
def _day_of_hour(hour: str, offset: str, time_zone: str) -> int | None:
    """The day of all moments of an hour by a clock with this offset; None if that cannot be said of all of them."""
    try:
        first, last = (_moment(f"{hour}{rest}{offset}", time_zone) for rest in (":00:00", ":59:59.999999"))
    except OverflowError:
        return None
    one = first.toordinal() == last.toordinal() and first.utcoffset() == last.utcoffset()
    return first.toordinal() if one else None


def _day_of_moment(time: str, time_zone: str) -> int:
    try:
        return _moment(time, time_zone).toordinal()
    except OverflowError:  # the first or last hours that a calendar has: the log holds it, so it may not stop the fold
        return datetime.fromisoformat(time.upper()).toordinal()


def _moment(time: str, time_zone: str) -> datetime:
    return datetime.fromisoformat(time.upper()).astimezone(ZoneInfo(time_zone))


def day_named(day: Date) -> int:
    """The day that a date of a definition names."""
    return date.fromisoformat(day).toordinal()


def date_of(day: int) -> Date:
    """A day as a definition names it."""
    return date.fromordinal(day).isoformat()


def due_day(period: Period, due_days: int) -> int:
    """The last day on which a report on a period (`2025-03`, `2025-Q1`, `2025`) is on time."""
    year, _, part = period.partition("-")
    month = int(part.lstrip("Q") or _DECEMBER) * (3 if part.startswith("Q") else 1)
    next_year, next_month = int(year) + month // _DECEMBER, month % _DECEMBER + 1
    if not 1 <= next_year <= MAXYEAR:  # a year that no calendar has
        return FIRST if next_year < 1 else LAST
    return date(next_year, next_month, 1).toordinal() - 1 + due_days
