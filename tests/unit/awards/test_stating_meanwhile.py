"""While the log writes what was found of some, the reactor weighs the next; nobody is passed over if that fails."""

import asyncio

import pytest
from msgspec.structs import replace

from shared.adapters.memory import MemoryLog, Moment, no_faults
from shared.core.errors import LogDamaged, LogUnavailable
from tests import examples as ex
from tests.unit.awards.reacting import Reacting, awards, flags_in, run, write, write_registry
from tests.unit.awards.test_functions import WITHDRAWN
from tests.unit.awards.weighing import rules
from tests.waiting import a_moment

ONE = rules("activities_total() >= 1")
OURS = ex.ACTIVITY.unit_id
THEIRS = replace(ex.ACTIVITY, activity_id="HD-2", unit_id="vpubnd")


class Held:
    """A log that takes its time over the next commit, and then stores it or fails; `fails_on`: whatever comes after."""

    def __init__(self, log: MemoryLog, *, error: Exception | None = None) -> None:
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()
        self._log, self._error = log, error
        log.faults = self._hold

    def free(self) -> None:
        """The log is at its best again."""
        self._log.faults = no_faults

    def fails_on(self) -> None:
        """The held commit fails, and every other that comes, until `free`."""
        self._log.faults = self._fail
        self.goes_on.set()

    async def _hold(self, moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            self.free()
            self.begun.set()
            await self.goes_on.wait()
            if self._error is not None:
                raise self._error

    async def _fail(self, moment: Moment) -> None:
        if moment is Moment.BEFORE_STORING:
            raise LogUnavailable


async def launched() -> MemoryLog:
    log = MemoryLog()
    await write_registry(log, *ex.REGISTRY_FACTS)
    await write(log, ex.LAUNCHED, ONE)
    return log


def waiting(service: Reacting) -> list[str]:
    (desk,) = service.reactor._desks.values()
    return [subject.id for subject in desk.waiting if subject.kind == "COLLECTIVE"]


async def weighed_but(service: Reacting, *others: str) -> None:
    """Wait until no unit waits to be weighed but these."""
    for _ in range(1_000):
        if waiting(service) == list(others):
            return
        await asyncio.sleep(0)
    raise AssertionError(waiting(service))


async def first_is_being_stated(service: Reacting, log: MemoryLog, *, error: Exception | None = None) -> Held:
    await service.caught_up()
    await write(log, ex.ACTIVITY)
    held = Held(log, error=error)
    await held.begun.wait()
    return held


def test_others_are_weighed_while_a_flag_is_written() -> None:
    async def story() -> None:
        log = await launched()
        async with awards(log) as service:
            held = await first_is_being_stated(service, log)
            number = await write(log, THEIRS)
            assert await service.reactor.followed(number)
            await weighed_but(service)
            assert service.reactor.weighed < number
            held.goes_on.set()
            await service.caught_up()

        assert [flag.subject_id for flag in flags_in(log)] == ["hctc", "vpubnd"]

    run(story())


def test_whose_flag_is_written_is_weighed_again_only_after_it() -> None:
    async def story() -> None:
        log = await launched()
        async with awards(log) as service:
            held = await first_is_being_stated(service, log)
            assert await service.reactor.followed(await write(log, WITHDRAWN))
            await weighed_but(service, OURS)
            held.goes_on.set()
            await service.caught_up()

        assert [flag.verdict for flag in flags_in(log)] == ["CANDIDATE", "NOT_YET"]

    run(story())


def test_whose_flag_the_log_did_not_take_is_weighed_again_before_anybody_is_told_that_it_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")

    async def story() -> None:
        log = await launched()
        async with awards(log) as service:
            held = await first_is_being_stated(service, log, error=LogUnavailable())
            number = await write(log, THEIRS)
            await weighed_but(service)
            held.fails_on()
            while caplog.messages.count("flags_wait_for_the_log") < 2:
                await a_moment()
            assert service.reactor.weighed < number
            held.free()

            assert await service.reactor.caught_up(number * 1_000)
            assert sorted(flag.subject_id for flag in flags_in(log)) == ["hctc", "vpubnd"]

    run(story())


def test_damage_that_shows_while_a_flag_is_written_ends_the_reactor_though_nothing_new_comes() -> None:
    async def story() -> None:
        log = await launched()
        service = Reacting(log)
        following = asyncio.create_task(service.follow(log.follow(after=0)))
        reacting = asyncio.create_task(service.reactor.run(after=0))
        held = await first_is_being_stated(service, log, error=LogDamaged("Commit 9 is missing."))
        held.goes_on.set()
        try:
            with pytest.raises(LogDamaged):
                await reacting
        finally:
            following.cancel()
            await service.pens.close()

    run(story())
