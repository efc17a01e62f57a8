"""The pen, asked what would become of commands: it answers as it would, and nothing stays."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded
from tests.unit.core.invariants import check_memory, own_commits
from tests.unit.core.ledger import ABOVE_SUPPORT, NOT_APPROVED, command_of, paid
from tests.unit.core.test_pen import APPROVAL, PAYMENT, SECOND, THIRD, approvals, pen_on
from tests.unit.core.unreliable_log import Forecast, UnreliableLog, played

WOULD_BE = Recorded(0)
OTHER = command_of(paid("payment", "ho-0001", 7), identity="payment")
COMMANDS = [APPROVAL, PAYMENT, SECOND, THIRD, OTHER]


@played
async def test_each_is_decided_after_those_before_it_and_nothing_is_written() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.try_out([APPROVAL, PAYMENT, PAYMENT, OTHER, SECOND, THIRD])
        after = await pen.submit([PAYMENT])
        check_memory(pen, log)

    assert answers == [WOULD_BE, WOULD_BE, Duplicate(0), ContentDiffers(0), WOULD_BE, ABOVE_SUPPORT]
    assert after == [NOT_APPROVED]
    assert own_commits(log) == []


@played
async def test_what_is_recorded_already_is_found_where_it_stands() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        approved, paid_out = await pen.submit([APPROVAL, PAYMENT])

        answers = await pen.try_out([PAYMENT, OTHER, APPROVAL])

    assert isinstance(approved, Recorded)
    assert isinstance(paid_out, Recorded)
    assert answers == [
        Duplicate(paid_out.position),
        ContentDiffers(paid_out.position),
        Duplicate(approved.position),
    ]


@played
async def test_trials_and_callers_who_come_at_once_do_not_meet() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        tried, recorded, again, other = await asyncio.gather(
            pen.try_out([APPROVAL]), pen.submit([APPROVAL, PAYMENT]), pen.try_out([APPROVAL]), pen.submit([SECOND])
        )
        check_memory(pen, log)

    assert tried == [WOULD_BE]
    assert again == [Duplicate(recorded[0].position)]  # type: ignore[union-attr]
    assert isinstance(other[0], Recorded)


@played
async def test_a_thousand_are_tried_out_at_once() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.try_out(approvals(1_000))

    assert answers == [WOULD_BE] * 1_000


@given(st.lists(st.sampled_from(COMMANDS), max_size=6), st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=6))
def test_a_trial_says_what_then_becomes_of_them(before: list[Command], then: list[Command]) -> None:
    tried, done = asyncio.run(_tried_and_done(before, then))

    assert [_kind(answer) for answer in tried] == [_kind(answer) for answer in done]


async def _tried_and_done(before: list[Command], then: list[Command]) -> tuple[list[Answer], list[Answer]]:
    async with pen_on(UnreliableLog(Forecast())) as pen:
        await pen.submit(before)
        return await pen.try_out(then), await pen.submit(then)


def _kind(answer: Answer) -> object:
    return type(answer) if isinstance(answer, Recorded | Duplicate | ContentDiffers) else answer
