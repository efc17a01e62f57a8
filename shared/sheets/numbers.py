"""A number as it is written in a table, in the Vietnamese or the English way. Pure; it knows no cell and no field.

One rule, and no guess. In the Vietnamese way (the default) a point parts thousands where exactly three digits follow
each (`1.234`, `1.234.567`), and a comma parts the fraction (`1.234,5`, `2,5`). A lone point that cannot part thousands
parts a fraction (`2.5`, `0.125`), as in files that programs write. In the English way the two change places.
"""

import re
from typing import Final, Literal, TypeAlias

Notation: TypeAlias = Literal["vi", "en"]

_SWAPPED: Final = str.maketrans(",.", ".,")
_SPACED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(\D|$))", re.ASCII)
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII).fullmatch
_GROUPED: Final = re.compile(r"([+-]?[1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII).fullmatch
_WITH_COMMA: Final = re.compile(r"([+-]?\d+),(\d+)", re.ASCII).fullmatch
_WITH_POINT: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII).fullmatch
_DIGITS_APART: Final = re.compile(r"[+-]?\d+([.,]\d+)+", re.ASCII).fullmatch


def number_of(text: str, notation: Notation) -> int | float | None:
    """The number that a text is, whole wherever there is no fraction; None if by the rule it is none."""
    text = _SPACED.sub("", text)
    if _WHOLE(text):
        return int(text)
    if notation == "en":
        text = text.translate(_SWAPPED)
    if found := _GROUPED(text) or _WITH_COMMA(text):
        whole, fraction = found.groups()
        return _tidy(f"{whole.replace('.', '')}.{fraction or 0}")
    return _tidy(text) if _WITH_POINT(text) else None


def is_against_the_rule(text: str, notation: Notation) -> bool:
    """Whether these are digits and separators that by the rule make no number, such as `1,234,567` in Vietnamese."""
    return bool(_DIGITS_APART(text)) and number_of(text, notation) is None


def plain(number: float) -> str:
    """A number as text that means the same in both ways."""
    if float(number).is_integer():
        return str(int(number))
    text = repr(number)
    return f"{text}0" if _GROUPED(text) else text


def _tidy(text: str) -> int | float:
    if "e" not in text.lower() and not text.partition(".")[2].strip("0"):
        return int(text.partition(".")[0] or 0)
    number = float(text)
    return int(number) if number.is_integer() else number
