"""The page that tells a unit how to report over NATS does what it says, as printed."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Final

import msgspec

from tests.integration.door.running_tracking import RunningTracking

PAGE: Final = Path(__file__).parents[3] / "docs" / "how-to" / "report-over-nats.md"


def printed(language: str) -> str:
    """The page's example in this language."""
    found = re.search(rf"^   ```{language}\n(.*?)^   ```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    return dedent(found[1])


def test_the_example_records_what_it_prints(tracking: RunningTracking, campaign: str, tmp_path: Path) -> None:
    said = msgspec.json.decode(printed("json"))
    (tmp_path / "event.json").write_bytes(msgspec.json.encode({**said, "campaign": campaign}))
    (tmp_path / "report.py").write_text(printed("python"), encoding="utf-8")
    told = {"NATS_URL": tracking.nats.url, "THIDUA_TOKEN": tracking.token("unit", "hctc")}

    answers = [
        subprocess.run(
            [sys.executable, "report.py"],
            cwd=tmp_path,
            env={**os.environ, **told},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for _ in range(2)
    ]

    (fact,) = tracking.commits(campaign)[-1].facts()
    assert fact.id == said["id"]
    assert ["'recorded'" in answers[0], "'duplicate'" in answers[1]] == [True, True]
