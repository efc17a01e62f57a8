"""Amounts, days, places and document numbers as a Vietnamese office writes them (Decree 30/2020). It knows no paper."""

import re
from typing import Final

from shared.core.values import Date

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ("", " nghìn", " triệu")
_BILLION: Final = 10**9
UNKNOWN_PLACE: Final = "…………"
_PLACE: Final = re.compile(r"\b(?:tỉnh|thành phố|huyện|xã|phường) (\w.*)$", re.IGNORECASE).search
# A number below 10 that stands alone before the symbol, as in 5/QĐ-VP.
_ONE_DIGIT: Final = re.compile(r"\d(?=/)").match


def amount(vnd: int) -> str:
    """An amount in figures: 1.410.000 đồng."""
    return f"{figure(vnd)} đồng"


def amount_in_words(vnd: int) -> str:
    """An amount in words, beginning a sentence: Một triệu bốn trăm mười nghìn đồng."""
    words = f"{number_in_words(vnd)} đồng"
    return words[0].upper() + words[1:]


def figure(number: float) -> str:
    """A number with the dot between thousands and the comma before decimals."""
    return f"{number:,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))


def number_in_words(number: int) -> str:
    """A whole number of 0 or more in words; raises ValueError for others."""
    if number < 0:
        raise ValueError(number)
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    parts = [f"{number_in_words(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(_below_thousand(group, is_first=not parts) + _GROUPS[power])
    return " ".join(parts)


def counted(number: int) -> str:
    """How many, with the zero before one digit that keeps another from being written there."""
    return f"{number:02}"


def full_day(day: Date) -> str:
    """A day as papers name it; days below 10 and months 1 and 2 with a zero: ngày 01 tháng 7 năm 2025."""
    year, month, day_ = (int(part) for part in day.split("-"))
    return f"ngày {day_:02} tháng {month if month > 2 else f'0{month}'} năm {year}"


def open_day(year: str) -> str:
    """A day that is still to be written by hand."""
    return f"ngày      tháng      năm {year}"


def short_day(day: Date) -> str:
    """A day in a table: 01/07/2025."""
    return "/".join(reversed(day.split("-")))


def numbered(doc_no: str) -> str:
    """A document's number and symbol; a number below 10 gets its zero: 05/BC-VPUBND."""
    return f"0{doc_no}" if _ONE_DIGIT(doc_no) else doc_no


def in_lines(name: str, *, fits: int) -> list[str]:
    """The name of an office as it stands in a narrow place: after its dash, else near its middle, not its last word.

    `fits`: how many letters a line has room for. A part that is still too long is left for the page to break.
    """
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= fits or not spaces:
        return [name] if name else []
    dash = name.find(" - ")
    at = dash + 2 if dash > 0 else min(spaces, key=lambda place: abs(2 * place + 1 - len(name)))
    return [name[:at], name[at + 1 :]]


def place_in(*names: str) -> str:
    """Where an office is, by the first of these names that tells of a place; dots where none does."""
    found = next((place for name in names if (place := _PLACE(name))), None)
    return found.group(1) if found else UNKNOWN_PLACE


def _below_thousand(number: int, *, is_first: bool) -> str:
    hundreds, below = divmod(number, 100)
    tens, ones = divmod(below, 10)
    words = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        words += ["linh", _DIGITS[ones]] if words and ones else [_DIGITS[ones]] if ones else []
        return " ".join(words)
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return " ".join([*words, _after_tens(ones, tens=tens)]).rstrip()


def _after_tens(ones: int, *, tens: int) -> str:
    match ones:
        case 0:
            return ""
        case 1 if tens > 1:
            return "mốt"
        case 5:
            return "lăm"
        case _:
            return _DIGITS[ones]
