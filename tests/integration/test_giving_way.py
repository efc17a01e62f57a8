"""A read model in the process of a door that is flooded: it lets the door come first, but nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import pytest
from msgspec.structs import replace

from services.tracking.projections import TRACKING
from shared.adapters import read_model
from shared.adapters.database import Database
from shared.adapters.memory import MemoryLog
from shared.adapters.read_model import MANY, ReadModel
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


class Door:
    """What is stated at it between two looks, and how often somebody looked."""

    def __init__(self, flood: int) -> None:
        self.flood, self.looks = flood, count()
        self.looked = 0

    def stated(self) -> int:
        self.looked = next(self.looks)
        return self.looked * self.flood


@pytest.fixture
def sets(new_tables: NewTables) -> TableSets:
    return new_tables("tracking")


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_model, "REST_SECONDS", 0.001)
    monkeypatch.setattr(read_model, "GIVES_WAY_SECONDS", AN_AGE)


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
    door = Door(flood=MANY)
    async with behind(door, sets) as (model, _):
        await looked_at(door)

        assert model.position < 3_000


@pytest.mark.parametrize("flood", [0, 1])
async def test_turns_are_short_beside_a_door_that_is_used(
    flood: int, sets: TableSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking, short = Database.take_by_turns, list[bool]()

    async def noted(self: Database, commits: Sequence[Commit], *, beside_a_door: bool) -> int:
        short.append(beside_a_door)
        return await taking(self, commits, beside_a_door=beside_a_door)

    monkeypatch.setattr(Database, "take_by_turns", noted)
    async with behind(Door(flood), sets) as (model, _):
        assert await model.reached(3_000)

    assert short == [bool(flood)] * 2


async def test_who_waits_for_a_position_is_not_kept_by_a_flood(sets: TableSets) -> None:
    door = Door(flood=MANY)
    async with behind(door, sets) as (model, _):
        await looked_at(door)

        assert await model.reached(3_000)


async def test_once_fewer_come_the_rows_follow_by_themselves(sets: TableSets) -> None:
    door = Door(flood=MANY)
    async with behind(door, sets) as (model, _):
        await looked_at(door)
        door.flood = 0

        while model.position < 3_000:
            await a_moment()


async def test_a_flood_that_does_not_end_keeps_the_rows_for_so_long_and_no_longer(
    sets: TableSets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_model, "GIVES_WAY_SECONDS", 0.02)
    async with behind(Door(flood=MANY), sets) as (model, _):
        while model.position < 3_000:
            await a_moment()
