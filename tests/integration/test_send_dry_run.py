"""`thidua send --dry-run` with a token: row by row what would become of it, before anything is written."""

from pathlib import Path

import pytest

from tests.integration.door.conftest import NewTracking, new_tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.test_edited_files import EDITED, FIRST, SECOND, activities
from tests.integration.test_send import launch
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["new_tracking", "thidua"]

WRONG = "HD-3;hctc;III.9.z9;Kiểm tra;Kiểm tra xã;1;cuộc;01/03/2025;05/03/2025"
UNREADABLE = "HD-4;hctc;III.1.b4;Kiểm tra;Kiểm tra xã;1,234,567;cuộc;01/03/2025;05/03/2025"


@pytest.fixture
def tracking(thidua: Thidua, new_tracking: NewTracking, tmp_path: Path) -> RunningTracking:
    running = new_tracking()
    launch(thidua, running, tmp_path)
    return running


def test_it_shows_row_by_row_what_would_become_of_it_and_writes_nothing(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    activities(thidua, tracking, path, FIRST)
    files, facts = sorted(tmp_path.iterdir()), len(tracking.commits("hoa-binh-450"))

    ran = activities(thidua, tracking, path, FIRST, SECOND, SECOND, WRONG, UNREADABLE, "--dry-run")

    rows = [[row[0].removeprefix(f"{path}:"), *row[1:3], row[3].partition(":")[0]] for row in ran.rows]
    assert ran.code == 1
    assert rows == [
        ["2", "duplicate", "activity.recorded HD-1", "-"],
        ["3", "recorded", "activity.recorded HD-2", "-"],
        ["4", "duplicate", "activity.recorded HD-2", "-"],
        ["5", "rejected", "activity.recorded HD-3", "clause_unknown"],
        ["6", "rejected", "-", "the column Số lượng"],
    ]
    assert ran.err == "2 rows would be rejected; nothing was sent.\n"
    assert sorted(tmp_path.iterdir()) == files
    assert len(tracking.commits("hoa-binh-450")) == facts


def test_it_shows_what_would_be_corrected(thidua: Thidua, tracking: RunningTracking, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    activities(thidua, tracking, path, FIRST)
    facts = len(tracking.commits("hoa-binh-450"))

    without = activities(thidua, tracking, path, EDITED, "--dry-run")
    given = activities(thidua, tracking, path, EDITED, "--dry-run", "--reason", "Nhập nhầm")

    assert without.rows[0][1] == "rejected"
    assert without.rows[0][3].startswith("edited_without_reason: ")
    assert (given.code, given.rows[0][1]) == (0, "corrected")
    assert len(tracking.commits("hoa-binh-450")) == facts
