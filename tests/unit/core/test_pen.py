"""The pen, scenario by scenario and through thousands of simulated days. It knows no NATS.

One seed again: `THIDUA_SEEDS=1 THIDUA_FIRST_SEED=4711 pytest tests/unit/core/test_pen.py -k seed`.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

import pytest

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused, fact_of
from shared.core.draft import ID_TWICE, TOO_LARGE, WHOLE_REFUSED
from shared.core.envelope import MAX_COMMIT_BYTES, MAX_FACT_BYTES, encode_fact
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import ActivityVerified
from shared.core.pen import Pen
from shared.core.values import CampaignId, Owner
from tests.unit.core.invariants import check, check_memory, own_commits, own_facts
from tests.unit.core.ledger import (
    ABOVE_SUPPORT,
    CAMPAIGN,
    NOT_APPROVED,
    PAID_BEFORE,
    Ledger,
    Treasurer,
    approved,
    command_of,
    paid,
)
from tests.unit.core.simulation import simulate
from tests.unit.core.unreliable_log import Fate, Forecast, UnreliableLog, give_way, later, played

SEEDS = int(os.environ.get("THIDUA_SEEDS", "2000"))
FIRST = int(os.environ.get("THIDUA_FIRST_SEED", "0"))
BLOCK = 250

APPROVAL = command_of(approved("ho-0001", 60_000_000), identity="approval")
PAYMENT = command_of(paid("payment", "ho-0001", 30_000_000), identity="payment")
SECOND = command_of(paid("second", "ho-0001", 30_000_000), identity="second")
THIRD = command_of(paid("third", "ho-0001", 30_000_000), identity="third")


@asynccontextmanager
async def pen_on(
    log: UnreliableLog,
    name: str = "A",
    *,
    state: Ledger | None = None,
    decider: Treasurer | None = None,
    is_sure: Callable[[], bool] = lambda: True,
) -> AsyncIterator[Pen[Ledger]]:
    """A pen at work on a log, laid down at the end."""
    ids = count(1)
    pen = Pen(
        log,
        state or Ledger(),
        campaign=CAMPAIGN,
        owner="tracking",
        decider=decider or Treasurer(),
        new_commit_id=lambda: f"{name}-{next(ids)}",
        is_sure=is_sure,
    )
    task = asyncio.create_task(pen.run())
    try:
        yield pen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def approvals(number: int, *, first: int = 0) -> list[Command]:
    """So many households approved, each an event of its own."""
    return [command_of(approved(f"ho-{n}"), identity=f"approval-{n}") for n in range(first, first + number)]


def numbers(answers: list[Answer]) -> set[int]:
    """The commits that answers name; none may be a refusal."""
    assert not [answer for answer in answers if isinstance(answer, Refused)]
    return {answer.position // 1_000 for answer in answers if not isinstance(answer, Refused)}


@pytest.mark.parametrize("first", range(FIRST, FIRST + SEEDS, BLOCK))
def test_whatever_a_seed_brings_the_log_and_every_answer_agree(first: int) -> None:
    for seed in range(first, min(first + BLOCK, FIRST + SEEDS)):
        try:
            check(simulate(seed))
        except BaseException as error:
            error.add_note(f"Seed {seed}")
            raise


def test_a_seed_plays_the_same_day_again() -> None:
    first, again = simulate(7), simulate(7)

    assert again.log.commits == first.log.commits
    assert again.attempts == first.attempts


@played
async def test_a_conflict_is_decided_again_and_may_change_the_answer() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log, "A") as pen:
        await pen.submit([APPROVAL, PAYMENT])
        async with pen_on(log, "B") as other:
            await other.submit([SECOND])

        answers = await pen.submit([THIRD])
        check_memory(pen, log)

    assert answers == [ABOVE_SUPPORT]
    assert len(own_facts(log)) == 3


@played
async def test_after_a_conflict_callers_are_decided_in_the_order_they_came() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log, "A") as pen:
        await pen.submit([APPROVAL])
        async with pen_on(log, "B") as other:
            await other.submit([PAYMENT])

        first, second = await asyncio.gather(pen.submit([SECOND]), pen.submit([THIRD]))

    assert first == [Recorded(max(own_facts(log)))]
    assert second == [ABOVE_SUPPORT]


@played
async def test_a_lost_ack_is_found_by_reading_and_the_commit_stands_once() -> None:
    log = UnreliableLog(Forecast(Fate.LOST_ACK))
    async with pen_on(log) as pen:
        answers = await pen.submit([APPROVAL])
        check_memory(pen, log)

    assert answers == [Recorded(position) for position in own_facts(log)]
    assert list(log.sent.values()) == [1]


@played
async def test_a_commit_that_arrives_late_is_recorded_once_although_it_was_sent_again() -> None:
    log = UnreliableLog(Forecast(Fate.LATE, Fate.DROPPED, Fate.DROPPED))
    async with pen_on(log) as pen:
        answers = await pen.submit([APPROVAL])

    assert answers == [Recorded(position) for position in own_facts(log)]


@played
async def test_a_refusal_in_the_middle_of_a_batch_costs_the_others_nothing() -> None:
    log = UnreliableLog(Forecast())
    stranger = command_of(paid("stranger", "ho-9999"), identity="stranger")
    async with pen_on(log) as pen:
        answers = await pen.submit([APPROVAL, stranger, PAYMENT, SECOND, THIRD])

    first, second, third = own_facts(log)
    assert answers == [Recorded(first), NOT_APPROVED, Recorded(second), Recorded(third), ABOVE_SUPPORT]


@played
async def test_the_same_event_twice_in_a_batch_is_recorded_once() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.submit([APPROVAL, APPROVAL])

    (position,) = own_facts(log)
    assert answers == [Recorded(position), Duplicate(position)]


@played
async def test_a_pen_that_was_just_born_knows_what_was_recorded_before() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log, "A") as pen:
        recorded = await pen.submit([APPROVAL, PAYMENT])

    async with pen_on(log, "B") as pen:
        repeated = await pen.submit([APPROVAL, PAYMENT])

    assert repeated == [Duplicate(answer.position) for answer in recorded if isinstance(answer, Recorded)]


@played
async def test_the_same_id_with_other_content_is_told_apart() -> None:
    log = UnreliableLog(Forecast())
    other = command_of(approved("ho-0002"), identity=APPROVAL.id)
    async with pen_on(log) as pen:
        answers = await pen.submit([APPROVAL, other])

    (position,) = own_facts(log)
    assert answers == [Recorded(position), ContentDiffers(position)]


@played
async def test_nothing_is_answered_with_nothing() -> None:
    async with pen_on(UnreliableLog(Forecast())) as pen:
        assert await pen.submit([]) == []


@played
async def test_a_group_is_recorded_in_one_commit() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        alone, group = await asyncio.gather(pen.submit(approvals(600)), pen.submit_whole(approvals(600, first=600)))

    assert [len(numbers(alone)), len(numbers(group))] == [1, 1]
    assert numbers(alone) != numbers(group)


@played
async def test_a_group_of_which_one_is_refused_leaves_no_trace() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        (before,) = await pen.submit([APPROVAL])
        again = command_of(paid("payment", "ho-0001"), identity="again")

        answers = await pen.submit_whole([APPROVAL, PAYMENT, again])
        check_memory(pen, log)

    assert answers == [Duplicate(max(own_facts(log))), WHOLE_REFUSED, PAID_BEFORE]
    assert [before] == [Recorded(position) for position in own_facts(log)]


@played
async def test_a_group_with_two_contents_under_one_id_is_not_recorded() -> None:
    log = UnreliableLog(Forecast())
    other = command_of(approved("ho-0002"), identity=APPROVAL.id)
    async with pen_on(log) as pen:
        answers = await pen.submit_whole([APPROVAL, other])

    assert answers == [WHOLE_REFUSED, ID_TWICE]
    assert own_facts(log) == {}


@played
async def test_a_group_with_nothing_new_is_answered_one_by_one() -> None:
    log = UnreliableLog(Forecast())
    stranger = command_of(paid("stranger", "ho-9999"), identity="stranger")
    async with pen_on(log) as pen:
        await pen.submit([APPROVAL])

        answers = await pen.submit_whole([APPROVAL, stranger])

    assert answers == [Duplicate(max(own_facts(log))), NOT_APPROVED]


@played
async def test_a_group_larger_than_a_commit_is_refused_whole() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.submit_whole(approvals(1_001))
        check_memory(pen, log)

    assert answers == [TOO_LARGE] * 1_001
    assert own_facts(log) == {}


@played
async def test_fifteen_hundred_commands_take_two_commits() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.submit(approvals(1_500))

    assert answers == [Recorded(position) for position in own_facts(log)]
    assert [len(commit.facts()) for commit in own_commits(log)] == [1_000, 500]


def verified(length: int) -> Command:
    """A fact whose line in the log has this many bytes."""
    short = command_of(ActivityVerified("activity", "x"), identity="verified")
    line = encode_fact(fact_of(short, recorded_at=short.recorded_at, registry_at=0))
    return command_of(ActivityVerified("activity", "x" * (length - len(line) + 1)), identity="verified")


@played
async def test_a_fact_of_sixty_thousand_bytes_is_recorded() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.submit([verified(MAX_FACT_BYTES)])

    assert answers == [Recorded(max(own_facts(log)))]
    assert [len(commit.payload) for commit in own_commits(log)] == [60_000]


@played
async def test_a_fact_of_one_byte_more_is_refused() -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        answers = await pen.submit([verified(MAX_FACT_BYTES + 1), APPROVAL])

    assert answers == [TOO_LARGE, Recorded(max(own_facts(log)))]


@played
async def test_a_commit_has_at_most_nine_hundred_thousand_bytes() -> None:
    log = UnreliableLog(Forecast())
    large = [command_of(ActivityVerified(f"a-{n}", "x" * 59_000), identity=f"verified-{n}") for n in range(20)]
    async with pen_on(log) as pen:
        answers = await pen.submit(large)

    sizes = [len(commit.payload) for commit in own_commits(log)]
    assert numbers(answers) == {commit.number for commit in own_commits(log)}
    assert MAX_COMMIT_BYTES - MAX_FACT_BYTES < sizes[0] <= MAX_COMMIT_BYTES


@played
async def test_a_caller_is_told_that_the_log_is_unavailable_and_may_send_again() -> None:
    log = UnreliableLog(Forecast(*[Fate.DROPPED] * 60))
    async with pen_on(log) as pen:
        with pytest.raises(LogUnavailable):
            await pen.submit([APPROVAL])

        answers = await pen.submit([APPROVAL])

    assert answers == [Duplicate(position) for position in own_facts(log)]


@played
async def test_a_caller_who_left_is_not_recorded_later() -> None:
    log = UnreliableLog(Forecast(Fate.DROPPED))
    async with pen_on(log) as pen:
        in_flight = asyncio.create_task(pen.submit([APPROVAL]))
        await give_way(3)
        in_the_queue = asyncio.create_task(pen.submit([PAYMENT]))
        await give_way(1)

        in_the_queue.cancel()
        in_flight.cancel()
        await later(1)
        answers = await pen.submit([SECOND])

    assert [fact.id for fact in own_facts(log).values()] == ["approval", "second"]
    assert answers == [Recorded(max(own_facts(log)))]


@played
async def test_callers_of_a_pen_that_cannot_read_are_told_so() -> None:
    log = UnreliableLog(Forecast())
    log.weather.read_fails = lambda: True  # type: ignore[method-assign]
    async with pen_on(log) as pen:
        with pytest.raises(LogUnavailable):
            await pen.submit([APPROVAL])


def gone_with_all_behind_it(log: UnreliableLog) -> None:
    del log.commits[1:]


def gone_alone(log: UnreliableLog) -> None:
    log.commits = [
        commit for commit in log.commits if commit.owner != "tracking" or not log.add(b"x", "others", "notify", "x")
    ]


def handed_out_again(log: UnreliableLog) -> None:
    async def commit(payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        return expect

    log.commit = commit  # type: ignore[method-assign]


@pytest.mark.parametrize("damage", [gone_with_all_behind_it, gone_alone, handed_out_again])
@played
async def test_a_pen_never_goes_on_with_a_log_that_lost_something(damage: Callable[[UnreliableLog], None]) -> None:
    log = UnreliableLog(Forecast())
    async with pen_on(log) as pen:
        await pen.submit([APPROVAL])
        damage(log)

        with pytest.raises(LogDamaged):
            await pen.submit([PAYMENT])

        with pytest.raises(LogDamaged):
            await pen.submit([APPROVAL])


@played
async def test_who_waits_for_a_pen_that_is_laid_down_is_told_so() -> None:
    log = UnreliableLog(Forecast(Fate.DROPPED))
    async with pen_on(log) as pen:
        waiting = asyncio.create_task(pen.submit([APPROVAL]))
        await give_way(5)

    with pytest.raises(LogUnavailable):
        await waiting
    with pytest.raises(LogUnavailable):
        await pen.submit([APPROVAL])


class Broken(Treasurer):
    def evolve(self, *_: object) -> None:
        raise ZeroDivisionError


@played
async def test_who_waits_for_a_pen_whose_decider_fails_is_told_so() -> None:
    async with pen_on(UnreliableLog(Forecast()), decider=Broken()) as pen:
        with pytest.raises(LogUnavailable):
            await pen.submit([APPROVAL])
