"""The same file of 5,000 rows sent by two officers at once, and again later: 5,000 facts in all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.cli.edits import Edits
from deploy.cli.files import open_sheet
from deploy.cli.options import Common, Where
from deploy.cli.remote import Remote
from deploy.cli.sending import Tally, send_file
from deploy.cli.sent_so_far import SentSoFar
from shared.sheets.statements import Speech
from tests.integration.door.conftest import NewTracking, launched, new_tracking
from tests.integration.door.running_tracking import RunningTracking

__all__ = ["new_tracking"]

ROWS = 5_000
HEADER = "Mã hoạt động;Mã đơn vị;Điều khoản;Loại hoạt động;Tên hoạt động;Số lượng;Đơn vị tính;Ngày thực hiện;Thời điểm"


@pytest.mark.slow
def test_case_17_a_file_sent_by_two_officers_at_once_and_again_later_is_recorded_once(
    new_tracking: NewTracking, tmp_path: Path
) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    rows = [f"HD-{n};hctc;III.1.b4;Kiểm tra;Xã số {n};1.234,5;cuộc;01/03/2025;01/03/2025 8:00" for n in range(ROWS)]
    officers = [officer(tmp_path, name, rows) for name in ("lan", "minh")]

    with ThreadPoolExecutor() as both:
        lan, minh = both.map(lambda path: sent(path, tracking, campaign), officers)
    later = sent(officers[0], tracking, campaign)

    recorded = sum(len(commit.facts()) for commit in tracking.commits(campaign)) - 2  # without the launch
    assert recorded == lan.recorded + minh.recorded == ROWS
    assert (lan.rejected, minh.rejected, later.recorded, later.rejected) == (0, 0, 0, 0)
    assert lan.duplicate + minh.duplicate == later.duplicate == ROWS


def officer(folder: Path, name: str, rows: list[str]) -> Path:
    """A copy of the file in a folder of one's own."""
    path = folder / name / "hoạt động.csv"
    path.parent.mkdir()
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8-sig")
    return path


def sent(path: Path, tracking: RunningTracking, campaign: str) -> Tally:
    where = Where(Path(), tracking.url, tracking.token("unit", "hctc"), Common())
    edits = Edits(Remote(where))
    try:
        speech, so_far = Speech("activity.recorded", lambda: campaign, ""), SentSoFar.of(path, ())
        return send_file(path, open_sheet(path), speech, edits=edits, so_far=so_far)[0]
    finally:
        edits.remote.close()
