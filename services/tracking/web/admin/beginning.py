"""The few questions out of which the first text of a campaign's definition is written. It knows no HTTP and no page."""

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from shared.core.lineage import day_in_country
from shared.core.problems import Fault
from shared.rules.starting import Beginning, definition_of
from shared.web.editor import Typed
from shared.web.filling import Entered, Field, Kind, data_of, fault_of, first, pointer_of

DRAFT: Final = "draft"
FIELDS: Final = (
    Field("name"),
    Field("basis"),
    Field("starts_on", Kind.DAY),
    Field("ends_on", Kind.DAY),
    Field("contents", Kind.LINES),
    Field("units", Kind.LINES),
    Field("at_least", Kind.WHOLE),
)
ENDS_FIRST: Final = "phải sau ngày bắt đầu", "must be after the first day"
NO_DAY: Final = "không phải một ngày", "is no day"
NO_COUNT: Final = "là số nguyên từ 1 đến 1000", "is a whole number from 1 to 1000"
_MOST: Final = 1_000


class Asked(NamedTuple):
    """A question with what was answered, and what is wrong with that."""

    field: Field
    answer: str
    fault: Fault | None


def drafted(text: Typed) -> tuple[Typed, tuple[Fault, ...]]:
    """The text with the definition that the answers come to, or as it was with what is wrong with them."""
    data, empty = data_of(FIELDS, text.said)
    faults = list(empty)
    days = {name: _day(str(data[name])) for name in ("starts_on", "ends_on") if name in data}
    faults += [Fault(pointer_of(Field(name)), *NO_DAY) for name, day in days.items() if day is None]
    first_day, last_day = days.get("starts_on"), days.get("ends_on")
    if first_day and last_day and last_day <= first_day:
        faults.append(Fault(pointer_of(Field("ends_on")), *ENDS_FIRST))
    at_least = data.get("at_least")
    if "at_least" in data and not (isinstance(at_least, int) and 1 <= at_least <= _MOST):
        faults.append(Fault(pointer_of(Field("at_least")), *NO_COUNT))
    if faults or first_day is None or last_day is None or not isinstance(at_least, int):
        return text, tuple(faults)
    beginning = Beginning(
        name=str(data["name"]),
        basis=str(data["basis"]),
        starts_on=first_day,
        ends_on=last_day,
        contents=_lines(data["contents"]),
        units=_lines(data["units"]),
        at_least=at_least,
    )
    return Typed(definition_of(beginning), text.do, text.said), ()


def asked(said: Entered, faults: tuple[Fault, ...], *, now: str) -> list[Asked]:
    """The questions, with what was answered; at first a year from the month that it is."""
    answers = {one.name: first(said, one.name) if one.name in said else _usual(one.name, now) for one in FIELDS}
    return [Asked(one, answers[one.name], fault_of(one, faults)) for one in FIELDS]


def _usual(name: str, now: str) -> str:
    begins = date.fromisoformat(day_in_country(datetime.fromisoformat(now))).replace(day=1)
    ends = begins.replace(year=begins.year + 1) - timedelta(days=1)
    return {"starts_on": begins.isoformat(), "ends_on": ends.isoformat(), "at_least": "3"}.get(name, "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _lines(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
