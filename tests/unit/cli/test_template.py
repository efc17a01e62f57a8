"""Templates: an empty table for each event type, in both languages, which is sent as it is."""

import csv
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from deploy.cli.files import open_sheet
from deploy.cli.sending import checked, entries
from shared.adapters.clock import system_clock
from shared.sheets.statements import Speech
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.test_columns import TYPES


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("short", TYPES)
def test_the_example_of_every_template_is_a_well_formed_event(
    thidua: Thidua, tmp_path: Path, short: str, language: str
) -> None:
    path = tmp_path / "a.csv"
    made = thidua("template", short, path, "--language", language)
    path.write_text(path.read_text("utf-8-sig").replace("# 14/05/2025 08:00", "14/05/2025 08:00"), "utf-8")

    (entry,) = entries(open_sheet(path), Speech("", lambda: "c", "hctc"))

    assert made.code == 0
    assert checked(entry, system_clock()) == ""


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_untouched_template_says_nothing(thidua: Thidua, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    thidua("template", "household.identified", path)

    ran = thidua("send", path, "--dry-run", "--campaign", "c")

    assert (ran.code, ran.out) == (0, "")
    assert "3 rows that begin with #" in ran.err


def test_a_filled_template_is_sent_as_it_is(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    thidua("template", "household.withdrew", path)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerow(["14/05/2025", "HB-1", "Chuyển đi; xa"])

    ran = thidua("send", path, "--dry-run", "--campaign", "c")

    assert json.loads(ran.out)["data"] == {"household_id": "HB-1", "reason": "Chuyển đi; xa"}


def test_a_workbook_offers_the_words_of_each_list(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    thidua("template", "household.identified", path)

    workbook = CalamineWorkbook.from_path(path)
    words = {cell for row in workbook.get_sheet_by_name("values").to_python() for cell in row}
    assert workbook.sheet_names == ["household.identified", "values"]
    assert {"Hộ nghèo", "Hộ cận nghèo", "Xây mới", "Sửa chữa"} <= words


@pytest.mark.parametrize(
    ("short", "name", "reason"),
    [
        ("no.such", "a.csv", "has no template"),
        ("candidate.flagged", "a.csv", "has no template"),
        ("activity.recorded", "a.pdf", "must end in"),
        ("activity.recorded", "there.csv", "choose another name"),
    ],
)
def test_what_cannot_be_written_is_told(thidua: Thidua, tmp_path: Path, short: str, name: str, reason: str) -> None:
    (tmp_path / "there.csv").write_text("mine")

    ran = thidua("template", short, tmp_path / name)

    assert ran.code == 1
    assert reason in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
