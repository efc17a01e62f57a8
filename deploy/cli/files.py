"""Files of events: CSV, XLSX and JSON lines as rows of cells, and the file that keeps what was rejected."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from python_calamine import CalamineError, CalamineWorkbook

from deploy.cli.cells import Cell, is_empty, text_of
from deploy.cli.statements import REASON
from deploy.cli.terminal import Failed

TABLES: Final = frozenset({".csv", ".tsv", ".txt"})
WORKBOOKS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
LINES: Final = frozenset({".jsonl", ".ndjson", ".json"})
EVENT: Final = "event"

Row = tuple[int, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header and its filled rows, each with its number in the file; `about` how many there are.

    JSON lines are a sheet of one column, `event`, and `is_table` is false.
    """

    header: tuple[str, ...]
    rows: Iterator[Row]
    about: int
    is_table: bool = True


def open_sheet(path: Path) -> Sheet:
    """Read a file by the ending of its name. Raises Failed, OSError."""
    match path.suffix.lower():
        case ending if ending in TABLES:
            return _csv_sheet(path)
        case ending if ending in WORKBOOKS:
            return _workbook_sheet(path)
        case ending if ending in LINES:
            return _lines_sheet(path)
        case _:
            raise Failed(
                f"{path}: không rõ loại tệp; hãy dùng .csv, .xlsx hoặc .jsonl.",
                f"{path}: unknown kind of file; use .csv, .xlsx or .jsonl.",
            )


def _csv_sheet(path: Path) -> Sheet:
    text = _text(path)
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first_line.count))

    def rows() -> Iterator[Row]:
        try:
            for cells in reader:
                if any(not is_empty(cell) for cell in cells):
                    yield reader.line_num, tuple(cells)
        except csv.Error as error:
            raise Failed(
                f"{path}:{reader.line_num}: CSV viết sai ({error}); hãy sửa dòng này.",
                f"{path}:{reader.line_num}: this is not CSV ({error}); correct the line.",
            ) from None

    return _with_header(path, rows(), about=text.count("\n"))


def _workbook_sheet(path: Path) -> Sheet:
    path.open("rb").close()  # an OSError that names the file
    try:
        workbook = CalamineWorkbook.from_path(path)
        listed = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
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


def _lines_sheet(path: Path) -> Sheet:
    lines = _text(path).split("\n")
    rows = ((number, (line.strip(),)) for number, line in enumerate(lines, start=1) if line.strip())
    return Sheet((EVENT,), rows, len(lines), is_table=False)


def _with_header(path: Path, rows: Iterator[Row], *, about: int) -> Sheet:
    _, cells = next(rows, (0, ()))
    header = tuple(text_of(cell) for cell in cells)
    named = [name for name in header if name]
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise Failed(f"{path}: có hai cột {twice}; hãy bỏ một.", f"{path}: two columns are called {twice}; remove one.")
    if not named:
        raise Failed(
            f"{path}: tệp trống; dòng đầu phải là tên cột.", f"{path}: the file is empty; its first row names columns."
        )
    return Sheet(header, rows, about)


def _cell(value: object) -> Cell:
    """A spreadsheet's cell; hours without a day are of no use here and become text."""
    return value if isinstance(value, Cell) else str(value)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failed(
            f"{path} không phải UTF-8 (byte thứ {error.start + 1}): trong Excel hãy lưu dạng “CSV UTF-8”.",
            f"{path} is not UTF-8 (byte {error.start + 1}): in Excel, save it as 'CSV UTF-8'.",
        ) from None


class RejectedFile:
    """`FILE.rejected.csv`: the rows that were rejected, as they were, with the reason beside each.

    It is there only if there is something in it; one from an earlier time goes, once the whole file is sent.
    """

    def __init__(self, source: Path, header: Sequence[str]) -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
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
            csv.writer(self._file).writerow([*self._header, REASON])
        own = [text_of(cells[place]) if place < len(cells) else "" for place in self._places]
        csv.writer(self._file).writerow([*own, reason])
