"""The pen in process: 64 callers, one fact each at a time, decided by tracking and committed to a real server."""

import asyncio
import gc
import time
import uuid
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import uvloop

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, ESTABLISHED, LAUNCH, REGULARS, people
from benchmarks.server import log_server
from benchmarks.statements import RECORDED_AT, line, reported, told
from services.tracking.domain.decider import CampaignDecider
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.state import CampaignState
from shared.adapters.jetstream import JetStreamLog
from shared.core.decider import Command, Recorded, fact_of
from shared.core.journal import Journal
from shared.core.pen import Pen

CALLERS: Final = 64


class Append(msgspec.Struct, frozen=True):
    """So many facts into the log of a server."""

    url: str
    seed: str
    facts: int


def measure(facts: int) -> dict[str, float]:
    """`append_events_per_s`. Raises PieceFailed."""
    with log_server() as server:
        return apart("benchmarks.append", Append(server.url, server.seeds["tracking"], facts))


def tracking_pen(log: JetStreamLog) -> Pen[CampaignState]:
    """The pen that tracking has for the campaign, with the registry known."""
    view = RegistryView()
    for place, data in enumerate((*ESTABLISHED, *people(0, REGULARS))):
        view.take(fact_of(told(data), recorded_at=RECORDED_AT, registry_at=0), 1_000 + place)
    return Pen(
        log,
        CampaignState(Journal(), view),
        campaign=CAMPAIGN,
        owner="tracking",
        decider=CampaignDecider(),
        new_commit_id=lambda: uuid.uuid4().hex,
    )


async def _caller(pen: Pen[Any], commands: Sequence[Command]) -> None:
    for command in commands:
        (outcome,) = await pen.submit((command,))
        if not isinstance(outcome, Recorded):
            raise TypeError(f"Not recorded: {outcome}")


async def _run(job: Append) -> dict[str, float]:
    log = await JetStreamLog.connect(job.url, user="tracking", seed=job.seed)
    await log.commit(
        b"\n".join(line(told(data)) for data in LAUNCH),
        campaign=CAMPAIGN,
        owner="tracking",
        expect=0,
        commit_id=uuid.uuid4().hex,
    )
    pen = tracking_pen(log)
    commands = [reported("a", number) for number in range(job.facts)]
    gc.collect()
    gc.freeze()  # as a service does once it is started
    running = asyncio.create_task(pen.run())
    begun = time.perf_counter()
    await asyncio.gather(*(_caller(pen, commands[place::CALLERS]) for place in range(CALLERS)))
    seconds = time.perf_counter() - begun
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await log.close()
    return {"append_events_per_s": job.facts / seconds}


if __name__ == "__main__":
    answer(Append, lambda job: uvloop.run(_run(job)))
