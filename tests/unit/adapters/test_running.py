"""The tasks of a service end with it, whatever becomes of a cancellation."""

import asyncio

import pytest

from shared.adapters import running as module
from shared.adapters.running import running
from tests.waiting import a_moment


def test_a_task_that_lost_its_cancellation_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CANCEL_AGAIN_SECONDS", 0.01)
    told = 0

    async def deaf_once() -> None:
        nonlocal told
        while told < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told += 1

    async def story() -> None:
        async with running(deaf=deaf_once()):
            await a_moment()

    asyncio.run(asyncio.wait_for(story(), 120))

    assert told == 2


def test_a_task_that_has_something_to_finish_is_given_its_time() -> None:
    done: list[str] = []

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await a_moment()
            done.append("tidied")

    async def story() -> None:
        async with running(tidy=tidy()):
            await a_moment()

    asyncio.run(asyncio.wait_for(story(), 120))

    assert done == ["tidied"]
