"""Files of events: what is read from CSV, XLSX and JSON lines, what is kept of rejected rows, how rows are batched."""

import csv
import json
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from deploy.cli.files import RejectedFile, open_sheet
from deploy.cli.sending import Entry, batches
from deploy.cli.terminal import Failed
from shared.core.requests import MAX_BATCH, MAX_BODY_BYTES
from shared.sheets.statements import Event
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.workbook import write_workbook

HEADER = ["type", "time", "obstacle_id", "unit_id", "text"]
ROW = ["obstacle.reported", "2025-05-14T08:00:00+07:00", "O-1", "hctc", "Đường sạt lở; mưa"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_it_is_delimited(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "obstacles.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADER, ROW, ["", "", "", "", ""], ROW])

    sheet = open_sheet(path)

    assert list(sheet.header) == HEADER
    assert list(sheet.rows) == [(2, tuple(ROW)), (4, tuple(ROW))]


def test_a_workbooks_days_times_numbers_and_truths_are_read_as_such(tmp_path: Path) -> None:
    moment = datetime(2025, 5, 14, 8, 0)  # noqa: DTZ001 - a workbook's times know no zone
    path = write_workbook(
        tmp_path / "rows.xlsx", [["when", "day", "much", "so"], [moment, date(2025, 5, 14), 2.5, True], ["", "", 1, ""]]
    )

    sheet = open_sheet(path)

    assert list(sheet.rows) == [(2, (moment, date(2025, 5, 14), 2.5, True)), (3, ("", "", 1.0, ""))]


def test_the_same_row_is_the_same_event_in_every_kind_of_file(thidua: Thidua, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in (HEADER, ROW)))
    moment = datetime(2025, 5, 14, 8, 0)  # noqa: DTZ001 - a workbook's times know no zone
    write_workbook(tmp_path / "a.xlsx", [[*HEADER], [ROW[0], moment, *ROW[2:]]])
    line = thidua("send", "--dry-run", "--campaign", "c", tmp_path / "a.csv").out
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")

    from_workbook = thidua("send", "--dry-run", "--campaign", "c", tmp_path / "a.xlsx")
    from_lines = thidua("send", "--dry-run", "--campaign", "c", tmp_path / "a.jsonl")

    assert len(line.splitlines()) == 1
    assert from_workbook.out == from_lines.out == line


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\r\nMã hộ;Lý do\r\nH-1;a,b\r\n".encode(),
        "Mã hộ\tLý do\r\nH-1\ta,b\r\n".encode("utf-16"),
        "# household.withdrew;\r\nMã hộ;Lý do\r\n# H-0;ví dụ\r\nH-1;a,b\r\n".encode("utf-8-sig"),
    ],
    ids=["sep=", "Unicode text", "remarks"],
)
def test_csv_is_read_as_excel_and_templates_write_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    sheet = open_sheet(tmp_path / "a.csv")

    rows = list(sheet.rows)
    assert sheet.header == ("Mã hộ", "Lý do")
    assert rows == [(2 + len(sheet.remarks) + content.startswith(b"sep"), ("H-1", "a,b"))]


def test_the_remark_above_the_header_names_the_type_and_remarks_are_told(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("# household.withdrew\nTime;Household id;Reason\n# 2025;H;x\n2025-05-14;H-1;moved\n", "utf-8")

    ran = thidua("send", path, "--campaign", "c", "--dry-run")

    assert ran.code == 0
    assert json.loads(ran.out)["type"] == "vn.thidua.household.withdrew.v1"
    assert ran.err.startswith(f"{path}: 2 rows that begin with # are remarks and were passed over (1, 3).")


def test_a_sheet_is_chosen_by_its_name_and_that_there_are_others_is_told(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name in ("Bìa", "Số liệu"):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, ["time", "household_id", "reason"])
            sheet.write_row(1, 0, ["2025-05-14", name, "moved"])
    command = ("send", path, "--campaign", "c", "--dry-run", "--type", "household.withdrew")

    first, second, third = (thidua(*command, *more) for more in ((), ("--sheet", "Số liệu"), ("--sheet", "no")))

    assert json.loads(first.out)["data"]["household_id"] == "Bìa"
    assert "Số liệu (choose with --sheet)" in first.err
    assert json.loads(second.out)["data"]["household_id"] == "Số liệu"
    assert second.err == "Nothing was sent.\n"
    assert (third.code, third.err) == (1, f"{path}: there is no sheet no; the file has: Bìa, Số liệu.\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Mã;Tên\n".encode("latin-1")),
        ("a.csv", b""),
        ("a.csv", b"id,id\n1,2\n"),
        ("a.xlsx", b"no zip"),
        ("a.pdf", b"%PDF"),
    ],
    ids=["not UTF-8", "empty", "a column twice", "no workbook", "unknown kind"],
)
def test_a_file_that_cannot_be_read_fails_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Failed) as failed:
        open_sheet(tmp_path / name)

    assert str(tmp_path / name) in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_dry_run_tells_what_would_be_sent_and_what_would_be_rejected(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wrong = [*ROW[:3], "hctc", "x", "too much"]
    path.write_text("\n".join(",".join(row) for row in (HEADER, ROW, [*ROW[:3], "", "x"], wrong)), encoding="utf-8")

    ran = thidua("send", path, "--campaign", "c", "--dry-run")

    first, second, summary = ran.err.splitlines()
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 1
    assert first.startswith(f"{path}:3: bad_fields: ")
    assert "/data/unit_id: is missing" in first
    assert second.startswith(f"{path}:4: ")
    assert summary.startswith("2 rows would be rejected")
    assert list(tmp_path.iterdir()) == [path]


def test_an_event_that_fits_no_fact_is_rejected_before_it_is_sent(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADER, [*ROW[:4], "x" * 60_000])), encoding="utf-8")

    ran = thidua("send", path, "--campaign", "c", "--dry-run")

    assert ran.code == 1
    assert ran.err.startswith(f"{path}:2: too_large: ")


def test_sending_needs_a_token(thidua: Thidua, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("type\n")

    ran = thidua("send", tmp_path / "a.csv")

    assert ran.code == 1
    assert "THIDUA_TOKEN" in ran.err


def test_rejected_rows_are_kept_as_they_were_with_the_reason_beside_each(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"

    with RejectedFile(source, [*HEADER, "rejected_because"]) as rejected:
        rejected.add((*ROW, "an earlier reason"), "bad_fields: …")
        rejected.add(ROW[:2], "too short")

    kept = list(csv.reader(rejected.path.read_text(encoding="utf-8-sig").splitlines()))
    assert rejected.path == tmp_path / "a.csv.rejected.csv"
    assert kept == [
        [*HEADER, "rejected_because"],
        [*ROW, "bad_fields: …"],
        [*ROW[:2], "", "", "", "too short"],
    ]


def test_a_rejected_row_of_a_template_is_kept_with_its_type_and_with_numbers_that_stay_what_they_are(
    tmp_path: Path,
) -> None:
    with RejectedFile(tmp_path / "a.xlsx", ["quantity", "occurred_on"], "activity.recorded") as rejected:
        rejected.add((2.125, date(2025, 5, 14)), "why")

    sheet = open_sheet(rejected.path)

    assert (sheet.type, sheet.header) == ("activity.recorded", ("quantity", "occurred_on", "rejected_because"))
    assert [cells for _, cells in sheet.rows] == [("2.1250", "2025-05-14", "why")]


def test_when_nothing_is_rejected_the_file_of_an_earlier_time_goes(tmp_path: Path) -> None:
    (tmp_path / "a.csv.rejected.csv").write_text("old")

    with RejectedFile(tmp_path / "a.csv", HEADER):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_was_rejected_earlier_stays_when_a_file_could_not_be_sent(tmp_path: Path) -> None:
    earlier = tmp_path / "a.csv.rejected.csv"
    earlier.write_text("old")

    with suppress(ConnectionError), RejectedFile(tmp_path / "a.csv", HEADER):
        raise ConnectionError

    assert earlier.read_text() == "old"


@pytest.mark.parametrize(("bytes_each", "rows"), [(10, 2_500), (59_000, 400)])
def test_a_batch_fits_one_request(bytes_each: int, rows: int) -> None:
    entries = [Entry(number, (), Event("tracking", b"x" * bytes_each)) for number in range(rows)]

    cut = list(batches(entries))

    assert [entry for batch in cut for entry in batch] == entries
    assert len(cut) == 3
    assert all(len(batch) <= MAX_BATCH for batch in cut)
    assert all(sum(bytes_each + 1 for _ in batch) + 1 <= MAX_BODY_BYTES for batch in cut)
