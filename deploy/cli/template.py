"""`thidua template`: an empty table for one event type, which `thidua send` takes as it is. It sends nothing."""

import csv
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.options import Where, command
from deploy.cli.template_columns import Column, columns_of
from deploy.cli.terminal import Failed, notice
from shared.core.access import STATED_BY
from shared.core.events import PREFIX, VERSION
from shared.core.values import Language
from shared.sheets.columns import paths_of
from shared.sheets.sheet import REMARK

TYPE = typer.Argument(metavar="TYPE", help="An event type, e.g. activity.recorded.")
FILE = typer.Argument(metavar="FILE", help="What to write: a name that ends in .xlsx or .csv.")
LANGUAGE = typer.Option("--language", help="The language of headers and words: vi (default) or en.")
_ROOM_FOR_ROWS = 10_000
_LISTS = "values"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "template")(template)


def template(
    _where: Where,
    type_: Annotated[str, TYPE],
    file: Annotated[Path, FILE],
    *,
    language_: Annotated[Language, LANGUAGE] = "vi",
) -> None:
    """Write an empty table of one event type: fill it in and send it. Rows that begin with "# " are remarks."""
    short = type_.removeprefix(PREFIX).removesuffix(VERSION)
    if not any(paths_of(short)):
        known = ", ".join(name for name in STATED_BY if any(paths_of(name)))
        raise Failed(
            f"Không có mẫu cho {type_}; có mẫu cho: {known}.", f"{type_} has no template; these have: {known}."
        )
    if file.exists():
        raise Failed(f"{file} đã có; hãy chọn tên khác.", f"{file} is there already; choose another name.")
    columns = columns_of(short, language_)
    match file.suffix.lower():
        case ".csv":
            _write_csv(file, short, columns)
        case ".xlsx":
            _write_workbook(file, short, columns)
        case _:
            raise Failed(
                f"{file}: tên tệp phải kết thúc bằng .xlsx hoặc .csv.", f"{file}: the name must end in .xlsx or .csv."
            )
    notice(
        f"Điền các dòng dưới tiêu đề, rồi xem trước: thidua send {file} --dry-run",
        f"Fill in rows below the header, then look before you send: thidua send {file} --dry-run",
    )


def _rows(short: str, columns: list[Column]) -> list[list[str]]:
    """What stands in a template: its type, the header, and two remarks: what each column takes, and an example."""
    notes, examples = ([getattr(column, what) for column in columns] for what in ("note", "example"))
    notes[0], examples[0] = f"{REMARK}{notes[0]}", f"{REMARK}{examples[0]}"
    return [[f"{REMARK}{short}"], [column.label for column in columns], notes, examples]


def _write_csv(path: Path, short: str, columns: list[Column]) -> None:
    # With a byte order mark and semicolons, as Excel in Vietnam opens and saves it.
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(_rows(short, columns))


def _write_workbook(path: Path, short: str, columns: list[Column]) -> None:
    import xlsxwriter  # noqa: PLC0415 - 16 MB that no other command needs, nor what `up` forks

    with xlsxwriter.Workbook(path) as book:
        sheet, lists = book.add_worksheet(short), book.add_worksheet(_LISTS)
        lists.hide()
        sheet.freeze_panes(2, 0)
        bold = book.add_format({"bold": True, "bottom": 1})
        remark = book.add_format({"italic": True, "font_color": "#666666", "text_wrap": True, "valign": "top"})
        for place, column in enumerate(columns):
            sheet.set_column(
                place, place, max(16, len(column.label) + 2), book.add_format({"num_format": column.shown})
            )
            if column.words:
                lists.write_column(0, place, column.words)
                source = [0, place, len(column.words) - 1, place]
                formula = f"={_LISTS}!{xlsxwriter.utility.xl_range_abs(*source)}"
                sheet.data_validation(4, place, _ROOM_FOR_ROWS, place, {"validate": "list", "source": formula})
        type_row, header, *remarks = _rows(short, columns)
        sheet.write_row(0, 0, type_row, remark)
        sheet.write_row(1, 0, header, bold)
        for number, row in enumerate(remarks, start=2):
            for place, text in enumerate(row):
                sheet.write_string(number, place, text, remark)
