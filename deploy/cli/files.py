"""Files of events: CSV, XLSX and JSON lines as rows of cells, and the file that keeps what was rejected."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from deploy.cli.cells import Cell, is_empty, text_of
from deploy.cli.statements import REASON
from deploy.cli.terminal import Failed, notice

TABLES: Final = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
LINES: Final = frozenset({".jsonl", ".ndjson", ".json"})
EVENT: Final = "event"
# A row that begins so is a remark for people, as templates have them; the one above the header may name the type.
REMARK: Final = "# "
_SEPARATOR: Final = re.compile(r"sep=(.)\r?\n").match

Row = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header and its filled rows, each with its number in the file; `about` how many there are.

    JSON lines are a sheet of one column, `event`, and `is_table` is false. `type` is what a template says of its rows;
    `remarks` fills with the numbers of the rows that were passed over while the others are read.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    about: int
    is_table: bool = True
    type: str = ""
    remarks: list[int] = field(default_factory=list)


def open_sheet(path: Path, *, named: str = "") -> Sheet:
    """Read a file by its name's ending; of a workbook the sheet `named`, else the first. Raises Failed, OSError."""
    match path.suffix.lower():
        case ending if ending in TABLES:
            return _csv_sheet(path)
        case ending if ending in WORKBOOKS:
            return _workbook_sheet(path, named)
        case ending if ending in LINES:
            return _lines_sheet(path)
        case _:
            raise Failed(
                f"{path}: không rõ loại tệp; hãy dùng .csv, .xlsx hoặc .jsonl.",
                f"{path}: unknown kind of file; use .csv, .xlsx or .jsonl.",
            )


def _csv_sheet(path: Path) -> Sheet:
    text = _text(path)
    separator = _SEPARATOR(text)  # as Excel is told which one it is
    if separator:
        text = text[separator.end() :]
    first_line = next((line for line in text.split("\n") if not line.startswith(REMARK)), "")
    delimiter = separator[1] if separator else max(";\t,", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    above = 1 if separator else 0

    def rows() -> Iterator[Row]:
        try:
            for cells in reader:
                if any(not is_empty(cell) for cell in cells):
                    yield reader.line_num + above, tuple(cells)
        except csv.Error as error:
            raise Failed(
                f"{path}:{reader.line_num + above}: CSV viết sai ({error}); hãy sửa dòng này.",
                f"{path}:{reader.line_num + above}: this is not CSV ({error}); correct the line.",
            ) from None

    return _with_header(path, rows(), about=text.count("\n"))


def _workbook_sheet(path: Path, named: str) -> Sheet:
    path.open("rb").close()  # an OSError that names the file
    try:
        workbook = CalamineWorkbook.from_path(path)
        seen = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        name = _chosen(path, seen, named)
        listed = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Failed(
            f"{path} không đọc được như một bảng tính ({error}): hãy lưu lại dạng .xlsx hoặc .csv.",
            f"{path} cannot be read as a workbook ({error}): save it again as .xlsx or .csv.",
        ) from None

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(listed, start=1):
            if any(not is_empty(_cell(cell)) for cell in cells):
                yield number, tuple(_cell(cell) for cell in cells)

    return _with_header(path, rows(), about=len(listed))


def _chosen(path: Path, names: Sequence[str], named: str) -> str:
    """The sheet to read; that others are left is told."""
    if named and named not in names:
        raise Failed(
            f"{path}: không có trang tính {named}; trong tệp có: {', '.join(names)}.",
            f"{path}: there is no sheet {named}; the file has: {', '.join(names)}.",
        )
    if not named and len(names) > 1:
        notice(
            f"{path}: chỉ đọc trang tính {names[0]}; trong tệp còn: {', '.join(names[1:])} (chọn bằng --sheet).",
            f"{path}: only the sheet {names[0]} is read; there are more: {', '.join(names[1:])} (choose with --sheet).",
        )
    return named or names[0]


def _lines_sheet(path: Path) -> Sheet:
    lines = _text(path).split("\n")
    rows = ((number, (line.strip(),)) for number, line in enumerate(lines, start=1) if line.strip())
    return Sheet((EVENT,), rows, len(lines), is_table=False)


def _with_header(path: Path, rows: Iterator[Row], *, about: int) -> Sheet:
    type_, remarks = "", list[int]()
    number, cells = next(rows, (0, ()))
    while cells and (remark := _remark(cells)):
        remarks.append(number)
        type_ = type_ or (remark if remark.count(".") == 1 and " " not in remark else "")
        number, cells = next(rows, (0, ()))
    header = tuple(text_of(cell) for cell in cells)
    named = [name for name in header if name]
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise Failed(f"{path}: có hai cột {twice}; hãy bỏ một.", f"{path}: two columns are called {twice}; remove one.")
    if not named:
        raise Failed(
            f"{path}: tệp trống; dòng đầu phải là tên cột.", f"{path}: the file is empty; its first row names columns."
        )

    def spoken() -> Iterator[Row]:
        for number, cells in rows:
            if _remark(cells):
                remarks.append(number)
            else:
                yield number, cells

    return Sheet(header, spoken(), about, type=type_, remarks=remarks)


def _remark(cells: Sequence[Cell]) -> str:
    """What a row remarks; "" if it is no remark."""
    first = next((text_of(cell) for cell in cells if not is_empty(cell)), "")
    return first.removeprefix(REMARK).strip() if first.startswith(REMARK) else ""


def _cell(value: object) -> Cell:
    """A spreadsheet's cell; hours without a day are of no use here and become text."""
    return value if isinstance(value, Cell) else str(value)


def _text(path: Path) -> str:
    content = path.read_bytes()
    # Excel's "Unicode text" says by its first bytes that it is UTF-16; all else is UTF-8, or is refused.
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Failed(
            f"{path} không phải UTF-8 (byte thứ {error.start + 1}): trong Excel hãy lưu dạng “CSV UTF-8”.",
            f"{path} is not UTF-8 (byte {error.start + 1}): in Excel, save it as 'CSV UTF-8'.",
        ) from None


class RejectedFile:
    """`FILE.rejected.csv`: the rows that were rejected, as they were, with the reason beside each.

    It is there only if there is something in it; one from an earlier time goes, once the whole file is sent.
    """

    def __init__(self, source: Path, header: Sequence[str], type_: str = "") -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
        self._type = type_
        self._header = [name for name in header if name != REASON]
        self._places = [place for place, name in enumerate(header) if name != REASON]
        self._file: io.TextIOWrapper | None = None

    def __enter__(self) -> Self:
        """Begin anew with the first row that is added."""
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Leave it whole."""
        if self._file is not None:
            self._file.close()
        elif failure is None:
            self.path.unlink(missing_ok=True)

    def add(self, cells: Sequence[Cell], reason: str) -> None:
        """Keep one row."""
        if self._file is None:
            # With a byte order mark, or Excel shows Vietnamese in the wrong letters.
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            if self._type:
                csv.writer(self._file).writerow([f"{REMARK}{self._type}"])
            csv.writer(self._file).writerow([*self._header, REASON])
        own = [text_of(cells[place]) if place < len(cells) else "" for place in self._places]
        csv.writer(self._file).writerow([*own, reason])
