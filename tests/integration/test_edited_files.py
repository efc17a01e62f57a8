"""An edited file through the real door: what was changed becomes a visible correction with its reason, or nothing."""

from pathlib import Path

import pytest

from shared.core.envelope import Fact
from shared.core.events import ActivityCorrected, ReportCorrected
from tests.integration.door.conftest import NewTracking, new_tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.test_send import kept, launch, send
from tests.unit.cli.commanding import Ran, Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["new_tracking", "thidua"]

HEADER = "Mã hoạt động;Mã đơn vị;Điều khoản;Loại hoạt động;Tên hoạt động;Số lượng;Đơn vị tính;Ngày thực hiện;Thời điểm"
FIRST = "HD-1;hctc;III.1.b4;Kiểm tra;Kiểm tra xã;1.234;cuộc;01/03/2025;05/03/2025"
SECOND = "HD-2;hctc;III.1.b5;Tuyên truyền;Họp xóm;2;buổi;02/03/2025;05/03/2025"
EDITED = FIRST.replace("1.234", "2,5").replace("01/03/2025;", "03/03/2025;")
REASON = "Nhập nhầm số"


@pytest.fixture
def tracking(thidua: Thidua, new_tracking: NewTracking, tmp_path: Path) -> RunningTracking:
    running = new_tracking()
    launch(thidua, running, tmp_path)
    return running


def test_an_edited_row_is_refused_without_a_reason_and_corrected_with_one(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    activities(thidua, tracking, path, FIRST, SECOND)

    refused = activities(thidua, tracking, path, EDITED, SECOND)
    why = kept(path)[0]["rejected_because"]
    corrected = activities(thidua, tracking, path, EDITED, SECOND, "--reason", REASON)
    again = activities(thidua, tracking, path, EDITED, SECOND, "--reason", REASON)

    assert (refused.code, refused.rows) == (1, [[str(path), "0", "1", "1"]])
    assert why.startswith("edited_without_reason: ")
    assert "(occurred_on, quantity)" in why
    assert (corrected.code, corrected.rows) == (0, [[str(path), "0", "1", "0", "1"]])
    assert again.rows == [[str(path), "0", "2", "0", "0"]]
    (fact,) = corrections(tracking)
    assert isinstance(fact.data, ActivityCorrected)
    assert (fact.data.reason, fact.data.changes.quantity) == (REASON, 2.5)
    assert (fact.data.changes.occurred_on, fact.data.changes.title) == ("2025-03-03", "")


def test_what_was_edited_back_is_corrected_back(thidua: Thidua, tracking: RunningTracking, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for row in (FIRST, EDITED, FIRST, EDITED):
        activities(thidua, tracking, path, row, "--reason", REASON)

    ran = activities(thidua, tracking, path, FIRST, "--reason", REASON)

    assert ran.rows == [[str(path), "0", "0", "0", "1"]]
    assert [fact.data.changes.quantity for fact in corrections(tracking)] == [2.5, 1_234, 2.5, 1_234]  # type: ignore[attr-defined]


def test_an_edited_report_is_corrected_with_its_reason(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    header = "# report.submitted\nThời điểm;Mã báo cáo;Đơn vị;Kỳ;Số liệu: started;Số liệu: complete\n"
    row = "03/03/2025;BC-2;hctc;02/2025;12;Có\n"
    ran = []
    for figure in ("12", "13", "13", "12"):
        path.write_text(header + row.replace("12;Có", f"{figure};Có"), encoding="utf-8")
        ran.append(send(thidua, tracking, path, "--reason", REASON).rows[0][1:])

    assert ran == [["1", "0", "0", "0"], ["0", "0", "0", "1"], ["0", "1", "0", "0"], ["0", "0", "0", "1"]]
    assert [fact.data.figures for fact in corrections(tracking)] == [  # type: ignore[attr-defined]
        {"started": 13, "complete": True},
        {"started": 12, "complete": True},
    ]


def test_another_units_activity_is_never_corrected(thidua: Thidua, tracking: RunningTracking, tmp_path: Path) -> None:
    activities(thidua, tracking, tmp_path / "a.csv", FIRST)
    path = tmp_path / "b.csv"
    path.write_text(f"{HEADER}\n{EDITED.replace('hctc', 'vpubnd')}\n", encoding="utf-8")
    token = tracking.token("unit", "vpubnd")

    ran = thidua("send", path, "--type", "activity.recorded", "--reason", "x", "--url", tracking.url, "--token", token)

    assert ran.rows == [[str(path), "0", "0", "1", "0"]]
    assert kept(path)[0]["rejected_because"].startswith("activity_id_used: ")
    assert corrections(tracking) == []


def test_a_row_that_vanished_is_told_once_and_stays_recorded(
    thidua: Thidua, tracking: RunningTracking, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    first = activities(thidua, tracking, path, FIRST, SECOND)

    looked = activities(thidua, tracking, path, FIRST, "--dry-run")
    sent = activities(thidua, tracking, path, FIRST)
    again = activities(thidua, tracking, path, FIRST)

    told = (
        f"{path}: 1 rows sent the last time are in the file no more (activity.recorded HD-2); what is recorded stands."
    )
    assert first.err == again.err == ""
    assert looked.err.startswith(told)
    assert sent.err.startswith(told)
    assert (sent.code, corrections(tracking)) == (0, [])


def activities(thidua: Thidua, tracking: RunningTracking, path: Path, *rows_and_options: str) -> Ran:
    rows = [one for one in rows_and_options if ";" in one]
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    options = [one for one in rows_and_options if ";" not in one]
    return send(thidua, tracking, path, "--type", "activity.recorded", *options)


def corrections(tracking: RunningTracking) -> list[Fact]:
    facts = [fact for commit in tracking.commits("hoa-binh-450") for fact in commit.facts()]
    return [fact for fact in facts if isinstance(fact.data, ActivityCorrected | ReportCorrected)]
