"""What every log promises, whatever keeps it; each test runs on all of them."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from shared.core.envelope import MAX_COMMIT_BYTES, MAX_COMMIT_FACTS
from shared.core.errors import CommitTooLarge, FenceConflict, LogDamaged
from shared.core.log import Commit, EventLog

OpenLog = Callable[[], AbstractAsyncContextManager[EventLog]]


async def commit(log: EventLog, campaign: str, *, expect: int = 0, payload: bytes = b"{}", commit_id: str = "") -> int:
    commit_id = commit_id or uuid.uuid4().hex
    return await log.commit(payload, campaign=campaign, owner="tracking", expect=expect, commit_id=commit_id)


async def commit_many(log: EventLog, campaign: str, count: int) -> list[int]:
    numbers = [0]
    for _ in range(count):
        numbers.append(await commit(log, campaign, expect=numbers[-1]))
    return numbers[1:]


async def all_of(batches: AsyncIterator[Sequence[Commit]]) -> list[Commit]:
    return [commit async for commits in batches for commit in commits]


async def first(count: int, batches: AsyncIterator[Sequence[Commit]]) -> list[Commit]:
    """The first commits of a follower that would go on for ever."""
    found: list[Commit] = []
    async for commits in batches:
        found.extend(commits)
        if len(found) >= count:
            break
    return found


async def test_commits_come_back_in_order_and_byte_for_byte(open_log: OpenLog, campaign: str) -> None:
    payloads = ['{"name":"Hòa Bình"}\n{"name":"Phú Thọ"}'.encode(), b'{"a":1}', bytes(range(1, 256))]

    async with open_log() as log:
        numbers = [0]
        for place, payload in enumerate(payloads):
            number = await commit(log, campaign, expect=numbers[-1], payload=payload, commit_id=f"{campaign}-{place}")
            numbers.append(number)
        found = await all_of(log.read(campaign=campaign, owner="tracking"))

    assert found == [
        Commit(number=number, campaign=campaign, owner="tracking", id=f"{campaign}-{place}", payload=payload)
        for place, (number, payload) in enumerate(zip(numbers[1:], payloads, strict=True))
    ]
    assert numbers == sorted(set(numbers))


async def test_a_writer_who_has_not_read_all_is_refused(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log, open_log() as other:
        number = await commit(other, campaign)

        with pytest.raises(FenceConflict):
            await commit(log, campaign, expect=0)

        assert [c.number for c in await all_of(log.read(campaign=campaign, owner="tracking"))] == [number]


async def test_a_commit_sent_again_is_refused_and_found_by_its_id(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log:
        number = await commit(log, campaign, commit_id=f"{campaign}-once")

        with pytest.raises(FenceConflict):
            await commit(log, campaign, expect=0, commit_id=f"{campaign}-once")
        found = await all_of(log.read(after=0, campaign=campaign, owner="tracking"))

        assert [(c.number, c.id) for c in found] == [(number, f"{campaign}-once")]


async def test_of_two_racing_writers_exactly_one_wins_each_time(open_log: OpenLog, campaign: str) -> None:
    won: list[int] = []

    async with open_log() as one, open_log() as two:
        for _ in range(20):
            expect = won[-1] if won else 0
            answers = await asyncio.gather(
                commit(one, campaign, expect=expect), commit(two, campaign, expect=expect), return_exceptions=True
            )
            won.extend(answer for answer in answers if isinstance(answer, int))
            assert [type(answer) for answer in answers].count(FenceConflict) == 1
        found = await all_of(one.read(campaign=campaign, owner="tracking"))

    assert [c.number for c in found] == won


async def test_owners_of_one_campaign_are_fenced_apart(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log:
        await commit(log, campaign)

        number = await commit(log, f"{campaign}-2")

        assert await all_of(log.read(campaign=campaign, owner="awards")) == []
        assert [c.number for c in await all_of(log.read(campaign=f"{campaign}-2", owner="tracking"))] == [number]


async def test_numbers_have_no_gaps_over_refused_commits(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log:
        before = await commit(log, campaign)
        for _ in range(5):
            with pytest.raises(FenceConflict):
                await commit(log, campaign, expect=0)

        after = await commit(log, f"{campaign}-2")

        assert after == before + 1
        assert await log.last() == after


@pytest.mark.parametrize("facts", [1, 3])
async def test_reading_resumes_from_a_number(open_log: OpenLog, campaign: str, facts: int) -> None:
    async with open_log() as log:
        start = await log.last()
        numbers = await commit_many(log, campaign, facts + 2)

        whole = await all_of(log.read(after=start + 2))
        own = await all_of(log.read(after=numbers[1], campaign=campaign, owner="tracking"))

        assert [c.number for c in whole] == numbers[2:]
        assert own == whole
        assert await all_of(log.read(after=numbers[-1])) == []


async def test_the_whole_log_is_read_from_its_first_commit_to_its_last(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log:
        last = (await commit_many(log, campaign, 3))[-1]

        numbers = [c.number for c in await all_of(log.read())]

        assert numbers == list(range(1, last + 1))


@pytest.mark.parametrize(
    "payload",
    [b"\n".join([b"{}"] * MAX_COMMIT_FACTS), b"x" * MAX_COMMIT_BYTES],
    ids=["1000-facts", "900000-bytes"],
)
async def test_a_commit_at_the_limit_is_taken_and_one_above_is_not(
    open_log: OpenLog, campaign: str, payload: bytes
) -> None:
    above = payload + payload[-1:] if len(payload) == MAX_COMMIT_BYTES else payload + b"\n{}"

    async with open_log() as log:
        number = await commit(log, campaign, payload=payload)
        with pytest.raises(CommitTooLarge):
            await commit(log, campaign, expect=number, payload=above)

        assert [c.payload for c in await all_of(log.read(campaign=campaign, owner="tracking"))] == [payload]
        assert await log.last() == number


async def test_a_follower_gets_what_stands_and_wakes_up_for_what_comes(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log, open_log() as writer:
        start = await log.last()
        numbers = await commit_many(writer, campaign, 2)

        standing = await first(2, log.follow(after=start))
        waiting = asyncio.create_task(first(1, log.follow(after=numbers[-1])))
        await asyncio.sleep(0)
        number = await commit(writer, campaign, expect=numbers[-1])
        woken = await waiting

        assert [c.number for c in standing] == numbers
        assert [c.number for c in woken] == [number]


async def test_a_follower_gets_each_commit_once_while_others_write(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log, open_log() as writer:
        start = await log.last()

        following = asyncio.create_task(first(60, log.follow(after=start)))
        await asyncio.gather(*(commit_many(writer, f"{campaign}-{place}", 20) for place in range(3)))

        assert [c.number for c in await following] == list(range(start + 1, start + 61))


async def test_a_log_that_ends_before_what_was_seen_is_damaged(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as log:
        last = await commit(log, campaign)

        with pytest.raises(LogDamaged):
            await all_of(log.read(after=last + 1))
        with pytest.raises(LogDamaged):
            await first(1, log.follow(after=last + 1))
        with pytest.raises(LogDamaged):
            await commit(log, campaign, expect=last + 1)


async def test_an_id_that_stands_elsewhere_acknowledges_nothing(open_log: OpenLog, campaign: str) -> None:
    async with open_log() as other, open_log() as log:
        await commit(other, campaign, commit_id=f"{campaign}-one")

        with pytest.raises(LogDamaged):
            await commit(log, f"{campaign}-2", commit_id=f"{campaign}-one")

        assert await all_of(log.read(campaign=f"{campaign}-2", owner="tracking")) == []
