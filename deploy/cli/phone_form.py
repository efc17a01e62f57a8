"""`thidua phone-form`: an XLSForm for KoboToolbox or ODK Central, and the mapping that pulls it. It sends nothing."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from deploy.cli.definitions import read_definition
from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice
from deploy.phone.xlsform import PLANS, Row, XlsForm, form_of_plan, mapping_of_plan

NAME = typer.Argument(metavar="FORM", help="activities or house-progress.")
FILE = typer.Argument(metavar="FILE", help="What to write, FILE.xlsx; the mapping goes beside it, as FILE.yaml.")
DEFINITION = typer.Option(
    "--definition", metavar="FILE", help="A campaign's definition: its clauses and units to choose."
)
# The same form is the same file, whenever it is written.
_MADE: Final = datetime(2025, 1, 1)  # noqa: DTZ001 - workbooks know no time zone


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "phone-form")(phone_form)


def phone_form(
    _where: Where,
    name: Annotated[Literal["activities", "house-progress"], NAME],
    file: Annotated[Path, FILE],
    *,
    definition: Annotated[Path | None, DEFINITION] = None,
) -> None:
    """Write a phone form as an XLSForm, and the mapping with which `thidua pull` reads it."""
    mapping = file.with_suffix(".yaml")
    if file.suffix.lower() != ".xlsx":
        raise Failed(f"{file}: tên tệp phải kết thúc bằng .xlsx.", f"{file}: the name must end in .xlsx.")
    for path in (file, mapping):
        if path.exists():
            raise Failed(f"{path} đã có; hãy chọn tên khác.", f"{path} is there already; choose another name.")
    campaign = read_definition(definition).definition.campaign if definition else None
    write_form(file, form_of_plan(PLANS[name], campaign))
    mapping.write_text(mapping_of_plan(PLANS[name]), encoding="utf-8")
    notice(
        f"Tải {file} lên KoboToolbox hoặc ODK Central, ghi mã biểu mẫu vào {mapping}, rồi: thidua pull {mapping} "
        "--dry-run",
        f"Upload {file} to KoboToolbox or ODK Central, enter the form's id in {mapping}, then: thidua pull {mapping} "
        "--dry-run",
    )


def write_form(path: Path, form: XlsForm) -> None:
    """The three sheets as a workbook. Raises OSError."""
    import xlsxwriter  # noqa: PLC0415 - 16 MB that no other command needs, nor what `up` forks

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _MADE})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, rows in (("survey", form.survey), ("choices", form.choices), ("settings", form.settings)):
            sheet = book.add_worksheet(name)
            columns = list(dict.fromkeys(column for row in rows for column in row))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns), 24)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
            _fill(sheet, rows, columns)


def _fill(sheet: object, rows: list[Row], columns: list[str]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if column in row:
                sheet.write_string(number, place, row[column])  # type: ignore[attr-defined]
