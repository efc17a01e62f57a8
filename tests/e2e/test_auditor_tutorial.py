"""The auditor's tutorial, each command run as it is printed: by the operators on the demo, then with the file alone."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.e2e.running_demo import COMMAND_SECONDS, THIDUA, Demo

pytestmark = pytest.mark.slow

PAGE: Final = Path(__file__).parents[2] / "docs" / "tutorial-auditor.md"
WITHIN_SECONDS: Final = 120.0


def printed() -> list[str]:
    """The page's commands, one text for each block."""
    return re.findall(r"```sh\n(.*?)\n```", PAGE.read_text(), re.DOTALL)


@contextmanager
def witnessed(demo: Demo, command: str, folder: Path) -> Iterator[str]:
    """The witness of the page, until the demo's newest checkpoint bears its signature; gives its public key."""
    command = command.replace("uv run thidua", f"exec {THIDUA}") + f" --port {demo.witness_port}"
    (folder / "var").symlink_to(demo.data)
    process = subprocess.Popen(["bash", "-c", command], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        key = process.stdout.readline().removeprefix("key ").strip()
        deadline = time.monotonic() + WITHIN_SECONDS
        while f"— {key.partition('+')[0]} " not in httpx.get(f"{demo.url}/audit/checkpoint", timeout=120).text:
            assert time.monotonic() < deadline, "the checkpoint was not cosigned"
        yield key
    finally:
        process.terminate()
        process.communicate(timeout=WITHIN_SECONDS)


def test_an_auditor_with_a_file_and_two_keys_gets_four_answers(demo: Demo, tmp_path: Path) -> None:
    start, witness, export, *audit = printed()
    assert start == "THIDUA_WITNESS_URL=http://127.0.0.1:4600 uv run thidua demo --speed 0"
    log_key = (demo.data / "audit" / "keys" / "public.txt").read_text().splitlines()[0]
    with witnessed(demo, witness, tmp_path) as witness_key:
        run(export.replace("uv run ", ""), tmp_path)
    (tmp_path / "var").unlink()

    verified, weighed, replayed, candidate, household, proven = (
        run(command, tmp_path, LOG_KEY=log_key, WITNESS_KEY=witness_key) for command in audit
    )

    name = witness_key.partition("+")[0]
    assert re.search(rf"signed by.*{re.escape(name)}", verified)
    assert "all are what rules and facts said then" in weighed
    assert "hoa-binh-450\ttotals.houses.completed\t2762" in replayed
    assert "AGENCY_COMMENDATION" in candidate
    assert "evidence: " in candidate
    assert "house.handed_over" in household
    assert "leaf " in proven
    assert (tmp_path / "fact.json").read_bytes().count(b"HD-hctc-0002") >= 1
    assert (tmp_path / "fact.tlog-proof").read_text().count(f"— {name} ") == 1


def run(command: str, folder: Path, **keys: str) -> str:
    """What a block prints on both streams; its commands are looked up beside this Python, away from any server."""
    path = f"{Path(THIDUA).parent}:{os.environ['PATH']}"
    nowhere = {"THIDUA_DATA": str(folder / "none"), "THIDUA_URL": "http://127.0.0.1:9"}
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=folder,
        env={**os.environ, **nowhere, **keys, "PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_SECONDS,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout + done.stderr
