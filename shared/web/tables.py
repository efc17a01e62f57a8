"""A table of a page as a value, and the rows of it for a file. It knows no figure and no HTTP.

What is shown and what is written into a file are one table, so that nothing can differ between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds and how it is written on the page; `link` leads to the facts, `tone` is a badge's."""

    value: Value
    shown: str
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and whether figures stand in it, which are set to the right."""

    heading: str
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `name` stands in addresses and names of files, `empty` is said where there is no row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str = ""


def words(text: str, *, link: str = "", tone: str = "") -> Cell:
    """A cell of words."""
    return Cell(text, text, link, tone)


def rows_of(table: Table) -> list[list[Value]]:
    """The table as a file has it: its headings, then the values of its rows."""
    return [[column.heading for column in table.columns], *([cell.value for cell in row] for row in table.rows)]
