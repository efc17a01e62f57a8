"""What the in-memory log offers beyond the port: quiet to wait for, faults to order, an end to lose."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from shared.adapters.memory import MemoryLog, Moment
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.log import Commit


async def commit(log: MemoryLog, commit_id: str, *, expect: int = 0, campaign: str = "c") -> int:
    return await log.commit(b"{}", campaign=campaign, owner="tracking", expect=expect, commit_id=commit_id)


async def take(batches: AsyncIterator[Sequence[Commit]], into: list[str]) -> None:
    async for commits in batches:
        into.extend(commit.id for commit in commits)


def failing_at(moment: Moment) -> Callable[[Moment], Awaitable[None]]:
    async def fault(now: Moment) -> None:
        if now is moment:
            raise LogUnavailable

    return fault


@pytest.mark.parametrize(
    ("moment", "stored"),
    [(Moment.BEFORE_STORING, []), (Moment.BEFORE_ANSWERING, ["one"])],
    ids=["lost before storing", "stored, answer lost"],
)
def test_a_fault_loses_the_commit_or_only_its_answer(moment: Moment, stored: list[str]) -> None:
    log = MemoryLog(failing_at(moment))

    with pytest.raises(LogUnavailable):
        asyncio.run(commit(log, "one"))

    assert [c.id for c in log.commits] == stored


def test_a_slow_answer_is_given_when_the_fault_lets_it() -> None:
    async def scenario() -> list[bool]:
        gate = asyncio.Event()

        async def slow(moment: Moment) -> None:
            if moment is Moment.BEFORE_ANSWERING:
                await gate.wait()

        log = MemoryLog(slow)
        waiting = asyncio.create_task(commit(log, "one"))
        await asyncio.sleep(0)
        answered = [waiting.done()]
        gate.set()
        await waiting
        return [*answered, waiting.done()]

    assert asyncio.run(scenario()) == [False, True]


def test_it_is_settled_when_followers_and_what_they_commit_are_through() -> None:
    async def scenario() -> tuple[list[str], list[str]]:
        log, seen, reacted = MemoryLog(), list[str](), list[str]()

        async def react() -> None:
            last = 0
            async for commits in log.follow(after=0):
                for cause in commits:
                    await asyncio.sleep(0)
                    if cause.campaign == "c":
                        last = await commit(log, f"because of {cause.id}", expect=last, campaign="d")
                        reacted.append(cause.id)

        tasks = [asyncio.create_task(react()), asyncio.create_task(take(log.follow(after=0), seen))]
        await asyncio.sleep(0)
        await commit(log, "two", expect=await commit(log, "one"))
        await log.settled()
        for task in tasks:
            task.cancel()
        return seen, reacted

    seen, reacted = asyncio.run(scenario())

    assert reacted == ["one", "two"]
    assert seen == ["one", "two", "because of one", "because of two"]


def test_while_it_is_down_nothing_answers_and_followers_go_on_afterwards() -> None:
    async def scenario() -> list[str]:
        log, seen = MemoryLog(), list[str]()
        following = asyncio.create_task(take(log.follow(after=0), seen))
        await asyncio.sleep(0)
        log.take_down()
        for call in (commit(log, "one"), log.last(), anext(log.read())):
            with pytest.raises(LogUnavailable):
                await call
        log.bring_up()
        await commit(log, "two")
        await log.settled()
        following.cancel()
        return seen

    assert asyncio.run(scenario()) == ["two"]


def test_a_log_that_lost_its_end_is_refused_by_who_has_seen_it() -> None:
    async def scenario() -> None:
        log = MemoryLog()
        following = log.follow(after=0)
        await commit(log, "two", expect=await commit(log, "one"))
        await anext(following)
        log.lose_after(1)
        with pytest.raises(LogDamaged):
            await anext(following)
        with pytest.raises(LogDamaged):
            await commit(log, "three", expect=2)
        assert await commit(log, "three", expect=1) == 2

    asyncio.run(scenario())
