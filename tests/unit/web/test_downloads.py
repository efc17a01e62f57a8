"""Tables as files: no cell of theirs starts a formula, and nothing is lost on the way."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.downloads import BYTE_ORDER_MARK, FORMULA_STARTS, Format, Rows, csv_of, download, xlsx_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
NOON = datetime(2025, 5, 14, 5, tzinfo=UTC)
STARTS = st.sampled_from(["", " ", "=", "+", "-", "@", "\t", "\r", "\n", "  ="])


@given(STARTS, TEXTS)
def test_no_cell_of_a_csv_file_starts_a_formula(start: str, text: str) -> None:
    cell = start + text

    [[read, number]] = csv.reader(io.StringIO(csv_of([(cell, -3)]).decode().removeprefix(BYTE_ORDER_MARK), newline=""))

    assert not read.lstrip(" ").startswith(FORMULA_STARTS)
    assert read.removeprefix("'") == cell.removeprefix("'") or read == cell
    assert number == "-3"


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+84 912", "'+84 912"),
        ("-", "'-"),
        ("＝1", "'＝1"),
        ("Nguyễn Thị Lan", "Nguyễn Thị Lan"),
    ],
)
def test_no_cell_of_a_workbook_is_a_formula_or_starts_one(text: str, harmless: str) -> None:
    answer = asyncio.run(download("list", [("Tên",), (text,)], as_=Format.XLSX, position=7, made=NOON))

    book = ZipFile(io.BytesIO(bytes(answer.body)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert f"<t>{harmless}</t>" in strings


def test_the_same_rows_of_the_same_moment_are_the_same_file() -> None:
    rows: Rows = [("Tên", "Số"), ("Lan", 1_234_567)]

    assert xlsx_of(rows, made=NOON) == xlsx_of(rows, made=NOON)


def test_a_file_says_from_which_position_it_is_and_is_kept_nowhere() -> None:
    answer = asyncio.run(download("list", [("a",)], as_=Format.CSV, position=7, made=NOON))

    assert (answer.headers["X-Position"], answer.headers["Cache-Control"]) == ("7", "no-store")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
