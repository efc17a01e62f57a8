"""What the machine of the hour gives without us: bare commits through nats-py, and a bare web service."""

import asyncio
import itertools
import time
import uuid
from collections import deque
from typing import Final

import msgspec
import nats
import uvloop

from benchmarks.apart import answer, apart, beside
from benchmarks.campaign import CAMPAIGN, activity
from benchmarks.load import Load, put_on
from benchmarks.server import log_server
from deploy.nats.server import free_port
from shared.core.subjects import LOG_NAME, log_subject

CALLERS: Final = 64


class Commits(msgspec.Struct, frozen=True):
    """So many lines into the log of a server."""

    url: str
    seed: str
    lines: int


def raw_commits(lines: int) -> dict[str, float]:
    """`raw_commit_events_per_s`. Raises PieceFailed."""
    with log_server() as server:
        return apart("benchmarks.yardsticks", Commits(server.url, server.seeds["tracking"], lines))


def raw_http(requests: int) -> dict[str, float]:
    """`raw_http_per_s`. Raises PieceFailed."""
    port = free_port()
    with beside("benchmarks.bare", str(port), port=port):
        told = put_on(Load(port, "none", "bare", CALLERS, requests))
    return {"raw_http_per_s": told["per_s"]}


async def _run(job: Commits) -> dict[str, float]:
    client = await nats.connect(job.url, nkeys_seed_str=job.seed, inbox_prefix=b"_INBOX.tracking")
    log = client.jetstream()
    waiting: deque[tuple[bytes, asyncio.Future[None]]] = deque()
    woken = asyncio.Event()
    numbers = itertools.count()

    async def caller() -> None:
        loop = asyncio.get_running_loop()
        while (number := next(numbers)) < job.lines:
            told = loop.create_future()
            waiting.append((lines[number], told))
            woken.set()
            await told

    async def commit() -> None:
        last = 0
        while True:
            await woken.wait()
            woken.clear()
            taken = list(waiting)
            waiting.clear()
            headers = {"Nats-Msg-Id": uuid.uuid4().hex, "Nats-Expected-Last-Subject-Sequence": str(last)}
            payload = b"\n".join([line for line, _ in taken])
            last = (await log.publish(subject, payload, headers=headers, stream=LOG_NAME)).seq
            for _, told in taken:
                told.set_result(None)

    subject = log_subject(CAMPAIGN, "tracking")
    lines = [activity("raw", number) for number in range(job.lines)]
    committing = asyncio.create_task(commit())
    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    seconds = time.perf_counter() - begun
    committing.cancel()
    await asyncio.gather(committing, return_exceptions=True)
    await client.close()
    return {"raw_commit_events_per_s": job.lines / seconds}


if __name__ == "__main__":
    answer(Commits, lambda job: uvloop.run(_run(job)))
