"""The pen where writers follow one another: who may have been followed says nothing, who follows reads on first."""

import asyncio

import pytest

from shared.core.decider import Duplicate, Recorded, Refused
from shared.core.envelope import Fact
from shared.core.errors import LogUnavailable
from tests.unit.core.invariants import own_facts
from tests.unit.core.ledger import Ledger, Treasurer, approved, command_of, paid
from tests.unit.core.test_pen import APPROVAL, PAYMENT, pen_on
from tests.unit.core.unreliable_log import Fate, Forecast, UnreliableLog, later, played

OTHER = command_of(approved("ho-0002"), identity="other")
OF_OTHER = command_of(paid("late", "ho-0002", 30_000_000), identity="late")


@played
async def test_who_may_have_been_followed_writes_and_refuses_nothing() -> None:
    log = UnreliableLog(Forecast())
    sure = True

    async with pen_on(log, is_sure=lambda: sure) as pen:
        await pen.submit([APPROVAL])
        sure = False
        for command in (PAYMENT, OF_OTHER, APPROVAL):
            with pytest.raises(LogUnavailable):
                await pen.submit([command])
        written = len(own_facts(log))
        sure = True
        (later,) = await pen.submit([PAYMENT])

    assert written == 1
    assert isinstance(later, Recorded)


@played
async def test_who_follows_reads_on_before_the_first_answer_that_no_fence_guards() -> None:
    log = UnreliableLog(Forecast())

    async with pen_on(log, "old") as old, pen_on(log, "new") as new:
        await new.try_out([APPROVAL])  # it has read the log to its end
        await old.submit([APPROVAL])  # was on its way
        (answer,) = await new.submit([PAYMENT])

    assert isinstance(answer, Recorded)


@played
async def test_who_met_another_writer_reads_on_until_its_own_commit_is_the_last() -> None:
    log = UnreliableLog(Forecast())

    async with pen_on(log, "old") as old, pen_on(log, "new") as new:
        await new.submit([APPROVAL])
        await old.submit([PAYMENT])
        (again,) = await new.submit([PAYMENT])
        await old.submit([OTHER])
        (answer,) = await new.submit([OF_OTHER])

    assert isinstance(again, Duplicate)
    assert isinstance(answer, Recorded)


@played
async def test_a_refusal_of_whose_own_commit_is_the_last_asks_the_log_nothing() -> None:
    log = UnreliableLog(Forecast())

    async with pen_on(log) as pen:
        await pen.submit([APPROVAL])
        log.weather.read_fails = lambda: True  # type: ignore[method-assign]
        (answer,) = await pen.submit([OF_OTHER])

    assert isinstance(answer, Refused)


@played
async def test_who_may_have_been_followed_sends_nothing_again_and_looks_what_became_of_it() -> None:
    log = UnreliableLog(Forecast(Fate.DROPPED))
    sure = True

    async with pen_on(log, is_sure=lambda: sure) as pen:
        asked = asyncio.create_task(pen.submit([APPROVAL]))
        await later(0.05)  # it was sent, and lost
        sure = False
        with pytest.raises(LogUnavailable):
            await asked
        sent = log.sendings
        sure = True
        (answer,) = await pen.submit([APPROVAL])

    assert sent == 1
    assert isinstance(answer, Recorded)


@played
async def test_who_was_stopped_between_deciding_and_sending_sends_nothing() -> None:
    log = UnreliableLog(Forecast())
    sure = True

    class Stopped(Treasurer):
        def evolve(self, state: Ledger, fact: Fact, ref: int, /) -> None:
            nonlocal sure
            sure = False
            super().evolve(state, fact, ref)

    async with pen_on(log, decider=Stopped(), is_sure=lambda: sure) as pen:
        with pytest.raises(LogUnavailable):
            await pen.submit([APPROVAL])

    assert log.sendings == 0
    assert pen.state.content() == Ledger().content()


@played
async def test_who_may_have_been_followed_finds_what_was_recorded_all_the_same() -> None:
    log = UnreliableLog(Forecast(Fate.LOST_ACK))
    sure = True

    async with pen_on(log, is_sure=lambda: sure) as pen:
        asked = asyncio.create_task(pen.submit([APPROVAL]))
        await later(0.05)
        sure = False
        (answer,) = await asked

    assert isinstance(answer, Recorded)
    assert len(own_facts(log)) == 1
