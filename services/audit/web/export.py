"""What the log shows as a table to take along: CSV and XLSX. No cell of either starts a formula. It knows no HTTP."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Final

from services.audit.web.stream import Shown
from services.audit.web.telling import Teller
from services.audit.web.wording import Words
from shared.web.wording import Wording

MOST: Final = 2_000  # facts in one file: the newest of what is asked for
CSV_TYPE: Final = "text/csv; charset=utf-8"
SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it a spreadsheet takes Vietnamese for another alphabet
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS: Final = (14, 22, 22, 26, 70, 34, 22, 40, 26)

Rows = Sequence[Sequence[str]]


def table(shown: Iterable[Shown], tell: Teller, words: Words, say: Wording) -> list[list[str]]:
    """A heading and a line for each fact, in the words of the page."""
    head = [words.position, words.recorded, words.happened, words.kind, words.sentence, words.stated_by]
    rows = [[*head, words.actor, words.things, words.door]]
    for one in shown:
        fact = one.fact
        things = words.telling.joined.join(f"{thing.kind}/{thing.id}" for thing in one.things)
        role = words.actors.get(one.role) or say.roles.get(one.role, one.role)  # type: ignore[call-overload]
        said = [str(one.position), one.recorded.isoformat(), fact.time, tell.label(fact.data.short)]
        rows.append([*said, tell.sentence(fact), tell.who(fact), role, things, fact.campaign])
    return rows


def as_csv(rows: Rows) -> bytes:
    """The table as CSV (RFC 4180, UTF-8)."""
    out = StringIO(_BYTE_ORDER_MARK)
    out.seek(0, 2)
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def as_sheet(rows: Rows) -> bytes:
    """The table as XLSX; every cell is a text and stays one."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - 16 MB that nothing else here needs

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell, None if place else head)
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A text that a spreadsheet takes for no formula."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
