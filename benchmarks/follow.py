"""How soon a follower is told again after its server was killed and came back."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Sequence

import uvloop

from benchmarks.campaign import CAMPAIGN, LAUNCH
from benchmarks.server import log_server
from benchmarks.statements import line, told
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.core.errors import LogUnavailable
from shared.core.log import Commit


def measure(times: int) -> list[dict[str, float]]:
    """`follow_again_s` of so many restarts: from the server's answering to the first commit delivered."""
    with log_server() as server:
        return uvloop.run(_restarts(server, times))


async def _restarts(server: NatsServer, times: int) -> list[dict[str, float]]:
    log = await JetStreamLog.connect(server.url, user="tracking", seed=server.seeds["tracking"])
    payload = b"\n".join(line(told(data)) for data in LAUNCH)
    last = await _commit(log, payload, expect=0)
    followed = log.follow(after=0)
    await _until(followed, last)
    found = []
    for _ in range(times):
        server.kill()
        server.start()
        begun = time.perf_counter()
        last = await _commit(log, payload, expect=last)
        await _until(followed, last)
        found.append({"follow_again_s": time.perf_counter() - begun})
    await followed.aclose()
    await log.close()
    return found


async def _commit(log: JetStreamLog, payload: bytes, *, expect: int) -> int:
    while True:
        try:
            return await log.commit(
                payload, campaign=CAMPAIGN, owner="tracking", expect=expect, commit_id=uuid.uuid4().hex
            )
        except LogUnavailable:
            await asyncio.sleep(0.01)


async def _until(followed: AsyncIterator[Sequence[Commit]], number: int) -> None:
    async for commits in followed:
        if commits[-1].number >= number:
            return
