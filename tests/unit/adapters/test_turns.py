"""Turns at a door: a caller's own requests wait for one another, and for nobody else's."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.turns import Turns


def test_a_caller_waits_behind_its_own_requests_and_no_other() -> None:
    entered: list[str] = []

    async def day() -> None:
        turns = Turns(at_once=100, waiting=99)
        done = asyncio.Event()

        async def ask(caller: str, name: str, size: int) -> None:
            assert turns.enter(caller, size) or await turns.wait(caller, size)
            entered.append(name)
            await done.wait()
            turns.leave(caller, size)

        asked = [("a", "first", 60), ("a", "second", 40), ("a", "third", 10), ("a", "fourth", 1), ("b", "other", 999)]
        tasks = [asyncio.create_task(ask(*one)) for one in asked]
        await settle()
        assert entered == ["first", "second", "other"]
        done.set()
        await asyncio.gather(*tasks)
        assert len(turns) == 0

    asyncio.run(day())

    assert entered == ["first", "second", "other", "third", "fourth"]


def test_where_too_much_waits_no_more_is_taken() -> None:
    async def day() -> None:
        turns = Turns(at_once=10, waiting=15)
        assert turns.enter("a", 10)
        waiting = asyncio.create_task(turns.wait("a", 99))
        await settle()

        assert not await turns.wait("a", 1)
        assert turns.enter("b", 10)
        turns.leave("a", 10)
        assert await waiting
        turns.leave("a", 99)
        turns.leave("b", 10)
        assert len(turns) == 0

    asyncio.run(day())


@pytest.mark.parametrize("called_first", [False, True])
def test_who_goes_away_while_waiting_holds_up_nobody(*, called_first: bool) -> None:
    async def day() -> None:
        turns = Turns(at_once=10, waiting=99)
        turns.enter("a", 10)
        gone = asyncio.create_task(turns.wait("a", 10))
        stays = asyncio.create_task(turns.wait("a", 10))
        await settle()
        if not called_first:
            gone.cancel()
        turns.leave("a", 10)
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        assert await asyncio.wait_for(stays, 5)
        turns.leave("a", 10)
        assert len(turns) == 0

    asyncio.run(day())


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 30), st.integers(0, 3)), max_size=30))
def test_however_they_come_and_go_all_get_through_in_their_order(asked: list[tuple[str, int, int]]) -> None:
    under_way: dict[str, list[int]] = {"a": [], "b": []}
    came: dict[str, list[int]] = {"a": [], "b": []}

    async def ask(turns: Turns, place: int, caller: str, size: int, stay: int) -> None:
        assert turns.enter(caller, size) or await turns.wait(caller, size)
        came[caller].append(place)
        under_way[caller].append(size)
        assert len(under_way[caller]) == 1 or sum(under_way[caller]) <= 20
        for _ in range(stay):
            await asyncio.sleep(0)
        under_way[caller].remove(size)
        turns.leave(caller, size)

    async def day() -> None:
        turns = Turns(at_once=20, waiting=1_000)
        await asyncio.gather(*(ask(turns, place, *one) for place, one in enumerate(asked)))
        assert len(turns) == 0

    asyncio.run(day())

    assert came == {who: [place for place, one in enumerate(asked) if one[0] == who] for who in "ab"}


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(9):
        await asyncio.sleep(0)
