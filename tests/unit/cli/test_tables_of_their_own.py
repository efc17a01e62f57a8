"""Tables as offices keep them: titles above, no ids, no times, one thing meant for all rows, clauses by their words."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.cli.files import open_sheet
from deploy.cli.sending import entries
from shared.core.definition import Clause, Text
from shared.sheets.cells import Cell
from shared.sheets.completing import DAYS, IDS, clauses_by_text, needed
from shared.sheets.statements import Speech
from tests.examples import CAMPAIGN
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.workbook import write_workbook

TITLES: list[list[object]] = [
    ["ỦY BAN NHÂN DÂN XÃ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["BẢNG TỔNG HỢP"],
    ["Đơn vị", "Xã Hiền Lương"],
]
HEADER: list[object] = [
    "STT",
    unicodedata.normalize("NFD", "Nội dung công việc"),
    "Tiêu chí",
    "Hình thức",
    "Ngày",
    "Số lượng",
    "ĐVT",
]
ROWS: list[list[object]] = [
    ["1", "Kiểm tra xóm Lác", "Xóa nhà tạm", "Kiểm tra", "31/12/2025", "1.234.567", "đồng"],
    ["2", unicodedata.normalize("NFD", "Tuyên truyền"), "Xóa nhà tạm", "Tuyên truyền", 46022, 2, "buổi"],
]
CLAUSES = clauses_by_text([Clause("1", "COLLECTIVE", "criterion", Text("Xóa nhà tạm", "Houses"))])


def stated(path: Path, rows: Sequence[Sequence[object]], **said: Any) -> list[dict[str, Any]]:
    """The events of a workbook of activities."""
    speech = Speech("activity.recorded", lambda: CAMPAIGN, "xa-hien-luong", clauses=CLAUSES, **said)
    found = list(entries(open_sheet(write_workbook(path / "a.xlsx", rows)), speech))
    assert [one.reason for one in found] == [""] * len(found)
    return [msgspec.json.decode(one.event.body) for one in found if one.event]


def test_a_communes_own_table_becomes_whole_events(tmp_path: Path) -> None:
    first, second = stated(tmp_path, [*TITLES, [], HEADER, *ROWS])

    assert (first["time"], first["source"]) == ("2025-12-31T00:00:00+07:00", "/units/xa-hien-luong")
    assert first["data"] == {
        "title": "Kiểm tra xóm Lác",
        "clause": "1",
        "kind": "inspection_conducted",
        "occurred_on": "2025-12-31",
        "quantity": 1_234_567,
        "measure": "đồng",
        "unit_id": "xa-hien-luong",
        "activity_id": first["data"]["activity_id"],
    }
    assert second["data"]["occurred_on"] == "2025-12-31"
    assert first["data"]["activity_id"] != second["data"]["activity_id"]


def test_a_row_comes_to_the_same_id_in_any_order_form_and_month_and_its_figure_is_no_part_of_that(
    tmp_path: Path,
) -> None:
    before = {one["id"]: one["data"]["activity_id"] for one in stated(tmp_path, [HEADER, *ROWS])}
    edited = [[*row[:1], unicodedata.normalize("NFC", str(row[1])), *row[2:5], "7", row[6]] for row in ROWS]

    after = {one["id"]: one["data"]["activity_id"] for one in stated(tmp_path, [*TITLES, HEADER, *edited[::-1]])}

    assert after == before


def test_a_cell_left_empty_under_an_id_or_a_time_is_not_made_up(tmp_path: Path) -> None:
    header = [*HEADER, "Mã hoạt động", "Thời điểm"]

    (event,) = stated(tmp_path, [header, ROWS[0]])

    assert "activity_id" not in event["data"]
    assert "time" not in event


def test_what_a_column_says_goes_before_what_is_given_for_all_rows(tmp_path: Path) -> None:
    given = {"measure": "lần", "clause": "2", "kind": "other"}
    without = [row[:6] for row in (HEADER, *ROWS)]

    first, _ = stated(tmp_path, without, given=given)

    assert [first["data"][name] for name in ("measure", "clause", "kind")] == ["lần", "1", "inspection_conducted"]


def test_a_row_that_names_no_clause_of_the_campaign_is_of_the_one_that_is_given(tmp_path: Path) -> None:
    strange = [*ROWS[0][:2], "Việc khác", *ROWS[0][3:]]

    kept, given = stated(tmp_path, [HEADER, strange]), stated(tmp_path, [HEADER, strange], given={"clause": "1"})

    assert [one[0]["data"]["clause"] for one in (kept, given)] == ["Việc khác", "1"]


def test_clauses_of_one_text_are_told_apart_by_their_ids_alone() -> None:
    twins = [Clause(one, "COLLECTIVE", "criterion", Text("Cùng tên")) for one in ("1", "2")]

    assert clauses_by_text(twins) == {"1": "1", "2": "2"}


@pytest.mark.parametrize(
    ("rows", "titles"),
    [
        ([["household_id", "reason"], ["HB-1", "chuyển đi"], ["HB-2", "chuyển đi", "x"]], 0),
        ([["Việc", "Khi nào"], ["a", "b"]], 0),
        ([["Một tiêu đề"], ["a", "b", "c"], ["1", "2", "3"]], 1),
        ([[f"{number}"] for number in range(30)] + [["a", "b", "c"]], 0),
    ],
    ids=["known names", "nothing wider", "one title", "too many to be titles"],
)
def test_only_narrow_rows_of_unknown_names_above_a_wider_one_are_titles(
    tmp_path: Path, rows: list[list[object]], titles: int
) -> None:
    sheet = open_sheet(write_workbook(tmp_path / "a.xlsx", rows))

    assert len(sheet.titles) == titles
    assert [one for one in sheet.header if one] == rows[titles]
    assert len(list(sheet.rows)) == len(rows) - titles - 1


def test_titles_that_were_passed_over_are_told_and_a_value_needs_a_field_of_the_type(
    thidua: Thidua, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [*TITLES, HEADER, *ROWS])
    look = ("send", path, "--dry-run", "--campaign", "c", "--unit", "xa-hien-luong")

    ran = thidua(*look, "--type", "activity.recorded", "--value", "clause=1")
    wrong = [thidua(*look, "--value", "clause=1"), thidua(*look, "--type", "activity.recorded", "--value", "x=1")]

    assert (ran.code, len(ran.rows)) == (0, 2)
    assert "3 rows above the table only head it" in ran.err
    assert [one.code for one in wrong] == [1, 1]
    assert all("write FIELD=VALUE" in one.err for one in wrong)


@pytest.mark.parametrize("short", sorted({*DAYS, *IDS}))
def test_what_is_made_is_made_of_what_a_table_of_the_type_has_to_have(short: str) -> None:
    fields = {path for path, _ in needed(short)}
    made: list[Cell] = [*IDS[short].same] if short in IDS else []

    assert {*made, *([DAYS[short]] if short in DAYS else [])} <= fields
