"""A log that comes back with less than was followed, or with other, is refused with an alarm and never continued."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx
import pytest

from deploy.nats.server import NatsServer, free_port
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import (
    THIDUA,
    Running,
    batches,
    installation,
    post_until_answered,
    read_once_there,
    single,
)
from tests.waiting import wait_until

ALARM = "The log lost something that was recorded"
LONG = "x" * 500
FEW, MANY = 60, 14_000  # facts: in one block of the server's files, and in more than one


def cut_in_half(block: Path) -> None:
    block.write_bytes(block.read_bytes()[: block.stat().st_size // 2])


def flip_a_byte(block: Path) -> None:
    content = bytearray(block.read_bytes())
    content[len(content) // 2] ^= 1
    block.write_bytes(content)


def damage(data: Path, how: Callable[[Path], None]) -> None:
    """Damage the first block of a server that is down, and take its index away, as a crash does."""
    messages = next((data / "nats" / "store").rglob("streams/LOG/msgs"))
    how(min(messages.glob("*.blk"), key=lambda block: int(block.stem)))
    (messages / "index.db").unlink(missing_ok=True)


def lose_the_end(data: Path) -> None:
    damage(data, cut_in_half)


def lose_the_middle(data: Path) -> None:
    damage(data, flip_a_byte)


def lose_the_end_and_grow_again(data: Path) -> None:
    lose_the_end(data)
    asyncio.run(_grow_again(data))


async def _grow_again(data: Path) -> None:
    """As a service would that has seen nothing before."""
    server = NatsServer(data)
    server.start()
    log = await JetStreamLog.connect(server.url, user="tracking", seed=server.seeds["tracking"])
    for number in range(FEW):
        await log.commit(b"{}", campaign=f"other-{number}", owner="tracking", expect=0, commit_id=f"other-{number}")
    await log.close()
    server.stop()


async def _report(running: Running, facts: int) -> None:
    """Facts in the log, few each in a commit of its own, and in every read model."""
    at_once = 1 if facts == FEW else 1_000
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearer, position = running.token("unit", UNITS[0]), 0
        for batch in batches((activity(UNITS[0], number, title=LONG) for number in range(facts)), at_once):
            position = (await post_until_answered(client, bearer, batch))[-1]["position"]
        headers = {"authorization": f"Bearer {running.token('auditor')}"}
        for path in (f"/tracking/campaigns/{CAMPAIGN}", f"/awards/campaigns/{CAMPAIGN}/candidates", "/notify/inbox"):
            answer = await read_once_there(client, path, after=position, headers=headers)
            assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Makes folders of installations that recorded so many facts and were stopped; each number once."""

    @cache
    def folder(facts: int) -> Path:
        data = tmp_path_factory.mktemp("history")
        with installation(data) as running:
            asyncio.run(_report(running, facts))
            assert running.stop() == 0
        return data

    return folder


def copied(data: Path, to: Path) -> Path:
    """All that an installation keeps, without what only its processes had."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("run"))
    return to


def refusal(command: str, data: Path, *more: str) -> str:
    """The one line with which `thidua` refuses to go on."""
    ended = subprocess.run(
        [THIDUA, command, "--data", str(data), *more], capture_output=True, text=True, timeout=120, check=False
    )
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    assert (ended.returncode, len(lines)) == (1, 1), ended.stderr
    assert "ready" not in ended.stdout
    return lines[0]


LOSSES = pytest.mark.parametrize(
    ("facts", "lose"),
    [(FEW, lose_the_end), (FEW, lose_the_end_and_grow_again), (MANY, lose_the_middle)],
    ids=["shorter", "other", "hole"],
)


@LOSSES
def test_up_refuses_a_damaged_log_in_one_line_and_adds_nothing_to_it(
    history: Callable[[int], Path], facts: int, lose: Callable[[Path], None], tmp_path: Path
) -> None:
    data = copied(history(facts), tmp_path / "copy")
    lose(data)
    end = asyncio.run(_end_of_stopped(data))

    line = refusal("up", data, "--port", str(free_port()))

    assert ALARM in line
    assert "restore" in line
    assert asyncio.run(_end_of_stopped(data)) == end


def test_a_rebuild_does_not_make_a_damaged_log_good(history: Callable[[int], Path], tmp_path: Path) -> None:
    data = copied(history(FEW), tmp_path / "copy")
    lose_the_end(data)

    lines = [refusal("rebuild", data), refusal("up", data, "--port", str(free_port()))]

    assert all(ALARM in line for line in lines)


@pytest.mark.parametrize(("facts", "lose"), [(FEW, lose_the_end), (MANY, lose_the_middle)], ids=["shorter", "hole"])
def test_services_that_meet_a_damaged_log_say_so_and_add_nothing_to_it(
    facts: int, lose: Callable[[Path], None], tmp_path: Path
) -> None:
    with installation(tmp_path) as running:
        asyncio.run(_report(running, facts))
        with server_away(running):
            lose(tmp_path)
        wait_until(lambda: ALARM in (tmp_path / "up.log").read_text())
        end = asyncio.run(_end_of(running))

        while_running = [posted(running, 1_000_000 + number) for number in range(3)]
        pids = running.children()  # in the order of their start, and so before any of them was started again
        anew = [restarted_and_posted(running, part, pids[part]) for part in ("tracking", "awards", "notify")]
        parts = not_ready(running)
        left = asyncio.run(_end_of(running))

    assert [answer.status_code for answer in (*while_running, *anew)] == [503] * 6
    assert {"tracking.read_model", "awards.read_model", "notify.read_model"} <= parts
    assert left == end


@contextmanager
def server_away(running: Running) -> Iterator[None]:
    """The server is killed, and not started again before the end: its supervisor is held for so long."""
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGSTOP)
    server = running.children()["nats-server"]
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: Path(f"/proc/{server}/stat").read_text().split()[2] == "Z")
    yield
    os.kill(running.process.pid, signal.SIGCONT)


def posted(running: Running, number: int) -> httpx.Response:
    """A new event, and the first answer to it."""
    event = single(activity(UNITS[0], number))
    event["headers"]["authorization"] = f"Bearer {running.token('unit', UNITS[0])}"
    return httpx.post(f"{running.url}/tracking/events", timeout=120, **event)


def not_ready(running: Running) -> set[str]:
    """The parts that do not answer, once each of them was asked."""
    answer = httpx.get(f"{running.url}/readyz", timeout=120)
    assert answer.status_code == 503
    return {part for part, answers in answer.json()["parts"].items() if not answers}


def restarted_and_posted(running: Running, part: str, pid: int) -> httpx.Response:
    """A service that starts anew, and so has seen nothing itself, meets the same log."""
    before = alarms(running, part)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: alarms(running, part) > before)
    return posted(running, 2_000_000)


def alarms(running: Running, part: str) -> int:
    """How often a service said that the log lost something."""
    lines = (running.data / "up.log").read_text().splitlines()
    return sum(ALARM in line and f'"service":"{part}"' in line for line in lines)


async def _end_of(running: Running) -> tuple[int, int]:
    """Where the log of a running installation ends."""
    url = (running.data / "run" / "nats").read_text().strip()
    return await _end(url, (running.data / "keys" / "nats-audit.seed").read_text().strip())


async def _end_of_stopped(data: Path) -> tuple[int, int]:
    """Where the log of an installation ends that does not run."""
    server = NatsServer(data)
    server.start()
    try:
        return await _end(server.url, server.seeds["audit"])
    finally:
        server.stop()


async def _end(url: str, seed: str) -> tuple[int, int]:
    """The number of the newest commit and how many there are, as the server says."""
    connection = await NatsConnection.open(url, user="audit", seed=seed)
    try:
        state = (await connection.api("STREAM.INFO.LOG"))["state"]
        return state["last_seq"], state["messages"]
    finally:
        await connection.close()
