"""Tables as files: no cell of theirs starts a formula, and nothing is lost on the way."""

import asyncio
import csv
import io
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.downloads import BYTE_ORDER_MARK, FORMULA_STARTS, Format, csv_of, download

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
STARTS = st.sampled_from(["", " ", "=", "+", "-", "@", "\t", "\r", "\n", "  ="])


@given(STARTS, TEXTS)
def test_no_cell_of_a_csv_file_starts_a_formula(start: str, text: str) -> None:
    cell = start + text

    [[read, number]] = csv.reader(io.StringIO(csv_of([(cell, -3)]).decode().removeprefix(BYTE_ORDER_MARK), newline=""))

    assert not read.lstrip(" ").startswith(FORMULA_STARTS)
    assert read.removeprefix("'") == cell.removeprefix("'") or read == cell
    assert number == "-3"


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+84 912", "-", "Nguyễn Thị Lan"])
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    answer = asyncio.run(download("list", [("Tên",), (text,)], as_=Format.XLSX, position=7))

    book = ZipFile(io.BytesIO(bytes(answer.body)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert f"<t>{text}</t>" in strings


def test_a_file_says_from_which_position_it_is_and_is_kept_nowhere() -> None:
    answer = asyncio.run(download("list", [("a",)], as_=Format.CSV, position=7))

    assert (answer.headers["X-Position"], answer.headers["Cache-Control"]) == ("7", "no-store")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
