"""`thidua up` as an operator meets it: started, stopped, killed, started again, refused with one line."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.nats.server import free_port
from tests.faults.installation import THIDUA, Running, installation
from tests.waiting import SLOWER, wait_until

STOP_SECONDS = 10.0
PARTS = ["nats-server", "tracking", "awards", "notify", "audit"]


@pytest.fixture(scope="module")
def staying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that none of those who share it stops: whatever of it dies comes back."""
    with installation(tmp_path_factory.mktemp("staying")) as running:
        yield running


def refused(*arguments: str) -> str:
    """The one line with which `thidua up` refuses to start."""
    ended = subprocess.run([THIDUA, "up", *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, ended.stderr
    return lines[0]


@pytest.mark.parametrize("to_group", [False, True], ids=["to up alone", "to its whole group"])
def test_a_signal_stops_everything_cleanly(to_group: bool, tmp_path: Path) -> None:  # noqa: FBT001
    with installation(tmp_path) as running:
        assert running.process is not None
        pids = running.children().values()
        began = time.monotonic()

        if to_group:
            os.killpg(running.process.pid, signal.SIGINT)
        else:
            running.process.send_signal(signal.SIGTERM)
        code = running.process.wait(120)

        assert code == 0
        assert time.monotonic() - began < SLOWER * STOP_SECONDS
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))


def test_children_stay_in_its_process_group(staying: Running) -> None:
    assert staying.process is not None

    groups = {os.getpgid(pid) for pid in staying.children().values()}

    assert groups == {staying.process.pid}


def test_a_killed_up_leaves_nothing_behind_and_a_new_one_starts_on_the_same_data(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        running.kill()

        running.start()

        assert httpx.get(f"{running.url}/readyz").status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_dies_is_started_again(part: str, staying: Running) -> None:
    before = staying.children()[part]

    os.kill(before, signal.SIGKILL)

    wait_until(lambda: staying.children().get(part, before) != before)
    wait_until(lambda: is_ready(staying))
    assert staying.children().keys() == set(PARTS)


def test_a_port_that_is_taken_is_refused_with_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        line = refused("--data", str(tmp_path), "--port", str(taken.getsockname()[1]))

    assert "--port" in line


def test_data_that_is_in_use_is_refused_with_one_line_that_says_what_to_do(staying: Running) -> None:
    line = refused("--data", str(staying.data), "--port", str(free_port()))

    assert "--data" in line


def test_data_that_cannot_be_used_is_refused_with_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("no folder")

    line = refused("--data", str(file))

    assert "--data" in line


def is_ready(running: Running) -> bool:
    """Whether every part answers."""
    try:
        return httpx.get(f"{running.url}/readyz", timeout=120).status_code == 200
    except httpx.HTTPError:
        return False
