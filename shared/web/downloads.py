"""Rows as a file to take along, CSV or XLSX, in which no cell starts a formula. It knows no page and no figure."""

import asyncio
import csv
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from io import BytesIO, StringIO
from typing import Final, TypeAlias

from fastapi import Response

from shared.web.assets import SECURITY

Cell: TypeAlias = str | int | float | None
Rows: TypeAlias = Sequence[Sequence[Cell]]

# What spreadsheets take for the begin of a formula, or of one after they have cut blanks away (OWASP, CSV injection).
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")
_WIDTH: Final = 14
_WIDEST: Final = 60
BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel takes Vietnamese for another alphabet


class Format(Enum):
    """How a table is handed over, by the ending of its address."""

    CSV = "csv"
    XLSX = "xlsx"


_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def download(name: str, rows: Rows, *, as_: Format, position: int, made: datetime) -> Response:
    """The rows, the first of them the head, as a file of this name; kept nowhere in between.

    `made` is the moment the rows stand at: the same rows of the same moment are the same file.
    """
    write = asyncio.to_thread(csv_of, rows) if as_ is Format.CSV else asyncio.to_thread(xlsx_of, rows, made=made)
    headers = SECURITY | {
        "Content-Disposition": f'attachment; filename="{name}.{as_.value}"',
        "Cache-Control": "no-store",
        "X-Position": str(position),
    }
    return Response(await write, headers=headers, media_type=_TYPES[as_])


def csv_of(rows: Rows) -> bytes:
    """CSV (RFC 4180, UTF-8); a text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[_harmless(cell) for cell in row] for row in rows])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def xlsx_of(rows: Rows, *, made: datetime) -> bytes:
    """A workbook of one sheet; texts are written as texts, and begin as they do in a CSV file."""
    # Loaded with the first file: an idle service never needs it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": made.replace(tzinfo=None)})
    sheet, head = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    figure = book.add_format({"num_format": "#,##0.##", "valign": "top"})
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(map(_harmless, row)):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell, text if number else head)
            elif cell is not None:
                sheet.write_number(number, column, cell, figure)
    if rows:
        sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
        for column in range(len(rows[0])):
            longest = max(len(str(row[column] or "")) for row in rows)
            sheet.set_column(column, column, min(max(longest, _WIDTH), _WIDEST))
    book.close()
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
