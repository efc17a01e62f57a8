"""Which days Vietnam's offices work, and the day on which so many working days are over. It knows no clock.

Fixed holidays are the Labour Code's (Art. 112); those by the moon, and days moved to join two holidays, were announced
year by year and are from memory: a campaign's `law:` section (`holidays: {"2027-02-08": HOLIDAY}`) sets any day right.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from shared.core.values import Date

DayKind: TypeAlias = Literal["HOLIDAY", "WORKING"]

_EVERY_YEAR: Final = frozenset({"01-01", "04-30", "05-01", "09-02"})
_SATURDAY: Final = 5
_ANNOUNCED: Final[dict[Date, DayKind]] = {
    **dict.fromkeys(("2024-02-08", "2024-02-09", "2024-02-12", "2024-02-13", "2024-02-14"), "HOLIDAY"),
    **dict.fromkeys(("2024-04-18", "2024-04-29", "2024-09-03"), "HOLIDAY"),
    "2024-05-04": "WORKING",
    **dict.fromkeys(("2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"), "HOLIDAY"),
    **dict.fromkeys(("2025-04-07", "2025-05-02", "2025-09-01"), "HOLIDAY"),
    "2025-04-26": "WORKING",
    **dict.fromkeys(("2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"), "HOLIDAY"),
    **dict.fromkeys(("2026-04-27", "2026-08-31", "2026-09-01"), "HOLIDAY"),
    "2026-01-10": "WORKING",
    "2026-08-22": "WORKING",
}


def is_working(day: date, said: Mapping[Date, DayKind]) -> bool:
    """Whether offices work on a day; `said` overrides single days."""
    text = day.isoformat()
    kind = said.get(text) or _ANNOUNCED.get(text)
    if kind is not None:
        return kind == "WORKING"
    return day.weekday() < _SATURDAY and text[5:] not in _EVERY_YEAR


def working_days_from(first: date, said: Mapping[Date, DayKind]) -> Iterator[date]:
    """The working days from a day on, itself included, as long as the calendar goes."""
    day = first
    while day < date.max:
        if is_working(day, said):
            yield day
        day += timedelta(days=1)


def count_working(first: date, last: date, said: Mapping[Date, DayKind]) -> int:
    """How many working days there are from one day to another, both counted."""
    return sum(is_working(first + timedelta(days=n), said) for n in range((last - first).days + 1))


def working_day_by(day: date, count: int, said: Mapping[Date, DayKind]) -> date:
    """The working day that is so many after a day (before it, if less than 0); for 0 the last one not after it.

    Raises OverflowError where the calendar ends.
    """
    step = timedelta(days=1 if count > 0 else -1)
    while count <= 0 and not is_working(day, said):
        day += step
    for _ in range(abs(count)):
        day += step
        while not is_working(day, said):
            day += step
    return day
