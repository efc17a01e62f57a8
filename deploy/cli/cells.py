"""One cell of a file as the catalogue wants it: text to number, truth, time or list, by the type of the field. Pure.

What does not fit is handed on as it stands: the door says what is wrong with it, in the same words for everybody.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from typing import Final, TypeAlias

import msgspec
from msgspec import inspect

from shared.core.forms import parse_time

Cell: TypeAlias = str | int | float | bool | date | datetime

# A time without an offset was written down in Vietnam.
VIETNAM: Final = timezone(timedelta(hours=7))
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII).fullmatch
_DECIMAL: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII).fullmatch
_DIGITS_APART: Final = re.compile(r"[+-]?\d+([.,]\d+)+", re.ASCII).fullmatch
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII).fullmatch
_TRUTHS: Final = {"true": True, "false": False}
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
            whole = float(cell).is_integer()
            return str(int(cell)) if whole else repr(cell)
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
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.replace(tzinfo=moment.tzinfo or VIETNAM).isoformat()


def value_of(cell: Cell, kind: inspect.Type | None) -> object:
    """The cell as a JSON value for a field of this type."""
    match bare(kind):
        case inspect.BoolType():
            return _truth(cell)
        case inspect.IntType() | inspect.FloatType():
            return _number(cell)
        case inspect.UnionType():  # a figure or a check: a number, or true or false
            truth = _truth(cell)
            return truth if isinstance(truth, bool) else _number(cell)
        case inspect.StructType() | inspect.DictType() | inspect.VarTupleType():
            return _json(cell)
        case _:
            return text_of(cell)


def is_ambiguous(cell: Cell, kind: inspect.Type | None) -> bool:
    """Whether a number could mean another one: `1.500` and `1,5` are 1500 and 1.5 in Vietnam, elsewhere not."""
    if not isinstance(cell, str) or not isinstance(bare(kind), inspect.IntType | inspect.FloatType | inspect.UnionType):
        return False
    text = text_of(cell)
    return bool(_DIGITS_APART(text) and (_THOUSANDS(text) or not _DECIMAL(text)))


def bare(kind: inspect.Type | None) -> inspect.Type | None:
    """A type without its annotations, and without "or nothing"."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        kinds = [inner for inner in kind.types if not isinstance(inner, inspect.NoneType)]
        return bare(kinds[0]) if len(kinds) == 1 else kind
    return kind


def _truth(cell: Cell) -> object:
    return cell if isinstance(cell, bool) else _TRUTHS.get(text_of(cell).lower(), text_of(cell))


def _number(cell: Cell) -> object:
    """A whole number wherever there is no fraction, so that 5, 5.0 and a spreadsheet's 5 are the same."""
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    if _WHOLE(text):
        return int(text)
    if _DECIMAL(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def _json(cell: Cell) -> object:
    text = text_of(cell)
    if not text.startswith(("[", "{")):
        return text
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
