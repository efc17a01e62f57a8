"""A log that comes back with less than was followed, or with other, is refused with an alarm and never continued."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from deploy.nats.server import NatsServer, free_port
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import THIDUA, Running, batches, installation, post_until_answered, single, wait_until

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


async def _report(running: Running, facts: int, *, at_once: int) -> None:
    """Facts in the log, and in every read model."""
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearer, position = running.token("unit", UNITS[0]), 0
        for batch in batches((activity(UNITS[0], number, title=LONG) for number in range(facts)), at_once):
            position = (await post_until_answered(client, bearer, batch))[-1]["position"]
        headers = {"authorization": f"Bearer {running.token('auditor')}"}
        for path in (f"/tracking/campaigns/{CAMPAIGN}", f"/awards/campaigns/{CAMPAIGN}/candidates", "/notify/inbox"):
            answer = await client.get(path, params={"after": position}, headers=headers)
            assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module", params=[FEW, MANY], ids=["short log", "long log"])
def stopped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with a history, after it was stopped."""
    data = tmp_path_factory.mktemp("history")
    facts: int = request.param
    with installation(data) as running:
        asyncio.run(_report(running, facts, at_once=1 if facts == FEW else 1_000))
        assert running.stop() == 0
    return data


def refusal(data: Path) -> str:
    """The one line with which `thidua up` refuses to start."""
    command = [THIDUA, "up", "--data", str(data), "--port", str(free_port())]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in ended.stderr.splitlines() if line.strip()]
    assert (ended.returncode, len(lines)) == (1, 1), ended.stderr
    assert "ready" not in ended.stdout
    return lines[0]


@pytest.mark.parametrize("lose", [lose_the_end, lose_the_middle, lose_the_end_and_grow_again])
def test_up_refuses_a_damaged_log_in_one_line_and_adds_nothing_to_it(
    stopped: Path, lose: Callable[[Path], None], tmp_path: Path
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(stopped, data, ignore=shutil.ignore_patterns("run"))
    lose(data)

    first = refusal(data)
    again = refusal(data)

    assert ALARM in first
    assert "restore" in first
    assert again == first  # it names where the log ends


def test_a_rebuild_does_not_make_a_damaged_log_good(stopped: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(stopped, data, ignore=shutil.ignore_patterns("run"))
    lose_the_end(data)

    command = [THIDUA, "rebuild", "--data", str(data)]
    rebuilt = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert rebuilt.returncode == 1
    assert ALARM in rebuilt.stderr
    assert ALARM in refusal(data)


@pytest.mark.parametrize("lose", [lose_the_end, lose_the_middle])
@pytest.mark.parametrize("facts", [FEW, MANY], ids=["short log", "long log"])
def test_services_that_meet_a_damaged_log_say_so_and_add_nothing_to_it(
    lose: Callable[[Path], None], facts: int, tmp_path: Path
) -> None:
    with installation(tmp_path) as running:
        asyncio.run(_report(running, facts, at_once=1 if facts == FEW else 1_000))
        with server_away(running):
            lose(tmp_path)
        wait_until(lambda: ALARM in (tmp_path / "up.log").read_text(), seconds=30)
        end = asyncio.run(_end(running))

        while_running = [posted(running, 1_000_000 + number) for number in range(3)]
        parts = not_ready(running)
        anew = [restarted_and_posted(running, part) for part in ("tracking", "awards", "notify")]
        left = asyncio.run(_end(running))

    assert [answer.status_code for answer in (*while_running, *anew)] == [503] * 6
    assert {part for part in parts if part.endswith(".read_model")} == {
        "tracking.read_model",
        "awards.read_model",
        "notify.read_model",
    }
    assert left == end


@contextmanager
def server_away(running: Running) -> Iterator[None]:
    """The server is killed, and not started again before the end: its supervisor is held for so long."""
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGSTOP)
    server = running.children()["nats-server"]
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: Path(f"/proc/{server}/stat").read_text().split()[2] == "Z", seconds=10)
    yield
    os.kill(running.process.pid, signal.SIGCONT)


def posted(running: Running, number: int) -> httpx.Response:
    """A new event, and the first answer to it."""
    event = single(activity(UNITS[0], number))
    event["headers"]["authorization"] = f"Bearer {running.token('unit', UNITS[0])}"
    return httpx.post(f"{running.url}/tracking/events", timeout=30, **event)


def not_ready(running: Running) -> set[str]:
    """The parts that do not answer, once each of them was asked."""
    answer = httpx.get(f"{running.url}/readyz", timeout=30)
    assert answer.status_code == 503
    return {part for part, answers in answer.json()["parts"].items() if not answers}


def restarted_and_posted(running: Running, part: str) -> httpx.Response:
    """A service that starts anew, and so has seen nothing itself, meets the same log."""
    alarms = (running.data / "up.log").read_text().count(ALARM)
    os.kill(running.children()[part], signal.SIGKILL)
    wait_until(lambda: (running.data / "up.log").read_text().count(ALARM) > alarms, seconds=30)
    return posted(running, 2_000_000)


async def _end(running: Running) -> tuple[int, int]:
    """The number of the newest commit and how many there are, as the server says."""
    url = (running.data / "run" / "nats").read_text().strip()
    seed = (running.data / "keys" / "nats-audit.seed").read_text().strip()
    connection = await NatsConnection.open(url, user="audit", seed=seed)
    try:
        state = (await connection.api("STREAM.INFO.LOG"))["state"]
        return state["last_seq"], state["messages"]
    finally:
        await connection.close()
