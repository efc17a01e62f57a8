"""A long log built anew: the read models of tracking and awards, and the memory of tracking's pen, in other processes.

The log is a real server's. It is filled without a door, as fast as it takes commits of 500 facts.
"""

import asyncio
import ctypes
import gc
import resource
import time
import uuid
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.apart import answer, apart
from benchmarks.append import tracking_pen
from benchmarks.campaign import CAMPAIGN, ESTABLISHED, REGULARS, people
from benchmarks.server import log_server
from benchmarks.statements import history, line, reported, told
from deploy.local.installation import Installation
from deploy.local.reading_log import READER, Address
from deploy.local.rebuilding import rebuild_all
from shared.adapters.jetstream import JetStreamLog
from shared.core.errors import LogUnavailable
from shared.core.events import REGISTRY
from shared.core.pen import Pen
from shared.core.values import CampaignId

COMMIT: Final = 500
REBUILT: Final = ("tracking", "awards")


class Rebuild(msgspec.Struct, frozen=True):
    """One of `fill`, `rebuild` and `write_state`, on a server whose log is to hold so many facts of the campaign."""

    piece: str
    url: str
    seed: str
    data: str
    facts: int


def measure(facts: int, *, runs: int) -> list[dict[str, float]]:
    """Of each run `rebuild_events_per_s`, `rebuild_peak_mb` and `write_state_bytes_per_fact`. Raises PieceFailed."""
    with log_server() as server:
        data = str(server.data)
        apart("benchmarks.rebuild", Rebuild("fill", server.url, server.seeds["tracking"], data, facts))
        reading = Rebuild("rebuild", server.url, server.seeds["audit"], data, facts)
        writing = Rebuild("write_state", server.url, server.seeds["tracking"], data, facts)
        return [{**apart("benchmarks.rebuild", reading), **apart("benchmarks.rebuild", writing)} for _ in range(runs)]


async def _fill(job: Rebuild) -> dict[str, float]:
    log = await JetStreamLog.connect(job.url, user="tracking", seed=job.seed)
    registry = [line(told(data)) for data in (*ESTABLISHED, *people(0, REGULARS))]
    await _commit(log, b"\n".join(registry), campaign=REGISTRY, expect=0)
    last = 0
    for payload in history(job.facts, size=COMMIT):
        last = await _commit(log, payload, campaign=CAMPAIGN, expect=last)
    await log.close()
    return {}


async def _commit(log: JetStreamLog, payload: bytes, *, campaign: CampaignId, expect: int) -> int:
    return await log.commit(payload, campaign=campaign, owner="tracking", expect=expect, commit_id=uuid.uuid4().hex)


async def _rebuild(job: Rebuild) -> dict[str, float]:
    begun = time.perf_counter()
    await rebuild_all(Address(job.url, READER, job.seed), Installation(Path(job.data)), REBUILT)
    seconds = time.perf_counter() - begun
    # Of its children the kernel remembers the largest alone: as if each had been as large.
    own, largest = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    peak_kb = own + len(REBUILT) * largest
    return {"rebuild_events_per_s": job.facts / seconds, "rebuild_peak_mb": peak_kb * 1_024 / 1e6}


async def _write_state(job: Rebuild) -> dict[str, float]:
    log = await JetStreamLog.connect(job.url, user="tracking", seed=job.seed)
    pen = tracking_pen(log)
    before = _resident_bytes()
    running = asyncio.create_task(pen.run())
    await _caught_up(pen)
    after = _resident_bytes()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await log.close()
    return {"write_state_bytes_per_fact": (after - before) / job.facts}


async def _caught_up(pen: Pen[Any]) -> None:
    """A pen answers once it has read its own commits; until then whoever waits is told now and then to come again."""
    while True:
        try:
            await pen.submit([reported("one-more", 0)])
        except LogUnavailable:
            continue
        return


def _resident_bytes() -> int:
    """What is resident now, once what is free was given back to the kernel (glibc)."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    pieces = {"fill": _fill, "rebuild": _rebuild, "write_state": _write_state}
    answer(Rebuild, lambda job: asyncio.run(pieces[job.piece](job)))
