"""Units that report as fast as they are answered, over HTTP, from a process of their own."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final

import msgspec
import uvloop

from benchmarks.apart import answer, apart
from benchmarks.campaign import activity, batches
from benchmarks.client import Connection, post
from benchmarks.table import percentile

STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"


class Load(msgspec.Struct, frozen=True):
    """So many events from so many callers, in batches of `size` (1: single events); every one is to be recorded."""

    port: int
    bearer: str
    run: str
    callers: int
    events: int
    size: int = 1
    path: str = "/tracking/events"


def put_on(load: Load) -> dict[str, float]:
    """Events a second, and how long a request took, in milliseconds. Raises PieceFailed."""
    return apart("benchmarks.load", load)


def _requests(load: Load) -> Iterator[bytes]:
    if load.size == 1:
        bodies: Iterator[bytes] = (activity(load.run, number) for number in range(load.events))
    else:
        bodies = batches(load.run, load.events, size=load.size)
    kind = STRUCTURED if load.size == 1 else BATCH
    return (post(load.path, body, bearer=load.bearer, content_type=kind) for body in bodies)


async def _caller(connection: Connection, requests: Iterator[bytes], size: int, took: list[float]) -> None:
    for request in requests:
        begun = time.perf_counter()
        status, body = await connection.exchange(request)
        took.append(time.perf_counter() - begun)
        if status not in (200, 201) or body.count(b'"recorded"') != size:
            raise RuntimeError(f"Not recorded: {status} {body[:500].decode()}")


async def _run(load: Load) -> dict[str, float]:
    requests = iter(list(_requests(load)))  # made before the clock runs
    opened = [await Connection.connect(load.port) for _ in range(load.callers)]
    took: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_caller(connection, requests, load.size, took) for connection in opened))
    seconds = time.perf_counter() - begun
    for connection in opened:
        connection.close()
    return {
        "per_s": load.events / seconds,
        "p50_ms": percentile(took, 50) * 1_000,
        "p99_ms": percentile(took, 99) * 1_000,
        "cpu_s": time.process_time(),
    }


if __name__ == "__main__":
    answer(Load, lambda load: uvloop.run(_run(load)))
