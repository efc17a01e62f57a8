"""A power cut: what nats-server wrote and did not fsync is gone. Every commit that was acknowledged is there.

strace notes what was written and what was fsynced; then each file is cut to what had reached the disk.
"""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from deploy.nats import accounts, server
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.core.errors import LogUnavailable
from tests.waiting import a_moment, wait_until

WRITERS, ENOUGH = 4, 40
CALL: Final = re.compile(r"^(\d+\.\d+) (\w+)\(\d+<([^>]*)>(?:, .*, (\d+))?\) += (\d+) <(\d+\.\d+)>$")


class Call(NamedTuple):
    """A write to a file that ended before `at`, up to byte `end`; or an fsync (`end` is -1) that began at `at`."""

    at: float
    path: str
    end: int


@contextmanager
def traced(nats: NatsServer, folder: Path) -> Iterator[None]:
    """What the server writes and fsyncs is noted, by each of its threads in a file of its own."""
    assert nats.process is not None
    folder.mkdir()
    how = ["-ff", "-y", "-s", "0", "-ttt", "-T", "-e", "trace=pwrite64,fsync,fdatasync"]
    tracer = subprocess.Popen(
        ["strace", *how, "-o", str(folder / "said"), "-p", str(nats.process.pid)], stderr=subprocess.PIPE
    )
    tasks = Path(f"/proc/{nats.process.pid}/task")
    wait_until(lambda: tracer.poll() is not None or _are_traced(tasks))
    assert tracer.stderr is not None
    if tracer.poll() is not None:
        pytest.skip(f"strace may not attach here: {tracer.stderr.read().decode().strip()}")
    try:
        yield
    finally:
        tracer.wait()  # ends with the server
        tracer.stderr.close()


def _are_traced(tasks: Path) -> bool:
    return all("TracerPid:\t0\n" not in task.read_text() for task in tasks.glob("*/status"))


def calls(folder: Path) -> list[Call]:
    """All that was noted, in the order of time."""
    found: list[Call] = []
    for line in (line for file in folder.iterdir() for line in file.read_text().splitlines()):
        if (call := CALL.match(line)) is not None:
            began, name, path, offset, result, took = call.groups()
            is_write = name == "pwrite64"
            at = float(began) + (float(took) if is_write else 0.0)
            found.append(Call(at, path, int(offset) + int(result) if is_write else -1))
    return sorted(found)


def cut_power(store: Path, noted: list[Call]) -> int:
    """Take from each file what had not reached the disk; how many bytes of messages that is."""
    lost = 0
    for path in store.rglob("streams/LOG/msgs/*.blk"):
        mine = [call for call in noted if call.path == str(path)]
        fsynced = max((call.at for call in mine if call.end < 0), default=0.0)
        size = max((call.end for call in mine if call.end >= 0 and call.at < fsynced), default=0)
        lost += path.stat().st_size - size
        os.truncate(path, size)
    for index in store.rglob("index.db"):
        index.unlink()  # the server makes it anew
    return lost


async def written_until_the_cut(nats: NatsServer) -> dict[int, str]:
    """The ids of commits by the number that was acknowledged; the server dies while more are under way."""
    log = await JetStreamLog.connect(nats.url, user="tracking", seed=nats.seeds["tracking"])
    acknowledged: dict[int, str] = {}

    async def write(campaign: str) -> None:
        last, nth = 0, 0
        with suppress(LogUnavailable):
            while True:
                nth += 1
                commit_id = f"{campaign}-{nth}"
                last = await log.commit(
                    b"x" * 700, campaign=campaign, owner="tracking", expect=last, commit_id=commit_id
                )
                acknowledged[last] = commit_id

    writing = [asyncio.create_task(write(f"campaign-{n}")) for n in range(WRITERS)]
    while len(acknowledged) < ENOUGH:
        assert not any(task.done() for task in writing), "the server answers too slowly under strace"
        await a_moment()
    nats.kill()
    await asyncio.gather(*writing)
    await log.close()
    return acknowledged


async def read_back(nats: NatsServer) -> dict[int, str]:
    log = await JetStreamLog.connect(nats.url, user="audit", seed=nats.seeds["audit"])
    found = {commit.number: commit.id async for commits in log.read() for commit in commits}
    await log.close()
    return found


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: Debian's package of that name")
@pytest.mark.parametrize("interval", ["always", "2m"])
def test_what_was_acknowledged_is_there_after_a_power_cut(
    interval: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def config(**given: object) -> str:
        return accounts.server_config(**given).replace("always", interval)  # type: ignore[arg-type]

    monkeypatch.setattr(server, "server_config", config)
    nats = NatsServer(tmp_path)
    nats.start()
    asyncio.run(provision(nats.url, seed=nats.seeds["provision"]))
    try:
        with traced(nats, tmp_path / "strace"):
            acknowledged = asyncio.run(written_until_the_cut(nats))
        lost = cut_power(nats.store, calls(tmp_path / "strace"))
        nats.start()
        found = asyncio.run(read_back(nats))
    finally:
        nats.stop()

    kept = {number: commit_id for number, commit_id in acknowledged.items() if found.get(number) == commit_id}
    if interval == "always":
        assert kept == acknowledged
    else:  # a server that does not fsync each commit loses some here: else nothing was cut
        assert lost > 0
        assert len(kept) < len(acknowledged)
