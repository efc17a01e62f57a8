"""Under which headings facts stand: the same in every process, whatever the seed of its hashes."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
TELL: Final = """
from pathlib import Path
from services.audit.domain.indexing import headings_of
from shared.core.envelope import decode_fact
for path in sorted(Path("tests/golden").glob("*.v1.json")):
    print(*headings_of(decode_fact(path.read_bytes())), sep="\\n")
"""


def headings(seed: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.splitlines()


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_they_come_in_one_order_since_they_are_numbered_as_they_come(seed: str) -> None:
    first = headings("0")

    again = headings(seed)

    assert len(first) > 200
    assert again == first
