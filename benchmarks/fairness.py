"""How long one unit's reports take while another floods the door, from a process of its own.

The flood sends as many events a request as a door takes, more at once than may wait, and again when told to (429).
"""

import asyncio
import time
from collections.abc import Iterator
from typing import Final

import msgspec
import uvloop

from benchmarks.apart import answer, apart
from benchmarks.campaign import NEIGHBOUR, activity, batches
from benchmarks.client import Connection, Connections, connections, post
from benchmarks.load import BATCH, STRUCTURED
from benchmarks.table import percentile

PATH: Final = "/tracking/events"
CALLERS: Final = 24
SIZE: Final = 1_000
REPORTS_PER_S: Final = 50
TOO_MANY: Final = 429
RETRY_AFTER_SECONDS: Final = 1.0  # as that answer says


class Flood(msgspec.Struct, frozen=True):
    """So many events of one unit, and who reports meanwhile."""

    port: int
    unit: str
    neighbour: str
    run: str
    events: int


def measure(job: Flood) -> dict[str, float]:
    """`fairness_p99_ms`. Raises PieceFailed."""
    return apart("benchmarks.fairness", job)


async def _flooding(port: int, requests: Iterator[bytes]) -> None:
    connection = await Connection.connect(port)
    for request in requests:
        told = await connection.exchange(request)
        while told.status == TOO_MANY:
            await asyncio.sleep(RETRY_AFTER_SECONDS)
            told = await connection.exchange(request)
        if told.status != 200 or told.body.count(b'"recorded"') != SIZE:
            raise RuntimeError(f"Not recorded: {told.status} {told.body[:500].decode()}")
    connection.close()


async def _report(job: Flood, opened: Connections, number: int) -> float:
    """How long one report of the neighbour's took."""
    body = activity(f"{job.run}-beside", number, unit=NEIGHBOUR)
    request = post(PATH, body, bearer=job.neighbour, content_type=STRUCTURED)
    begun = time.perf_counter()
    told = await opened.exchange(request)
    if told.status != 201:
        raise RuntimeError(f"Not recorded: {told.status} {told.body.decode()}")
    return time.perf_counter() - begun


async def _run(job: Flood) -> dict[str, float]:
    bodies = batches(job.run, job.events, size=SIZE)
    requests = iter([post(PATH, body, bearer=job.unit, content_type=BATCH) for body in bodies])
    async with connections(job.port) as opened:
        flood = asyncio.gather(*(_flooding(job.port, requests) for _ in range(CALLERS)))
        begun, reports = time.perf_counter(), [asyncio.create_task(_report(job, opened, 0))]
        while not flood.done():
            await asyncio.sleep(max(0.0, begun + len(reports) / REPORTS_PER_S - time.perf_counter()))
            reports.append(asyncio.create_task(_report(job, opened, len(reports))))
        took = await asyncio.gather(*reports)
    await flood
    return {"fairness_p99_ms": percentile(took, 99) * 1_000}


if __name__ == "__main__":
    answer(Flood, lambda job: uvloop.run(_run(job)))
