"""The reactor: flags follow from facts, each stated once, whatever is delivered again, restarted, down or closed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import get_args

from msgspec import UNSET
from msgspec.structs import replace

from shared.adapters.memory import MemoryLog, Moment
from shared.core import events
from shared.core.envelope import encode_fact
from shared.core.errors import LogUnavailable
from shared.core.events import CandidateFlagged
from shared.core.log import Commit
from shared.core.values import Owner
from tests import examples as ex
from tests.unit.awards.reacting import awards, flags_in, run, write, write_registry
from tests.unit.awards.test_functions import WITHDRAWN, activity, rating
from tests.unit.awards.weighing import rules

ONE = rules("activities_total() >= 1")
RATED = rules("activities_total() >= 1 && rated_at_least('GOOD', 1)")


async def launched(*facts: events.Data) -> MemoryLog:
    log = MemoryLog()
    await write_registry(log, *ex.REGISTRY_FACTS)
    await write(log, ex.LAUNCHED, *facts)
    return log


def test_a_fact_is_answered_by_a_flag_that_names_its_cause() -> None:
    async def story() -> None:
        log = await launched(ONE)
        async with awards(log) as service:
            await service.caught_up()
            cause = replace(ex.fact(ex.ACTIVITY), traceparent="00-1-2-01", correlationid="told-by-hctc")
            await write(log, cause)
            await service.caught_up()

        (flag,) = log.commits[-1].facts()
        assert isinstance(flag.data, CandidateFlagged)
        assert (flag.source, flag.actor, flag.subject) == ("/services/awards", "service:awards", "candidate/hctc")
        assert (flag.causationid, flag.correlationid) == (cause.id, "told-by-hctc")
        assert (flag.traceparent, flag.time) == ("00-1-2-01", cause.recordedat)
        assert flag.recordedat == "2025-03-10T02:00:06.000Z"
        assert flag.registryat == "1005"

    run(story())


def test_a_flag_is_shown_before_anybody_is_told_that_it_is() -> None:
    async def story() -> None:
        log = await launched(ONE)
        async with awards(log) as service:
            number = await write(log, ex.ACTIVITY)

            assert await service.reactor.caught_up(number * 1_000)
            assert service.shown == (number + 1) * 1_000
            assert not await service.reactor.caught_up(9_000_000, within=0.02)

    run(story())


def test_what_the_registry_says_is_weighed_in_every_campaign() -> None:
    async def story() -> None:
        log = await launched(RATED, ex.ACTIVITY)
        async with awards(log) as service:
            await service.caught_up()
            await write_registry(log, rating(2024, "GOOD"))
            await service.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["NEEDS_REVIEW", "CANDIDATE"]

    run(story())


def test_many_facts_folded_together_are_weighed_once() -> None:
    async def story() -> None:
        log = await launched(rules("activities_total() >= 3"))
        await write(log, *(activity(n) for n in range(9)), events.ActivityWithdrawn("HD-1", "Nhầm"))
        async with awards(log) as service:
            await service.caught_up()

        (flag,) = flags_in(log)
        assert flag.explanation.values == {"activities_total()": 8}

    run(story())


def test_a_restart_states_nothing_again_and_knows_what_was_stated() -> None:
    async def story() -> None:
        log = await launched(ONE, ex.ACTIVITY)
        async with awards(log) as service:
            await service.caught_up()
        async with awards(log) as service:
            await service.caught_up()
            await write(log, WITHDRAWN)
            await service.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["CANDIDATE", "NOT_YET"]

    run(story())


def test_nothing_is_weighed_before_the_log_is_folded_to_its_end() -> None:
    async def story() -> None:
        log = await launched(ONE, ex.ACTIVITY)
        await write(log, WITHDRAWN)

        async def one_by_one(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            for commit in list(log.commits):
                yield [commit]
                for _ in range(50):
                    await asyncio.sleep(0)
            async for commits in log.follow(after=len(log.commits)):
                yield commits

        async with awards(log, deliver=one_by_one) as service:
            await service.caught_up()

        assert flags_in(log) == []

    run(story())


def test_commits_that_are_delivered_again_change_nothing() -> None:
    async def story() -> None:
        log = await launched(rules("activities_total() == 1"))

        async def twice(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            async for commits in log.follow(after=0):
                yield commits
                yield log.commits[: commits[-1].number]

        async with awards(log, deliver=twice) as service:
            await write(log, ex.ACTIVITY)
            await service.caught_up()

        assert [type(flag) for flag in flags_in(log)] == [CandidateFlagged]

    run(story())


def test_flags_wait_for_a_log_that_is_down() -> None:
    async def story() -> None:
        down = True

        async def faults(moment: Moment) -> None:
            if down and moment is not Moment.BEFORE_STORING:
                raise LogUnavailable

        log = await launched(ONE, ex.ACTIVITY)
        log.faults = faults
        async with awards(log) as service:
            waited = asyncio.create_task(service.reactor.caught_up(2_000))
            assert not await service.reactor.caught_up(2_000, within=0.2)
            down = False
            assert await waited

        assert [type(flag) for flag in flags_in(log)] == [CandidateFlagged]

    run(story())


def test_what_preceded_the_close_is_said_and_nothing_after_it() -> None:
    async def story() -> None:
        log = await launched(RATED, ex.ACTIVITY, ex.CLOSED)
        await write_registry(log, rating(2024, "GOOD"))
        for _ in range(2):
            async with awards(log) as service:
                await service.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["NEEDS_REVIEW"]

    run(story())


def test_a_campaign_that_is_closed_while_it_is_followed_is_let_go() -> None:
    async def story() -> None:
        log = await launched(RATED, ex.ACTIVITY)
        async with awards(log) as service:
            await service.caught_up()
            await write(log, activity(2), ex.CLOSED)
            await write_registry(log, rating(2024, "GOOD"))
            await service.caught_up()
            kept = list(service.reactor._desks)

        assert kept == []
        assert [flag.verdict for flag in flags_in(log)] == ["NEEDS_REVIEW"]

    run(story())


def test_a_flag_too_large_for_the_log_stops_no_other() -> None:
    async def story() -> None:
        huge = replace(ONE.cards[0], id="HUGE", require=replace(ONE.cards[0].require, basis="x" * 60_000))
        log = await launched(replace(ONE, cards=(huge, *ONE.cards)), ex.ACTIVITY)
        async with awards(log) as service:
            await service.caught_up()

        assert [flag.card for flag in flags_in(log)] == ["CARD"]

    run(story())


def test_without_a_trace_the_flag_has_none() -> None:
    async def story() -> None:
        log = await launched(ONE, ex.ACTIVITY)
        async with awards(log) as service:
            await service.caught_up()

        assert log.commits[-1].facts()[0].traceparent is UNSET

    run(story())


def test_whoever_waits_is_told_that_it_moved_also_if_that_was_before() -> None:
    async def story() -> None:
        log = await launched(ONE)
        async with awards(log) as service:
            number = await write(log, ex.ACTIVITY)
            await service.caught_up()

            await service.reactor.moved()

            assert service.reactor.weighed >= number
            assert service.reactor.flagged_at == (number + 1) * 1_000

    run(story())


def test_what_another_replica_stated_is_not_stated_again() -> None:
    async def story() -> None:
        log = await launched(ONE)

        async def facts_alone(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            async for commits in log.follow(after=0):
                yield [commit for commit in commits if commit.owner == "tracking"]

        async with awards(log) as first:
            await write(log, ex.ACTIVITY)
            await first.caught_up()
        await write(log, activity(2))
        async with awards(log, deliver=facts_alone) as behind:
            await behind.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["CANDIDATE"]

    run(story())


def test_two_replicas_that_weigh_at_once_state_each_flag_once() -> None:
    async def story() -> None:
        log = await launched(ONE)
        async with awards(log) as one, awards(log) as other:
            await write(log, ex.ACTIVITY)
            await one.caught_up()
            await other.caught_up()
            await write(log, WITHDRAWN)
            await one.caught_up()
            await other.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["CANDIDATE", "NOT_YET"]

    run(story())


def test_what_others_commit_is_passed_over() -> None:
    async def story() -> None:
        log = await launched(ONE)
        async with awards(log) as service:
            line, owners = encode_fact(ex.fact(ex.OBSTACLE)), get_args(Owner)[1:]
            for owner in owners:
                await log.commit(line, campaign=ex.CAMPAIGN, owner=owner, expect=0, commit_id=owner)
            await service.caught_up()

        assert flags_in(log) == []

    run(story())


def test_an_own_flag_that_comes_back_late_does_not_unsay_a_newer_one() -> None:
    async def story() -> None:
        log = await launched(ONE)

        async def by_hand(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
            yield list(log.commits)
            await asyncio.Event().wait()

        async with awards(log, deliver=by_hand) as service:
            await service.caught_up()
            deliver = service.reactor.on_commits
            fact = await write(log, ex.ACTIVITY)
            undone = await write(log, WITHDRAWN)
            await deliver(log.commits[fact - 1 : fact])
            assert await service.reactor.caught_up(fact * 1_000)
            done_again = await write(log, activity(2))
            await deliver(log.commits[undone - 1 : undone])
            assert await service.reactor.caught_up(undone * 1_000)

            await deliver(log.commits[undone:done_again])
            assert await service.reactor.caught_up(done_again * 1_000)

        assert [flag.verdict for flag in flags_in(log)] == ["CANDIDATE", "NOT_YET", "CANDIDATE"]

    run(story())
