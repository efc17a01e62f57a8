"""Files of events at the command: opened as rows of cells, and the file that keeps what was rejected."""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from deploy.cli.terminal import Failed, notice
from shared.sheets.cells import Cell, text_of
from shared.sheets.sheet import REMARK, CannotRead, Sheet, check_kind, read_sheet
from shared.sheets.statements import REASON
from shared.sheets.titles import Row


def open_sheet(path: Path, *, named: str = "") -> Sheet:
    """Read a file by its name's ending; of a workbook the sheet `named`, else the first. Raises Failed, OSError."""
    try:
        check_kind(str(path))
        sheet = read_sheet(str(path), path.read_bytes(), named=named)
    except CannotRead as error:
        raise Failed(error.vi, error.en) from None
    if sheet.left and not named:
        _tell_left(path, sheet.left)
    return replace(sheet, rows=_read(sheet.rows))


def _read(rows: Iterator[Row]) -> Iterator[Row]:
    try:
        yield from rows
    except CannotRead as error:
        raise Failed(error.vi, error.en) from None


def _tell_left(path: Path, left: Sequence[str]) -> None:
    others = ", ".join(left)
    notice(
        f"{path}: chỉ đọc trang tính đầu tiên; trong tệp còn: {others} (chọn bằng --sheet).",
        f"{path}: only the first sheet is read; there are more: {others} (choose with --sheet).",
    )


class RejectedFile:
    """`FILE.rejected.csv`: the rows that were rejected, as they were, with the reason beside each.

    It is there only if there is something in it; one from an earlier time goes, once the whole file is sent. A broken
    run that goes on keeps so many bytes of its file.
    """

    def __init__(self, source: Path, header: Sequence[str], type_: str = "", *, goes_on: int = 0) -> None:
        self.path = source.with_name(f"{source.name}.rejected.csv")
        self._type = type_
        self._header = [name for name in header if name != REASON]
        self._places = [place for place, name in enumerate(header) if name != REASON]
        self._file: io.TextIOWrapper | None = None
        if goes_on and self.path.exists():
            os.truncate(self.path, goes_on)
            self._file = self.path.open("a", encoding="utf-8", newline="")

    def __enter__(self) -> Self:
        """Begin anew with the first row that is added."""
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        """Leave it whole."""
        if self._file is not None:
            self._file.close()
        elif failure is None:
            self.path.unlink(missing_ok=True)

    def flush(self) -> int:
        """Have what was added so far on disk; says how many bytes that is. Raises OSError."""
        if self._file is None:
            return 0
        self._file.flush()
        os.fsync(self._file.fileno())
        return os.fstat(self._file.fileno()).st_size

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
