"""The urger: it follows the clock, waits for the log to be read and to answer, and states nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from shared.adapters.memory import MemoryLog, Moment, no_faults
from shared.core.errors import LogUnavailable
from shared.core.events import REGISTRY, ReminderEscalated
from shared.core.log import Commit
from tests import examples as ex
from tests.unit.notify.drive import DRIVE, REGISTRY_FACTS, report
from tests.unit.notify.notifying import notify, run, write

SOON, REPORTERS = "2025-04-02", ("hctc", "huyen-mai-chau")


async def begun() -> MemoryLog:
    """A log with the drive."""
    log = MemoryLog()
    for data in REGISTRY_FACTS:
        await write(log, ex.fact(data, recorded_at="2025-03-01T01:00:00.000Z"), owner="tracking", campaign=REGISTRY)
    await write(log, ex.fact(DRIVE, recorded_at="2025-03-01T01:00:00.000Z"), owner="tracking")
    return log


def reminded(log: MemoryLog) -> list[str]:
    """The units that were reminded, in the order of the log."""
    facts = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    return [unit for data in facts if isinstance(data, ReminderEscalated) for unit in data.recipients]


def test_a_report_that_the_log_holds_and_notify_has_not_read_yet_is_not_asked_for() -> None:
    go_on = asyncio.Event()

    async def haltingly(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
        yield log.commits[:-1]
        await go_on.wait()
        async for commits in log.follow(after=len(log.commits) - 1):
            yield commits

    async def story() -> None:
        log = await begun()
        await write(log, report("hctc", "2025-03"), owner="tracking")
        async with notify(log, deliver=haltingly) as service:
            turning = asyncio.create_task(service.morning(SOON))
            for _ in range(50):
                await asyncio.sleep(0)
            early = reminded(log)
            go_on.set()
            await turning

        assert early == []
        assert reminded(log) == ["huyen-mai-chau"]

    run(story())


def test_reminders_wait_for_a_log_that_is_down_and_are_stated_once_when_it_answers() -> None:
    async def refuse(moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            raise LogUnavailable

    async def story() -> None:
        log = await begun()
        log.faults = refuse
        async with notify(log) as service:
            turning = asyncio.create_task(service.morning(SOON))
            await service.paused.wait()
            log.faults = no_faults
            await turning

        assert sorted(reminded(log)) == sorted(REPORTERS)

    run(story())


def test_a_lost_answer_states_nothing_twice() -> None:
    lost: list[Moment] = []

    async def lose_once(moment: Moment) -> None:
        if moment is Moment.BEFORE_ANSWERING and not lost:
            lost.append(moment)
            raise LogUnavailable

    async def story() -> None:
        log = await begun()
        log.faults = lose_once
        async with notify(log) as service:
            await service.morning(SOON)

        assert lost
        assert sorted(reminded(log)) == sorted(REPORTERS)

    run(story())


def test_the_morning_comes_at_half_past_seven_in_the_country() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.morning("2025-04-01")
            service.stamps.now = "2025-04-02T00:29:59.999Z"
            for _ in range(50):
                service.urger.on_folded()
                await asyncio.sleep(0)
            before = reminded(log)
            await service.morning(SOON)

        assert before == []
        assert sorted(reminded(log)) == sorted(REPORTERS)

    run(story())


def test_a_clock_that_goes_on_while_nothing_happens_is_seen() -> None:
    async def story() -> None:
        log = await begun()
        async with notify(log) as service:
            await service.morning("2025-04-01")
            service.stamps.now = f"{SOON}T00:30:00.000Z"
            await anext(aiter(log.follow(after=len(log.commits))))  # nobody tells it that anything happened

        assert sorted(reminded(log)) == sorted(REPORTERS)

    run(story())
