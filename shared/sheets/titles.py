"""What stands above a table: rows that only head it, such as an office's name and what the table is about. Pure."""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final, TypeAlias

from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.sheets.cells import Cell, is_empty, text_of
from shared.sheets.columns import ATTRIBUTES, ROW_NUMBER, names_of, paths_of
from shared.sheets.value_words import folded

Row: TypeAlias = tuple[int, tuple[Cell, ...]]

_OF_A_TITLE: Final = 2  # cells that a row above a table fills at most, such as the office and the motto
_MOST_TITLES: Final = 15


def below_titles(first: Row, rows: Iterator[Row]) -> tuple[tuple[int, ...], tuple[Cell, ...], Iterator[Row]]:
    """The numbers of the rows that only head a table, the row that names its columns, and the rows that follow.

    Titles fill a cell or two, where a table's rows fill more; a row all of known names of columns is no title.
    """
    above: list[Row] = []
    for row in chain((first,), rows):
        filled = [text_of(cell) for cell in row[1] if not is_empty(cell)]
        if len(filled) > _OF_A_TITLE:
            return tuple(number for number, _ in above), row[1], rows
        above.append(row)
        if len(above) > _MOST_TITLES or all(folded(one) in _known() for one in filled):
            break
    return (), first[1], chain(above[1:], rows)


@cache
def _known() -> frozenset[str]:
    """Every name that a column of any type may have, folded."""
    shorts = [wire.removeprefix(PREFIX).removesuffix(VERSION) for wire in CATALOGUE]
    fields = {name.format(1) for short in shorts for path in paths_of(short) for name in (path, *names_of(path, short))}
    attributes = {name for attribute, names in ATTRIBUTES.items() for name in (attribute, *names)}
    return frozenset(folded(name) for name in (*fields, *attributes, *ROW_NUMBER))
