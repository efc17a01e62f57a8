"""A new rule set for a campaign of many people: how long until all are weighed by it, and how the door fares meanwhile.

An installation has the built-in campaign as it was until the law changed: to the last day of the first rule set. All
have reported. Then the campaign is prolonged and the second rule set published, while a unit goes on reporting; until
`?after=` its position is answered: every flag is then made and shown.
"""

import asyncio
import time
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec
import uvloop
from msgspec.structs import replace

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, UNIT, activity, event, person_id
from benchmarks.client import Connections, connections, get, post
from benchmarks.installation import installation
from benchmarks.load import STRUCTURED
from benchmarks.table import percentile
from benchmarks.weighing import built_in
from shared.core.events import CampaignAmended, Data

EVENTS: Final = "/tracking/events"
ASKED_FOR: Final = 10_000  # subjects
EVENTS_PER_S: Final = 20
BATCH: Final = 500


class Publish(msgspec.Struct, frozen=True):
    """Publish the second rule set: who does, who reports meanwhile, and who asks."""

    port: int
    admin: str
    unit: str
    reader: str


class _Told(msgspec.Struct):
    position: int


def measure(subjects: int) -> dict[str, float]:
    """`reweigh_s` for 10,000 subjects by the rate at so many, and `reweigh_door_p99_ms`.

    Raises PieceFailed, DidNotStart.
    """
    launched, first, _ = built_in()
    with installation() as running:
        running.launch([replace(launched, ends_on=first.in_force.to), first], people=subjects)
        unit, reader = running.token("unit", unit_id=UNIT), running.token("auditor")
        reported = iter(_reported(subjects))
        while some := list(islice(reported, BATCH)):
            running.post(unit, b"[" + b",".join(some) + b"]", events=len(some))
        asked = Publish(running.port, running.token("admin"), unit, reader)
        found = apart("benchmarks.reweighing", asked)
    return found | {"reweigh_s": found["reweigh_s"] * ASKED_FOR / subjects}


def _reported(subjects: int) -> Iterator[bytes]:
    """One activity of each, in July or August, when the second rule set is in force."""
    for number in range(subjects):
        yield activity("again", number // 56 * 224 + 168 + number % 56, person=person_id(number))


async def _publish(job: Publish) -> dict[str, float]:
    launched, _, second = built_in()
    prolonged = CampaignAmended(**msgspec.structs.asdict(launched))
    async with connections(job.port) as opened:
        published = asyncio.Event()
        door = asyncio.create_task(_report(job, opened, until=published))
        await asyncio.sleep(1)  # the door's usual pace first, so that nothing is measured that is only a beginning
        begun = time.perf_counter()
        await _stated(job.admin, opened, prolonged)
        position = await _stated(job.admin, opened, second)
        await _all_weighed(job, opened, position)
        seconds = time.perf_counter() - begun
        published.set()
        return {"reweigh_s": seconds, "reweigh_door_p99_ms": percentile(await door, 99) * 1_000}


async def _all_weighed(job: Publish, opened: Connections, position: int) -> None:
    path = f"/awards/campaigns/{CAMPAIGN}/candidates?subject={UNIT}&after={position}"
    while (found := await opened.exchange(get(path, bearer=job.reader))).status == 504:
        pass
    if found.status != 200:
        raise RuntimeError(f"Not weighed: {found.status} {found.body.decode()}")


async def _report(job: Publish, opened: Connections, *, until: asyncio.Event) -> list[float]:
    """How long each event took to be on disk."""
    took: list[float] = []
    while not until.is_set():
        content = activity("meanwhile", len(took))
        begun = time.perf_counter()
        _position(*await opened.exchange(post("/tracking/events", content, bearer=job.unit, content_type=STRUCTURED)))
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(1 / EVENTS_PER_S)
    return took


async def _stated(bearer: str, opened: Connections, data: Data) -> int:
    content = msgspec.json.encode(event(data))
    return _position(*await opened.exchange(post(EVENTS, content, bearer=bearer, content_type=STRUCTURED)))


def _position(status: int, body: bytes) -> int:
    if status != 201:
        raise RuntimeError(f"Not recorded: {status} {body.decode()}")
    return msgspec.json.decode(body, type=_Told).position


if __name__ == "__main__":
    answer(Publish, lambda job: uvloop.run(_publish(job)))
