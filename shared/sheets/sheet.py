"""A file of events as rows of cells, from its bytes: CSV, workbooks and JSON lines. It opens no file."""

import codecs
import csv
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from shared.sheets.cells import Cell, is_empty, text_of
from shared.sheets.statements import CannotState, Event, Speech
from shared.sheets.titles import Row, below_titles

TABLES: Final = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
LINES: Final = frozenset({".jsonl", ".ndjson", ".json"})
EVENT: Final = "event"
# A row that begins so is a remark for people, as templates have them; the one above the header may name the type.
REMARK: Final = "# "
MOST_PARTS: Final = 1_000  # files in a workbook, which is an archive
_PIECE: Final = 1 << 20
_SEPARATOR: Final = re.compile(r"sep=(.)\r?\n").match


class CannotRead(Exception):
    """A file that cannot be read as rows: what is wrong with it, and what to do, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header and its filled rows, each with its number in the file; `about` how many there are.

    JSON lines are a sheet of one column, `event`, and `is_table` is false. `type` is what a template says of its rows;
    `remarks` fills with the numbers of the rows that were passed over while the others are read; `titles` are those of
    what stands above the header; `left` are the sheets of a workbook that are not read.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    about: int
    is_table: bool = True
    type: str = ""
    remarks: list[int] = field(default_factory=list)
    left: tuple[str, ...] = ()
    titles: tuple[int, ...] = ()


def check_kind(name: str) -> None:
    """Whether a file of this name is read here, by its ending. Raises CannotRead."""
    if _ending(name) not in TABLES | WORKBOOKS | LINES:
        raise CannotRead(
            f"{name}: không rõ loại tệp; hãy dùng .csv, .xlsx hoặc .jsonl.",
            f"{name}: unknown kind of file; use .csv, .xlsx or .jsonl.",
        )


def read_sheet(name: str, content: bytes, *, named: str = "", unpacked: int = 0) -> Sheet:
    """A file by its name's ending; of a workbook the sheet `named`, else the first that is seen.

    A workbook of more than `unpacked` bytes when unpacked (0: no limit) is not opened. Raises CannotRead, and while the
    rows are read, too.
    """
    check_kind(name)
    if unpacked and _unpacks_beyond(content, unpacked):
        raise CannotRead(
            f"{name} giải nén ra quá lớn nên chưa được đọc: hãy lưu lại thành tệp mới chỉ có bảng cần gửi.",
            f"{name} unpacks to more than is read here, so it was not read: save the table alone in a new file.",
        )
    ending = _ending(name)
    if ending in TABLES:
        return _csv_sheet(name, content)
    return _workbook_sheet(name, content, named) if ending in WORKBOOKS else _lines_sheet(name, content)


def event_of_row(sheet: Sheet, cells: Sequence[Cell], speech: Speech) -> Event:
    """What a row of a sheet states. Raises CannotState."""
    if not sheet.is_table:
        return speech.from_line(str(cells[0]).encode())
    unnamed = [cell for place, cell in enumerate(cells) if place >= len(sheet.header) or not sheet.header[place]]
    if not all(is_empty(cell) for cell in unnamed):
        raise CannotState("có ô nằm ngoài các cột có tên", "a cell stands under no column's name")
    named = zip_longest(sheet.header, cells[: len(sheet.header)], fillvalue="")
    return speech.from_table({name: cell for name, cell in named if name})


def _unpacks_beyond(content: bytes, most: int) -> bool:
    """Whether an archive holds more than so many bytes, or more parts than any workbook; counted, not believed."""
    if not is_zipfile(io.BytesIO(content)):
        return False
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            left = most
            for part in parts if len(parts) <= MOST_PARTS else ():
                part.file_size = left + 1  # as far as is read; what the archive says of it may be a lie
                with archive.open(part) as opened:
                    while piece := opened.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            return True
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error):
        return False  # the workbook's reader says what is wrong with it
    return len(parts) > MOST_PARTS


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}"


def _csv_sheet(name: str, content: bytes) -> Sheet:
    text = _text(name, content)
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
            raise CannotRead(
                f"{name}:{reader.line_num + above}: CSV viết sai ({error}); hãy sửa dòng này.",
                f"{name}:{reader.line_num + above}: this is not CSV ({error}); correct the line.",
            ) from None

    return _with_header(name, rows(), about=text.count("\n"))


def _workbook_sheet(name: str, content: bytes, named: str) -> Sheet:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        chosen = _chosen(name, seen, named)
        listed = workbook.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(
            f"{name} không đọc được như một bảng tính ({error}): hãy lưu lại dạng .xlsx hoặc .csv.",
            f"{name} cannot be read as a workbook ({error}): save it again as .xlsx or .csv.",
        ) from None

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(listed, start=1):
            if any(not is_empty(_cell(cell)) for cell in cells):
                yield number, tuple(_cell(cell) for cell in cells)

    return replace(_with_header(name, rows(), about=len(listed)), left=tuple(one for one in seen if one != chosen))


def _chosen(name: str, names: Sequence[str], named: str) -> str:
    """The sheet to read."""
    if named and named not in names:
        raise CannotRead(
            f"{name}: không có trang tính {named}; trong tệp có: {', '.join(names)}.",
            f"{name}: there is no sheet {named}; the file has: {', '.join(names)}.",
        )
    return named or names[0]


def _lines_sheet(name: str, content: bytes) -> Sheet:
    lines = _text(name, content).split("\n")
    rows = ((number, (line.strip(),)) for number, line in enumerate(lines, start=1) if line.strip())
    return Sheet((EVENT,), rows, len(lines), is_table=False)


def _with_header(name: str, rows: Iterator[Row], *, about: int) -> Sheet:
    type_, remarks = "", list[int]()
    number, cells = next(rows, (0, ()))
    while cells and (remark := _remark(cells)):
        remarks.append(number)
        type_ = type_ or (remark if remark.count(".") == 1 and " " not in remark else "")
        number, cells = next(rows, (0, ()))
    titles, cells, rows = below_titles((number, cells), rows)
    header = tuple(text_of(cell) for cell in cells)
    named = [one for one in header if one]
    twice = next((one for one in named if named.count(one) > 1), "")
    if twice:
        raise CannotRead(
            f"{name}: có hai cột {twice}; hãy bỏ một.", f"{name}: two columns are called {twice}; remove one."
        )
    if not named:
        raise CannotRead(
            f"{name}: tệp trống; dòng đầu phải là tên cột.", f"{name}: the file is empty; its first row names columns."
        )

    def spoken() -> Iterator[Row]:
        for number, cells in rows:
            if _remark(cells):
                remarks.append(number)
            else:
                yield number, cells

    return Sheet(header, spoken(), about, type=type_, remarks=remarks, titles=titles)


def _remark(cells: Sequence[Cell]) -> str:
    """What a row remarks; "" if it is no remark."""
    first = next((text_of(cell) for cell in cells if not is_empty(cell)), "")
    return first.removeprefix(REMARK).strip() if first.startswith(REMARK) else ""


def _cell(value: object) -> Cell:
    """A spreadsheet's cell; hours without a day are of no use here and become text."""
    return value if isinstance(value, Cell) else str(value)


def _text(name: str, content: bytes) -> str:
    # Excel's "Unicode text" says by its first bytes that it is UTF-16; all else is UTF-8, or is refused.
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotRead(
            f"{name} không phải UTF-8 (byte thứ {error.start + 1}): trong Excel hãy lưu dạng “CSV UTF-8”.",
            f"{name} is not UTF-8 (byte {error.start + 1}): in Excel, save it as 'CSV UTF-8'.",
        ) from None
