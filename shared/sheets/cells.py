"""One cell of a file as the catalogue wants it: text to number, truth, day, time, word or list, by the field. Pure.

What does not fit is handed on as it stands: the door says what is wrong with it, in the same words for everybody.
Days in text are written day first (`31/12/2025`, `1/2/2025` is the first of February) or as `2025-12-31`.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from typing import Final, TypeAlias

import msgspec
from msgspec import inspect

from shared.core.forms import parse_time
from shared.sheets.numbers import Notation, is_against_the_rule, number_of, plain
from shared.sheets.value_words import truth_named, value_named

Cell: TypeAlias = str | int | float | bool | date | datetime

# A time without an offset was written down in Vietnam.
VIETNAM: Final = timezone(timedelta(hours=7))
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T]+(\d{1,2}:\d\d(?::\d\d)?))?", re.ASCII
).fullmatch
_MONTH: Final = re.compile(r"(?:tháng |th|t)? ?(\d{1,2})[/-](\d{4})", re.ASCII).fullmatch
_QUARTER: Final = re.compile(r"(?:quý|q) ?([1-4]|i{1,3}|iv)[/-](\d{4})", re.ASCII).fullmatch
_YEAR: Final = re.compile(r"năm (\d{4})", re.ASCII).fullmatch
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
# Workbooks count days from here; numbers outside of these (1954 to 2119) are no day that anybody means.
_DAY_ZERO: Final = datetime(1899, 12, 30, tzinfo=VIETNAM)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
_SERIAL: Final = re.compile(r"\d{5}([.,]\d+)?", re.ASCII).fullmatch
_HALF_A_SECOND: Final = timedelta(microseconds=500_000)


def is_empty(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return isinstance(cell, str) and not cell.strip()


def text_of(cell: Cell) -> str:
    """What a person reads in a cell, in Unicode NFC: whole numbers without a fraction, days without an hour."""
    match cell:
        case str():
            return unicodedata.normalize("NFC", cell.strip())
        case bool():
            return str(cell).lower()
        case int() | float():
            return plain(cell)
        case datetime():
            return moment_of(cell) if cell.time() != cell.time().min else cell.date().isoformat()
        case date():
            return cell.isoformat()


def moment_of(cell: Cell) -> str:
    """A point in time as RFC 3339; without an offset it is Vietnam's, without an hour it is midnight."""
    match cell:
        case datetime():
            moment = cell.replace(tzinfo=cell.tzinfo or VIETNAM)
            return (moment + _HALF_A_SECOND).isoformat(timespec="seconds")  # spreadsheets count in fractions of a day
        case date():
            return datetime(cell.year, cell.month, cell.day, tzinfo=VIETNAM).isoformat()
    text = text_of(cell)
    if parse_time(text) is not None:
        return text
    if (found := _written_moment(text) or _counted(cell)) is not None:
        return moment_of(found)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.replace(tzinfo=moment.tzinfo or VIETNAM).isoformat()


def value_of(cell: Cell, kind: inspect.Type | None, notation: Notation = "vi") -> object:
    """The cell as a JSON value for a field of this type."""
    match form_of(kind):
        case "date":
            return _day(cell)
        case "period":
            return _period(cell)
    match bare(kind):
        case inspect.BoolType():
            return _truth(cell)
        case inspect.IntType() | inspect.FloatType():
            return _number(cell, notation)
        case inspect.UnionType():  # a figure or a check: a number, or true or false
            truth = _truth(cell)
            return truth if isinstance(truth, bool) else _number(cell, notation)
        case inspect.LiteralType(values):
            return value_named(text_of(cell), values)
        case inspect.StructType() | inspect.DictType() | inspect.VarTupleType():
            return _json(cell)
        case _:
            return text_of(cell)


def breaks_the_rule(cell: Cell, kind: inspect.Type | None, notation: Notation) -> bool:
    """Whether a number is written in a way that the rule for numbers does not know, so that it would be guessed at."""
    if not isinstance(cell, str) or not isinstance(bare(kind), inspect.IntType | inspect.FloatType | inspect.UnionType):
        return False
    return is_against_the_rule(text_of(cell), notation)


def bare(kind: inspect.Type | None) -> inspect.Type | None:
    """A type without its annotations, and without "or nothing"."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        kinds = [inner for inner in kind.types if not isinstance(inner, inspect.NoneType)]
        return bare(kinds[0]) if len(kinds) == 1 else kind
    return kind


def form_of(kind: inspect.Type | None) -> str:
    """The name of the check that the door makes of such a field; "" if there is none."""
    extra = kind.extra if isinstance(kind, inspect.Metadata) else None
    return str(extra.get("form", "")) if extra else ""


def _day(cell: Cell) -> str:
    found = cell if isinstance(cell, date) else _written_moment(text_of(cell)) or _counted(cell)
    if isinstance(found, datetime) and found.time() == found.time().min:
        return found.date().isoformat()
    return text_of(cell) if found is None else text_of(found)


def _period(cell: Cell) -> str:
    """`2025-03`, `2025-Q1` or `2025`; a workbook takes the first of these for the first of March."""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m") if cell.day == 1 else text_of(cell)
    text = text_of(cell).lower()
    if found := _MONTH(text):
        return f"{found[2]}-{int(found[1]):02}"
    if found := _QUARTER(text):
        return f"{found[2]}-Q{_ROMAN.get(found[1], found[1])}"
    return found[1] if (found := _YEAR(text)) else text_of(cell)


def _written_moment(text: str) -> datetime | None:
    """A day written day first, and the hour if there is one."""
    found = _DAY_FIRST(text)
    if found is None:
        return None
    day, _, month, year, hour = found.groups()
    hours, _, rest = (hour or "0:00").partition(":")
    try:
        written = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{int(hours):02}:{rest}")
    except ValueError:
        return None
    return written.replace(tzinfo=VIETNAM)


def _counted(cell: Cell) -> datetime | None:
    """A day as workbooks count it, where the cell was not shown as one."""
    if isinstance(cell, str):
        text = text_of(cell)
        cell = float(text.replace(",", ".")) if _SERIAL(text) else 0
    if isinstance(cell, bool | date) or not _FIRST_SERIAL <= cell < _LAST_SERIAL:
        return None
    return _DAY_ZERO + timedelta(seconds=round(cell * 86_400))


def _truth(cell: Cell) -> object:
    if isinstance(cell, bool):
        return cell
    named = truth_named(text_of(cell))
    return text_of(cell) if named is None else named


def _number(cell: Cell, notation: Notation) -> object:
    """A whole number wherever there is no fraction, so that 5, 5.0 and a spreadsheet's 5 are the same."""
    match cell:
        case bool():
            return cell
        case int() | float():
            return int(cell) if float(cell).is_integer() else cell
    found = number_of(text_of(cell), notation)
    return text_of(cell) if found is None else found


def _json(cell: Cell) -> object:
    text = text_of(cell)
    if not text.startswith(("[", "{")):
        return text
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
