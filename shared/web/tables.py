"""A table of a page as a value, and the same table as a file: CSV and XLSX. It knows no figure and no HTTP.

What is shown and what is written into a file are one table, so that nothing can differ between them.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Final, TypeAlias

Value: TypeAlias = str | int | float

# A program that opens the file must not take a cell's text for something to be worked out (OWASP, CSV injection).
_BEGINS_A_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
_WIDTH: Final = 14
_WIDEST: Final = 48


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


def harmless(value: Value) -> Value:
    """A value that starts no formula: an apostrophe stands before a text that would."""
    if isinstance(value, str) and (value.startswith(_BEGINS_A_FORMULA) or value.lstrip().startswith(_BEGINS_A_FORMULA)):
        return f"'{value}"
    return value


def as_csv(table: Table) -> bytes:
    """The table as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheet programs know it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(column.heading) for column in table.columns])
    writer.writerows([[harmless(cell.value) for cell in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, *, made: datetime) -> bytes:
    """The table as a workbook of one sheet; no cell of it is a formula. `made` is the moment it stands at."""
    # Loaded with the first file: an idle service never needs it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"title": table.title, "created": made.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    bold, whole = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "#,##0.##"})
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, str(harmless(column.heading)), bold)
        longest = max((len(row[place].shown) for row in table.rows), default=0)
        sheet.set_column(place, place, min(max(longest, _WIDTH), _WIDEST))
    for line, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            value = harmless(cell.value)
            if isinstance(value, str):
                sheet.write_string(line, place, value)
            else:
                sheet.write_number(line, place, value, whole)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
