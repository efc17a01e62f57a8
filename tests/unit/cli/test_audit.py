"""What `thidua audit replay` and `thidua rebuild` refuse before they touch a log."""

from pathlib import Path

import pytest

from tests.unit.cli.commanding import Thidua


@pytest.mark.parametrize("until", ["yesterday", "2025-05-14", "-1"])
def test_until_is_a_position_or_a_time(thidua: Thidua, tmp_path: Path, until: str) -> None:
    ran = thidua("audit", "replay", f"--until={until}", "--data", tmp_path)

    assert ran.code == 1
    assert ran.err.startswith("--until is a position or an RFC 3339 time")


def test_only_services_are_rebuilt(thidua: Thidua, tmp_path: Path) -> None:
    ran = thidua("rebuild", "nonsense", "--data", tmp_path)

    assert ran.code == 1
    assert "tracking, awards, notify" in ran.err
