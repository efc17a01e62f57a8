"""The disk under the log is full, or loses what it was told to keep: nothing is acknowledged that is not there.

NATS does not go on by itself after either (seen in 2.15.1): `up` starts it again once its disk takes writes (ADR-0044).
"""

import asyncio
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from shared.core.requests import BATCH
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.installation import Event, Running, batches, installation, post_until_answered
from tests.waiting import wait_until

UNIT, EACH = UNITS[0], 20
TROUBLES = {"the disk is full": "write,pwrite64:error=ENOSPC", "an fsync fails": "fsync,fdatasync:error=EIO"}


@contextmanager
def injected(running: Running, trouble: str, said: Path) -> Iterator[None]:
    """What the server does to the newest file of the log fails in this way meanwhile, and what `up` tries too."""
    blocks = (running.data / "nats" / "store").rglob("streams/LOG/msgs/*.blk")
    newest = max(blocks, key=lambda block: int(block.stem))
    assert running.process is not None
    paths = ["-P", str(newest), "-P", str(running.data / "nats" / "disk-probe")]
    pids = ["-p", str(running.children()["nats-server"]), "-p", str(running.process.pid)]
    command = ["strace", "-f", "-qq", "-o", str(said), "-e", f"inject={trouble}", *paths, *pids]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        wait_until(lambda: is_traced(running) or tracer.poll() is not None)
        if tracer.poll() is not None:
            assert tracer.stderr is not None
            pytest.skip(f"strace may not attach here: {tracer.stderr.read().decode().strip()}")
        yield
    finally:
        tracer.terminate()
        tracer.wait()
        if tracer.stderr is not None:
            tracer.stderr.close()


def is_traced(running: Running) -> bool:
    """Whether every thread of the server is."""
    tasks = Path(f"/proc/{running.children()['nats-server']}/task").glob("*/status")
    return all("TracerPid:\t0\n" not in task.read_text() for task in tasks)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: Debian's package of that name")
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=list(TROUBLES))
def test_what_is_not_on_disk_is_not_acknowledged_and_once_the_disk_is_well_it_goes_on(
    trouble: str, tmp_path: Path
) -> None:
    said = tmp_path / "strace"
    data = tmp_path / "data"
    data.mkdir()
    with installation(data) as running:
        before, during, after = asyncio.run(report(running, trouble, said))
        facts = asyncio.run(running.facts())

    found = Counter(fact.id for _, fact in facts if fact.subject.startswith("activity/"))
    assert "INJECTED" in said.read_text()
    assert during == 503
    assert {fact.id: position for position, fact in facts if fact.id in before | after} == before | after
    assert found == Counter([*before, *after])
    assert len(after) == EACH


async def report(running: Running, trouble: str, said: Path) -> tuple[dict[str, int], int, dict[str, int]]:
    """What was acknowledged before, what was answered meanwhile, and what was acknowledged once the disk is well."""
    numbered = batches((activity(UNIT, number) for number in range(2 * EACH)), EACH)
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearer = running.token("unit", UNIT)
        before = positions(await post_until_answered(client, bearer, next(numbered)))
        again = next(numbered)
        headers = {"authorization": f"Bearer {bearer}", "content-type": BATCH}
        with injected(running, trouble, said):
            answer = await client.post("/tracking/events", headers=headers, content=msgspec.json.encode(again))
        after = positions(await post_until_answered(client, bearer, again))
    return before, answer.status_code, after


def positions(results: list[Event]) -> dict[str, int]:
    return {one["id"]: one["position"] for one in results}
