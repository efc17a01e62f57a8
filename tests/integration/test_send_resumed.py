"""`thidua send` of a large file that is killed with no warning, and goes on after the last row that was settled."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from deploy.cli.sent_so_far import Reached, SentSoFar
from tests.integration.door.conftest import campaign, tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.test_send import kept, send
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.waiting import wait_until

__all__ = ["campaign", "thidua", "tracking"]

ROWS = 8_000
HEADER = ["activity_id", "unit_id", "clause", "kind", "title", "quantity", "measure", "occurred_on", "time"]


def test_a_killed_run_goes_on_and_counts_on(
    thidua: Thidua, tracking: RunningTracking, campaign: str, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.csv")
    options = ("--type", "activity.recorded", "--campaign", campaign)
    where = ("--url", tracking.url, "--token", tracking.token("unit", "hctc"))
    command = [
        sys.executable,
        "-c",
        "from deploy.cli import main; main()",
        "--data",
        "no-such-folder",
        "send",
        str(path),
    ]
    sending = subprocess.Popen([*command, *options, *where], env=os.environ | {"PYTHONPATH": str(Path.cwd())})
    wait_until(lambda: row(path) >= 1_000)
    sending.send_signal(signal.SIGKILL)
    sending.wait()
    broke_at = row(path)

    resumed = send(thidua, tracking, path, *options)
    again = send(thidua, tracking, path, *options)

    _, recorded, duplicate, rejected = resumed.rows[0]
    assert f"it goes on after row {broke_at}" in resumed.err
    assert int(recorded) + int(duplicate) + int(rejected) == ROWS
    assert int(duplicate) <= 1_000  # the batch that was under way
    assert int(rejected) == ROWS // 100
    assert len({one["activity_id"] for one in kept(path)}) == len(kept(path)) == ROWS // 100
    assert again.rows[0][1:] == ["0", str(ROWS - ROWS // 100), str(ROWS // 100)]
    assert "goes on" not in again.err
    assert sum(fact.source.startswith("/units/") for one in tracking.commits(campaign) for fact in one.facts()) == (
        ROWS - ROWS // 100
    )


def test_another_content_or_another_way_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    SentSoFar.of(path, ("url", "campaign")).remember(Reached(1_000, 900))

    same, other = SentSoFar.of(path, ("url", "campaign")).reached(), SentSoFar.of(path, ("url", "other")).reached()
    path.write_text("a\n2\n", encoding="utf-8")
    edited = SentSoFar.of(path, ("url", "campaign")).reached()
    path.with_name("a.csv.sending").write_bytes(b"{half")
    broken = SentSoFar.of(path, ("url", "campaign")).reached()

    assert same == Reached(1_000, 900)
    assert other == edited == broken == Reached()


def row(path: Path) -> int:
    """The last row that a run of this file is known to have settled."""
    file = path.with_name(f"{path.name}.sending")
    return int(msgspec.json.decode(file.read_bytes())["reached"]["row"]) if file.exists() else 0


def written(path: Path) -> Path:
    """A file of activities, every hundredth of a kind that nobody knows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(HEADER)
        for number in range(ROWS):
            kind = "dancing" if number % 100 == 7 else "inspection_conducted"
            day = "2025-03-01"
            csv.writer(file).writerow([f"HD-{number}", "hctc", "III.1.b4", kind, "Kiểm tra", "1", "cuộc", day, day])
    return path
