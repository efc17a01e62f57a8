"""The teller: every notice that facts call for is recorded once, whatever is delivered again, restarted or down."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.notices import delivery_id_of
from shared.adapters.memory import MemoryLog, Moment, no_faults
from shared.core.errors import LogUnavailable
from shared.core.events import Data, NotificationSent
from shared.core.log import Commit
from tests.examples import ACTIVITY, CAMPAIGN, fact
from tests.unit.notify.notifying import Mailbox, Told, begun, deliveries, flagged, notify, run, told, unflagged, write

FLAGS: tuple[Data, ...] = (flagged(), flagged("cb-lan", kind="INDIVIDUAL"), flagged("partners"), unflagged())
OF_FLAGS = {
    *(Told(3_000, "candidate.flagged", recipient, "inbox") for recipient in ("secretary", "hctc")),
    *(Told(3_001, "candidate.flagged", recipient, "inbox") for recipient in ("secretary", "cb-lan", "hctc")),
    *(Told(3_002, "candidate.flagged", recipient, "inbox") for recipient in ("secretary", "partners")),
    *(Told(3_003, "candidate.unflagged", recipient, "inbox") for recipient in ("secretary", "hctc")),
}


def test_a_flag_lies_in_every_inbox_before_anybody_is_told_that_it_does() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.caught_up()
            await write(log, *FLAGS)
            await service.caught_up()

        assert set(told(log)) == OF_FLAGS
        assert len(told(log)) == len(OF_FLAGS)
        assert service.shown == 4_000 + len(OF_FLAGS) - 1

    run(story())


def test_a_delivery_is_named_after_its_notice_and_bears_the_marks_of_its_cause() -> None:
    async def story() -> None:
        log = await begun()
        cause = fact(flagged(), correlation_id="told-by-hctc", traceparent="00-1-2-01")
        async with notify(log) as service:
            await write(log, cause)
            await service.caught_up()

        first = log.commits[-1].facts()[0]
        assert isinstance(first.data, NotificationSent)
        assert first.id == delivery_id_of(CAMPAIGN, 3_000, recipient="secretary", channel="inbox")
        assert (first.subject, first.source) == (f"notification/{first.id}", "/services/notify")
        assert (first.causationid, first.correlationid, first.traceparent) == (cause.id, "told-by-hctc", "00-1-2-01")
        assert (first.time, first.actor) == (cause.recordedat, "service:notify")

    run(story())


def test_a_restart_tells_nobody_again() -> None:
    async def story() -> None:
        log = await begun()
        await write(log, *FLAGS)
        async with notify(log) as service:
            await service.caught_up()
        once = told(log)

        async with notify(log) as again:
            await again.caught_up()
            await write(log, flagged("cb-lan", kind="INDIVIDUAL"))
            await again.caught_up()

        assert told(log)[: len(once)] == once
        assert {one.cause for one in told(log)[len(once) :]} == {5_000}

    run(story())


def test_what_is_delivered_again_is_told_once() -> None:
    async def twice(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
        async for commits in log.follow(after=0):
            yield commits
            yield commits

    async def story() -> None:
        log = await begun()
        async with notify(log, deliver=twice) as service:
            await write(log, *FLAGS)
            await service.caught_up()

        assert sorted(told(log)) == sorted(OF_FLAGS)

    run(story())


def test_notices_wait_for_a_log_that_is_down_and_are_recorded_once_when_it_answers() -> None:
    async def refuse(moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            raise LogUnavailable

    async def story() -> None:
        log = await begun()
        await write(log, *FLAGS)
        log.faults = refuse
        async with notify(log) as service:
            await service.paused.wait()
            assert not await service.teller.caught_up(3_000, within=0.02)
            log.faults = no_faults
            await service.caught_up()

        assert sorted(told(log)) == sorted(OF_FLAGS)

    run(story())


def test_a_lost_answer_records_nothing_twice() -> None:
    lost: list[Moment] = []

    async def lose_once(moment: Moment) -> None:
        if moment is Moment.BEFORE_ANSWERING and not lost:
            lost.append(moment)
            raise LogUnavailable

    async def story() -> None:
        log = await begun()
        await write(log, *FLAGS)
        log.faults = lose_once
        async with notify(log) as service:
            await service.caught_up()

        assert lost
        assert sorted(told(log)) == sorted(OF_FLAGS)

    run(story())


def test_two_replicas_tell_everybody_once() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as one, notify(log) as other:
            await write(log, *FLAGS)
            await asyncio.gather(one.caught_up(), other.caught_up())

        assert sorted(told(log)) == sorted(OF_FLAGS)

    run(story())


def test_without_e_mail_none_is_due() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await write(log, *FLAGS)
            await service.caught_up()

        assert service.outbox.due == {}
        assert service.queue.messages == []

    run(story())


def test_the_position_is_reached_only_when_what_awards_made_of_it_is_told() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.caught_up()
            log.take_down()
            late = asyncio.create_task(service.teller.caught_up(2_000))
            log.bring_up()
            await write(log, flagged())

            assert await late

        assert {one.recipient for one in told(log)} == {"secretary", "hctc"}

    run(story())


def test_a_position_that_is_never_reached_is_not_said_to_be() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            assert not await service.teller.caught_up(99_000, within=0.05)

    run(story())


_DATA = st.sampled_from([*FLAGS, ACTIVITY, flagged(verdict="HELD"), flagged("partners", verdict="NEEDS_REVIEW")])


@given(
    contents=st.lists(st.lists(_DATA, min_size=1, max_size=4), min_size=1, max_size=6),
    cuts=st.lists(st.integers(0, 8), max_size=4),
    stops=st.lists(st.integers(0, 3), max_size=3),
)
def test_however_facts_are_cut_delivered_again_and_interrupted_the_same_deliveries_are_made(
    contents: list[list[Data]], cuts: list[int], stops: list[int]
) -> None:
    async def cut(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
        """The log in pieces, some of it twice; then what comes after."""
        whole = list(log.commits)
        edges = [0, *(min(at, len(whole)) for at in cuts), len(whole)]
        for start, end in pairwise(edges):
            if whole[:end]:
                yield whole[min(start, end) : end] or whole[:end]
        async for commits in log.follow(after=0):
            yield commits

    async def written() -> MemoryLog:
        log = await begun()
        for content in contents:
            await write(log, *content)
        return log

    async def at_one_go() -> MemoryLog:
        log = await written()
        async with notify(log, mailbox=Mailbox()) as service:
            await service.caught_up()
        return log

    async def in_pieces() -> MemoryLog:
        log = await written()
        for turns in stops:  # killed after so many turns of the loop
            async with notify(log, mailbox=Mailbox(), deliver=log_in_order):
                for _ in range(turns * 5):
                    await asyncio.sleep(0)
        async with notify(log, mailbox=Mailbox(), deliver=log_in_order if stops else cut) as service:
            await service.caught_up()
        return log

    assert sorted(one.delivery_id for one in deliveries(run(in_pieces()))) == sorted(
        one.delivery_id for one in deliveries(run(at_one_go()))
    )


def log_in_order(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
    return log.follow(after=0)
