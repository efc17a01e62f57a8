"""How a read model shares its process with a door, on a clock that the test sets."""

import asyncio
from collections.abc import Callable

import pytest

from shared.adapters import giving_way
from shared.adapters.giving_way import (
    AT_EASE,
    BEHIND_SECONDS,
    BESIDE_A_DOOR,
    GIVES_WAY_SECONDS,
    GIVING_WAY,
    MANY,
    REST_SECONDS,
    GivingWay,
    Pace,
)

FEW, FLOOD = MANY - 1, MANY + 1


class Door:
    """What was stated at it, and the time; both stand still unless told otherwise."""

    def __init__(self) -> None:
        self.stated, self.now, self.is_awaited = 0, 1_000.0, False
        self.way = GivingWay(lambda: self.stated, lambda: self.is_awaited, clock=lambda: self.now)

    def after(self, seconds: float, *, stated: int) -> "Door":
        self.now += seconds
        self.stated += stated
        return self


@pytest.fixture
def door() -> Door:
    return Door()


def through(door: Door, *, facts: int, meanwhile: Callable[[], object]) -> int:
    """How often the read model rests once it is caught up, while something happens at each time."""
    rests = 0

    async def rest(_way: GivingWay) -> None:
        nonlocal rests
        rests += 1
        meanwhile()
        await asyncio.sleep(0)

    async def story() -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(GivingWay, "_rest", rest)
            await door.way.caught_up(facts)

    asyncio.run(story())
    return rests


@pytest.mark.parametrize(
    ("seconds", "stated", "pace"),
    [
        (REST_SECONDS, 0, AT_EASE),
        (REST_SECONDS, 1, BESIDE_A_DOOR),
        (REST_SECONDS, FEW, BESIDE_A_DOOR),
        (REST_SECONDS, FLOOD, GIVING_WAY),
        (10 * REST_SECONDS, MANY, BESIDE_A_DOOR),  # as many in ten times as long are no flood
        (10 * REST_SECONDS, 10 * FLOOD, GIVING_WAY),
    ],
)
def test_the_pace_goes_by_how_fast_statements_come(door: Door, seconds: float, stated: int, pace: Pace) -> None:
    assert door.after(seconds, stated=stated).way.pace() == pace


def test_between_two_looks_the_pace_stays(door: Door) -> None:
    door.after(REST_SECONDS, stated=FLOOD).way.pace()

    assert door.after(REST_SECONDS / 2, stated=0).way.pace() == GIVING_WAY
    assert door.after(REST_SECONDS, stated=0).way.pace() == AT_EASE


def test_who_waits_for_rows_is_not_kept_by_a_flood(door: Door) -> None:
    door.after(REST_SECONDS, stated=FLOOD).is_awaited = True
    while_waiting, rests = door.way.pace(), through(door, facts=MANY, meanwhile=lambda: None)
    door.is_awaited = False

    assert (while_waiting, rests) == (BESIDE_A_DOOR, 0)
    assert door.way.pace() == GIVING_WAY


def test_whoever_lies_too_far_behind_does_not_give_way(door: Door) -> None:
    door.after(BEHIND_SECONDS, stated=int(BEHIND_SECONDS / REST_SECONDS) * FLOOD)
    far_behind = door.way.pace()
    through(door, facts=1, meanwhile=lambda: door.after(GIVES_WAY_SECONDS, stated=0))

    assert far_behind == BESIDE_A_DOOR
    assert door.after(REST_SECONDS, stated=FLOOD).way.pace() == GIVING_WAY


@pytest.mark.parametrize("facts", [1, MANY])
def test_it_rests_while_the_door_is_flooded_and_no_longer_than_so(door: Door, facts: int) -> None:
    door.after(REST_SECONDS, stated=FLOOD)

    rests = through(door, facts=facts, meanwhile=lambda: door.after(GIVES_WAY_SECONDS / 4, stated=10 * MANY))

    assert rests == 4


def test_once_the_flood_is_over_it_goes_on(door: Door) -> None:
    door.after(REST_SECONDS, stated=FLOOD)

    assert through(door, facts=1, meanwhile=lambda: door.after(REST_SECONDS, stated=FEW)) == 1


@pytest.mark.parametrize(("facts", "rests"), [(FEW, 0), (MANY, 1)])
def test_what_comes_fast_from_elsewhere_is_waited_for_once(door: Door, facts: int, rests: int) -> None:
    assert through(door, facts=facts, meanwhile=lambda: door.after(REST_SECONDS, stated=0)) == rests


async def _resting(way: GivingWay, then: Callable[[], object]) -> None:
    """Ends when the rest does; something happens once it has begun."""
    task = asyncio.create_task(way.caught_up(MANY))
    await asyncio.sleep(0)
    assert not task.done()
    then()
    await task


def test_who_begins_to_wait_ends_a_rest(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "REST_SECONDS", 1e9)

    def begin() -> None:
        door.is_awaited = True
        door.way.hurry()

    asyncio.run(_resting(door.way, begin))


def test_who_waited_before_ends_no_later_rest(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "REST_SECONDS", 1e9)
    door.way.hurry()

    asyncio.run(_resting(door.way, door.way.hurry))


def test_a_rest_ends_by_itself(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "REST_SECONDS", 0.001)

    asyncio.run(_resting(door.way, lambda: door.after(1.0, stated=0)))
