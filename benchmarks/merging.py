"""A merger of 151 communes with 100,000 things open: how long until it shows everywhere, how the door fares meanwhile.

Each commune has houses that are to be built, obstacles that wait for an answer, a nomination, and reports to give. Then
the mergers are stated as of today while a unit goes on reporting; until each heir's answer in tracking lists all that
came over to it, and each nomination in awards says that the heir carries it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import uvloop
from msgspec.structs import replace

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, LAUNCHED, NEIGHBOUR, REGULARS, RULES, UNITS, activity, event
from benchmarks.client import Connections, connections, get, post
from benchmarks.installation import Running, installation
from benchmarks.load import BATCH, STRUCTURED
from benchmarks.table import percentile
from shared.adapters.clock import system_clock
from shared.core import events
from shared.core.definition import CampaignUnit, Reporting, Text
from shared.core.events import Data
from shared.core.lineage import day_in_country

PREDECESSORS: Final = tuple(f"xa-cu-{number:03d}" for number in range(1, 152))
HEIRS: Final = tuple(f"xa-{number:02d}" for number in range(1, 47))
EVENTS_PER_S: Final = 20
FEWER: Final = 1_000  # events in one batch
OBSTACLE_OF: Final = 5  # one thing in so many is an obstacle, the others are houses
OK, RECORDED, NOT_YET = 200, 201, 504


class Merge(msgspec.Struct, frozen=True):
    """State the mergers: who does, who nominates, asks and reports meanwhile, and how many things are to come down."""

    port: int
    admin: str
    secretary: str
    reader: str
    unit: str
    things: int


class _Result(msgspec.Struct):
    status: str
    position: int = 0


class _Results(msgspec.Struct):
    results: list[_Result]


class _Handover(msgspec.Struct):
    counts: dict[str, int]


class _Handovers(msgspec.Struct):
    handovers: list[_Handover]


class _Succession(msgspec.Struct):
    fate: str
    by: str


class _Nomination(msgspec.Struct):
    succession: _Succession | None = None


def measure(things: int) -> dict[str, float]:
    """`merger_s` and `merger_door_p99_ms`. Raises PieceFailed, DidNotStart."""
    with installation() as running:
        _begin(running, things)
        admin, secretary, reader = (running.token(role) for role in ("admin", "secretary", "auditor"))
        unit = running.token("unit", unit_id=NEIGHBOUR)
        return apart("benchmarks.merging", Merge(running.port, admin, secretary, reader, unit, things))


def _begin(running: Running, things: int) -> None:
    """Launch, and have every commune report what is open when it ends."""
    communes = tuple(CampaignUnit(unit_id, "COMMUNE", Text(unit_id), NEIGHBOUR) for unit_id in PREDECESSORS)
    campaign = replace(LAUNCHED, units=(*UNITS, *communes), reporting=Reporting("MONTHLY", 5))
    by_one = tuple(replace(card, require=RULES.cards[0].require) for card in RULES.cards)
    running.launch([campaign, replace(RULES, cards=by_one)], people=REGULARS)
    heirs = [events.UnitEstablished(unit_id, "COMMUNE", Text(unit_id)) for unit_id in HEIRS]
    running.post(running.token("admin"), _batch(heirs), events=len(heirs))
    for place, unit_id in enumerate(PREDECESSORS):
        token, reported = running.token("unit", unit_id=unit_id), list(_reported(place, things))
        for first in range(0, len(reported), FEWER):
            some = reported[first : first + FEWER]
            running.post(token, b"[" + b",".join(some) + b"]", events=len(some))


def _reported(place: int, things: int) -> Iterator[bytes]:
    """What one commune did, for which it is flagged; and what it has open: of all things, those of its turn."""
    unit_id = PREDECESSORS[place]
    yield activity(f"of-{unit_id}", place, unit=unit_id)
    for number in range(place, things, len(PREDECESSORS)):
        said: Data = events.HouseholdIdentified(f"HO-{number}", unit_id, "CAMPAIGN", "POOR", "NEW_BUILD")
        if number % OBSTACLE_OF == 0:
            said = events.ObstacleReported(f"VM-{number}", unit_id, "Chưa có đất ở hợp pháp")
        yield msgspec.json.encode(event(said) | {"source": f"/units/{unit_id}"})


def _batch(said: Iterable[Data]) -> bytes:
    return msgspec.json.encode([event(data) for data in said])


async def _merge(job: Merge) -> dict[str, float]:
    async with connections(job.port) as opened:
        await _nominate(job, opened)
        merged = asyncio.Event()
        door = asyncio.create_task(_report(job, opened, until=merged))
        await asyncio.sleep(1)  # the door's usual pace first, so that nothing is measured that is only a beginning
        begun = time.perf_counter()
        position = await _stated(job.admin, "/tracking/events", _mergers(), opened)
        await asyncio.gather(_shown_in_tracking(job, opened, position), _shown_in_awards(job, opened, position))
        seconds = time.perf_counter() - begun
        merged.set()
        return {"merger_s": seconds, "merger_door_p99_ms": percentile(await door, 99) * 1_000}


async def _nominate(job: Merge, opened: Connections) -> None:
    """Every commune is proposed."""
    proposed = [
        events.NominationOpened(
            nomination_id=f"DN-{unit_id}",
            subject_kind="COLLECTIVE",
            subject_id=unit_id,
            award="AGENCY_COMMENDATION",
            achievement_key=f"{CAMPAIGN}:COLLECTIVE:{unit_id}",
        )
        for unit_id in PREDECESSORS
    ]
    await _stated(job.secretary, "/awards/events", proposed, opened)


def _mergers() -> Iterator[Data]:
    today = day_in_country(system_clock())
    for place, heir in enumerate(HEIRS):
        yield events.UnitMerged(PREDECESSORS[place :: len(HEIRS)], heir, today, "Nghị quyết 1676/NQ-UBTVQH15")


async def _stated(bearer: str, path: str, said: Iterable[Data], opened: Connections) -> int:
    """State all at once; the position of the last."""
    status, body = await opened.exchange(post(path, _batch(said), bearer=bearer, content_type=BATCH))
    told = msgspec.json.decode(body, type=_Results).results if status == OK else []
    if not told or any(one.status != "recorded" for one in told):
        raise RuntimeError(f"Not recorded: {status} {body[:500].decode()}")
    return told[-1].position


async def _shown_in_tracking(job: Merge, opened: Connections, position: int) -> None:
    """Every heir's answer lists each thing that came over to it."""
    below = f"/tracking/campaigns/{CAMPAIGN}/units"
    paths = [f"{below}/{heir}/handover?after={position}" for heir in HEIRS]
    came: Counter[str] = Counter()
    for body in await _read(job, paths, opened):
        for handover in msgspec.json.decode(body, type=_Handovers).handovers:
            came.update(handover.counts)
    if came["house MOVED"] + came["obstacle MOVED"] != job.things:
        raise RuntimeError(f"Things were lost or came over twice: {dict(came)}")


async def _shown_in_awards(job: Merge, opened: Connections, position: int) -> None:
    """Every nomination says that an heir carries it."""
    below = f"/awards/campaigns/{CAMPAIGN}/nominations"
    paths = [f"{below}/DN-{unit_id}?after={position}" for unit_id in PREDECESSORS]
    for body in await _read(job, paths, opened):
        succession = msgspec.json.decode(body, type=_Nomination).succession
        if succession is None or succession.fate != "CARRIED" or succession.by not in HEIRS:
            raise RuntimeError(f"Not carried: {body[:500].decode()}")


async def _read(job: Merge, paths: Sequence[str], opened: Connections) -> list[bytes]:
    """One after another, as one reader asks; whoever is told to come again does."""
    found: list[bytes] = []
    for path in paths:
        while (told := await opened.exchange(get(path, bearer=job.reader))).status == NOT_YET:
            pass
        if told.status != OK:
            raise RuntimeError(f"Not shown: {told.status} {told.body[:500].decode()}")
        found.append(told.body)
    return found


async def _report(job: Merge, opened: Connections, *, until: asyncio.Event) -> list[float]:
    """How long each event of a unit took that no merger touches; one that is refused ends the measurement."""
    took: list[float] = []
    while not until.is_set():
        content = activity("meanwhile", len(took), unit=NEIGHBOUR)
        begun = time.perf_counter()
        told = await opened.exchange(post("/tracking/events", content, bearer=job.unit, content_type=STRUCTURED))
        if told.status != RECORDED:
            raise RuntimeError(f"Not recorded: {told.status} {told.body.decode()}")
        took.append(time.perf_counter() - begun)
        await asyncio.sleep(1 / EVENTS_PER_S)
    return took


if __name__ == "__main__":
    answer(Merge, lambda job: uvloop.run(_merge(job)))
