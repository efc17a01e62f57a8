"""Turns at a door: a caller's own requests wait for one another, and for nobody else's."""

import asyncio
from contextlib import suppress

import pytest

from shared.adapters.turns import TooManyWaiting, Turns


def test_a_caller_waits_behind_its_own_requests_and_no_other() -> None:
    entered: list[str] = []

    async def day() -> None:
        turns = Turns(at_once=100, waiting=9)
        done = asyncio.Event()

        async def ask(caller: str, name: str, size: int) -> None:
            async with turns.turn(caller, size):
                entered.append(name)
                await done.wait()

        asked = [("a", "first", 60), ("a", "second", 40), ("a", "third", 10), ("a", "fourth", 1), ("b", "other", 999)]
        tasks = [asyncio.create_task(ask(*one)) for one in asked]
        await settle()
        assert entered == ["first", "second", "other"]
        done.set()
        await asyncio.gather(*tasks)
        assert len(turns) == 0

    asyncio.run(day())

    assert entered == ["first", "second", "other", "third", "fourth"]


def test_where_too_many_wait_one_more_is_not_taken() -> None:
    async def day() -> None:
        turns = Turns(at_once=10, waiting=1)
        async with turns.turn("a", 10):
            waiting = asyncio.create_task(enter(turns, "a"))
            await settle()

            with pytest.raises(TooManyWaiting):
                await enter(turns, "a")
            await enter(turns, "b")
        await waiting
        assert len(turns) == 0

    asyncio.run(day())


@pytest.mark.parametrize("called_first", [False, True])
def test_who_goes_away_while_waiting_holds_up_nobody(*, called_first: bool) -> None:
    async def day() -> None:
        turns = Turns(at_once=10, waiting=9)
        async with turns.turn("a", 10):
            gone = asyncio.create_task(enter(turns, "a"))
            stays = asyncio.create_task(enter(turns, "a"))
            await settle()
            if not called_first:
                gone.cancel()
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        await asyncio.wait_for(stays, 5)
        await asyncio.wait_for(enter(turns, "a"), 5)
        assert len(turns) == 0

    asyncio.run(day())


async def enter(turns: Turns, caller: str) -> None:
    async with turns.turn(caller, 10):
        pass


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(9):
        await asyncio.sleep(0)
