"""A read model in the process of a door that is flooded: it lets the door come first, but nobody waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from services.tracking.projections import TRACKING
from shared.adapters import giving_way
from shared.adapters.database import Database
from shared.adapters.giving_way import AT_EASE, BESIDE_A_DOOR, MANY, Pace
from shared.adapters.memory import MemoryLog
from shared.adapters.read_model import ReadModel
from shared.adapters.table_sets import TableSets
from shared.core.log import Commit
from tests.examples import ACTIVITY, CAMPAIGN
from tests.histories import BEGINNING, commits_of, log_of
from tests.integration.conftest import NewTables
from tests.waiting import a_moment

AN_AGE = 1e9
BEGUN = commits_of(BEGINNING, [replace(ACTIVITY, activity_id=f"HD-{number}") for number in range(MANY)])
NEXT = commits_of([ACTIVITY], after=2)[0]
LOOKS = 5
REST = 0.001
FLOOD = 2 * MANY / REST


class Door:
    """What is stated at it: so many statements a second, and so many between two looks; and how often it was looked at.

    Looks are REST_SECONDS apart and more: a flood brings so many in a second that each look finds one.
    """

    def __init__(self, *, a_second: float = 0.0, a_look: int = 0) -> None:
        self.a_second, self.a_look = a_second, a_look
        self.looked, self._begun = 0, time.monotonic()

    def stated(self) -> int:
        self.looked += 1
        return self.looked * self.a_look + int((time.monotonic() - self._begun) * self.a_second)


@pytest.fixture
def sets(new_tables: NewTables) -> TableSets:
    return new_tables("tracking")


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "REST_SECONDS", REST)
    monkeypatch.setattr(giving_way, "GIVES_WAY_SECONDS", AN_AGE)


@asynccontextmanager
async def behind(door: Door, sets: TableSets) -> AsyncIterator[tuple[ReadModel, MemoryLog]]:
    """A read model that has taken many facts at once, and a log that has got one more since."""
    log = log_of(BEGUN[:1])
    model = ReadModel(TRACKING, sets, log, stated=door.stated)
    task = asyncio.create_task(model.run())
    try:
        await model.reached(1_000)
        await commit(log, BEGUN[1], expect=0)
        assert await model.reached(2_000)
        await commit(log, NEXT, expect=2)
        yield model, log
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        model.close()


async def commit(log: MemoryLog, one: Commit, *, expect: int) -> None:
    await log.commit(one.payload, campaign=CAMPAIGN, owner="tracking", expect=expect, commit_id=one.id)


async def looked_at(door: Door) -> None:
    """Wait until it was looked at a few times more."""
    until = door.looked + LOOKS
    while door.looked < until:
        await a_moment()


async def test_while_the_door_is_flooded_rows_wait(sets: TableSets) -> None:
    door = Door(a_second=FLOOD)
    async with behind(door, sets) as (model, _):
        await looked_at(door)

        assert model.position < 3_000


@pytest.mark.parametrize(("stated", "expected"), [(0, AT_EASE), (1, BESIDE_A_DOOR)])
async def test_turns_are_short_beside_a_door_that_is_used(
    stated: int, expected: Pace, sets: TableSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking, paces = Database.take_by_turns, list[Pace]()

    async def noted(self: Database, commits: Sequence[Commit], *, pace: Callable[[], Pace]) -> int:
        paces.append(pace())
        return await taking(self, commits, pace=pace)

    monkeypatch.setattr(Database, "take_by_turns", noted)
    monkeypatch.setattr(giving_way, "REST_SECONDS", 0.0)
    async with behind(Door(a_look=stated), sets) as (model, _):
        assert await model.reached(3_000)

    assert paces == [expected] * 2


async def test_who_waits_for_a_position_is_not_kept_by_a_flood(sets: TableSets) -> None:
    door = Door(a_second=FLOOD)
    async with behind(door, sets) as (model, _):
        await looked_at(door)

        assert await model.reached(3_000)


async def test_once_fewer_come_the_rows_follow_by_themselves(sets: TableSets) -> None:
    door = Door(a_second=FLOOD)
    async with behind(door, sets) as (model, _):
        await looked_at(door)
        door.a_second = 0.0

        while model.position < 3_000:
            await a_moment()


async def test_a_flood_that_does_not_end_keeps_the_rows_for_so_long_and_no_longer(
    sets: TableSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_way, "GIVES_WAY_SECONDS", 0.02)
    async with behind(Door(a_second=FLOOD), sets) as (model, _):
        while model.position < 3_000:
            await a_moment()
