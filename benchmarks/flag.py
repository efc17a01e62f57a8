"""From a unit's POST to the candidate's being visible, at a steady 200 events a second, from a process of its own.

Each event names somebody for the first time, which makes a candidate of that person; whoever sent it then asks for the
candidate as the contract says: `?after=` the position that was answered.
"""

import asyncio
import time
from typing import Final

import msgspec
import uvloop

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, REGULARS, activity, person_id
from benchmarks.client import Connections, connections, get, post
from benchmarks.load import STRUCTURED
from benchmarks.table import percentile

EVENTS_PER_S: Final = 200


class Flags(msgspec.Struct, frozen=True):
    """So many events, and who sends them and who asks."""

    port: int
    unit: str
    reader: str
    run: str
    events: int
    first: int


class _Told(msgspec.Struct):
    position: int


class _Candidates(msgspec.Struct):
    candidates: list[dict[str, object]]


def measure(job: Flags) -> dict[str, float]:
    """`flag_p50_ms` and `flag_p99_ms`. Raises PieceFailed."""
    return apart("benchmarks.flag", job)


async def _one(job: Flags, opened: Connections, number: int) -> float:
    person = person_id(REGULARS + number)
    event = post("/tracking/events", activity(job.run, number, person=person), bearer=job.unit, content_type=STRUCTURED)
    begun = time.perf_counter()
    status, body = await opened.exchange(event)
    if status != 201:
        raise RuntimeError(f"Not recorded: {status} {body.decode()}")
    position = msgspec.json.decode(body, type=_Told).position
    path = f"/awards/campaigns/{CAMPAIGN}/candidates?subject={person}&after={position}"
    status, body = await opened.exchange(get(path, bearer=job.reader))
    took = time.perf_counter() - begun
    if status != 200 or not msgspec.json.decode(body, type=_Candidates).candidates:
        raise RuntimeError(f"No candidate: {status} {body.decode()}")
    return took


async def _run(job: Flags) -> dict[str, float]:
    async with connections(job.port) as opened:
        await _one(job, opened, job.first)  # what every first answer costs is not what is asked
        begun = time.perf_counter()
        asked = []
        for place in range(job.events - 1):
            await asyncio.sleep(max(0.0, begun + place / EVENTS_PER_S - time.perf_counter()))
            asked.append(asyncio.create_task(_one(job, opened, job.first + 1 + place)))
        took = await asyncio.gather(*asked)
    return {"flag_p50_ms": percentile(took, 50) * 1_000, "flag_p99_ms": percentile(took, 99) * 1_000}


if __name__ == "__main__":
    answer(Flags, lambda job: uvloop.run(_run(job)))
