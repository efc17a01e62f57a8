"""Concurrent calls under kills, judged as one after the other: the log's order agrees with real time and every answer.

Wing and Gong's search is not needed: the log says in which order it happened. What was recorded is replayed in that
order by a specification of a few lines; what was refused must be refused at some point between its call and its answer.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from msgspec.structs import replace

from shared.core.envelope import Fact
from shared.core.events import FundsDisbursed, FundsReversed, HouseholdApproved, HouseholdIdentified
from tests.examples import APPROVED, DISBURSEMENT, ESTABLISHED, HOUSEHOLD, LAUNCHED, REVERSAL, VERIFIED
from tests.faults.whole_system import Event, Loss, Result, WholeSystem, whole_system
from tests.integration.door.statements import RULES_OF_ALL_DAYS, event, household
from tests.waiting import a_moment

UNIT, SUPPORT = "huyen-mai-chau", 60_000_000
CALLERS, CALLS, DEATHS = 6, 12, 3
SEEDS: Final = (1, 2, 3)
NUMBERS: Final = [f"01719000{n:04}" for n in range(8)]


@dataclass
class Call:
    """One call: when it began and ended, and what came of it."""

    event: Event
    began: float
    ended: float = 0.0
    result: Result = field(default_factory=dict)

    @property
    def position(self) -> int:
        """Where it stands; 0 if it was refused."""
        return int(self.result.get("position", 0))


@dataclass
class Read:
    """How much was paid out by a position at least, as it was read."""

    after: int
    ended: float
    paid: int = 0


class Ledger:
    """What may follow on what, in a few lines: one support a number, no more paid than approved, taken back once."""

    def __init__(self) -> None:
        self.payments: dict[str, int] = {}
        self.support = 0
        self.persons: set[str] = set()

    @property
    def paid(self) -> int:
        return sum(self.payments.values())

    def refuses(self, data: dict[str, Any], person: str) -> bool:
        match data:
            case {"amount_vnd": int(amount), "disbursement_id": str(payment)}:
                return payment in self.payments or self.paid + amount > self.support
            case {"disbursement_id": str(payment)}:
                return not self.payments.get(payment)
            case _:
                return person in self.persons

    def take(self, fact: Fact) -> None:
        match fact.data:
            case HouseholdApproved(support_vnd=support):
                self.support = support
            case FundsDisbursed(disbursement_id=payment, amount_vnd=amount):
                self.payments[payment] = amount
            case FundsReversed(disbursement_id=payment):
                self.payments[payment] = 0
            case HouseholdIdentified(person=person) if person is not None:
                assert person.person_ref not in self.persons
                self.persons.add(person.person_ref)


class Day:
    """A campaign with one household whose support is disputed, and some numbers that are; all that was called."""

    def __init__(self, system: WholeSystem, seed: int) -> None:
        self.system = system
        self.dice = Random(seed)
        self.campaign = f"day-{seed}"
        self.calls: list[Call] = []
        self.reads: list[Read] = []
        self._numbers = count()

    async def play(self) -> None:
        """From the launch to the last answer."""
        launched = [event(replace(LAUNCHED, campaign=self.campaign), self.campaign)]
        await self.system.state_until_answered("admin", "", [*launched, event(RULES_OF_ALL_DAYS, self.campaign)])
        home = replace(HOUSEHOLD, person=None)
        await self.system.state_until_answered("unit", UNIT, [event(home, self.campaign)])
        both = [event(VERIFIED, self.campaign), event(replace(APPROVED, support_vnd=SUPPORT), self.campaign)]
        await self.system.state_until_answered("verifier", "", both)
        deaths = asyncio.create_task(self._die())
        await asyncio.gather(*(self._caller() for _ in range(CALLERS)))
        await deaths

    async def _caller(self) -> None:
        mine: list[str] = []
        for _ in range(CALLS):
            call = await self._call(self._statement(mine))
            if "amount_vnd" in call.event["data"] and call.position:
                mine.append(call.event["data"]["disbursement_id"])
            if call.position:
                await self._read(call.position)

    async def _call(self, said: Event) -> Call:
        loop = asyncio.get_running_loop()
        call = Call(said, loop.time())
        self.calls.append(call)
        (call.result,) = await self.system.state_until_answered("unit", UNIT, [said])
        call.ended = loop.time()
        return call

    async def _read(self, after: int) -> None:
        read = Read(after, 0.0)
        path = f"/tracking/campaigns/{self.campaign}"
        while self.system.parts["tracking"].client is None:
            await a_moment()
        answer = await self.system.read("tracking", path, "auditor", after=str(after))
        read.ended = asyncio.get_running_loop().time()
        read.paid = answer["totals"]["funds"]["disbursed_vnd"]
        self.reads.append(read)

    async def _die(self) -> None:
        """Lose answers and commits, and die in the middle of calls."""
        tracking = self.system.parts["tracking"]
        for nth in range(1, DEATHS + 1):
            while len(self.calls) < nth * CALLERS * CALLS // (DEATHS + 1):
                await a_moment()
            tracking.losses.extend(self.dice.choices(list(Loss), k=2))
            while tracking.losses and sum(not call.ended for call in self.calls):
                await a_moment()
            await tracking.die()
            await tracking.start()

    def _statement(self, mine: Sequence[str]) -> Event:
        dice = self.dice.random()
        if mine and dice < 0.3:
            reversal = replace(REVERSAL, disbursement_id=self.dice.choice(mine))
            return event(reversal, self.campaign, source=f"/units/{UNIT}")
        if dice < 0.5:
            return household(self.campaign, number=self.dice.choice(NUMBERS))
        payment = replace(
            DISBURSEMENT,
            disbursement_id=f"D-{next(self._numbers)}",
            amount_vnd=self.dice.choice((10_000_000, 25_000_000)),
        )
        return event(payment, self.campaign, source=f"/units/{UNIT}")


@pytest.mark.slow
def test_the_logs_order_agrees_with_real_time_and_with_every_answer(tmp_path: Path) -> None:
    async def story() -> list[tuple[Day, list[tuple[int, Fact]]]]:
        async with AsyncExitStack() as stack:
            system = await stack.enter_async_context(whole_system(tmp_path))
            await system.state_until_answered("admin", "", [event(one, "") for one in ESTABLISHED])
            days = [Day(system, seed) for seed in SEEDS]
            for day in days:
                await day.play()
            return [(day, await system.facts(day.campaign)) for day in days]

    for day, facts in asyncio.run(story()):
        assert len({call.result.get("status") for call in day.calls}) > 1  # something was refused, something was not
        judge(day, [(position, fact) for position, fact in facts if fact.source.startswith(("/units/", "/tests"))])


def judge(day: Day, facts: list[tuple[int, Fact]]) -> None:
    """All that must hold of one day."""
    positions = [position for position, _ in facts]
    by_id = {fact.id: (position, fact) for position, fact in facts}
    persons = persons_of(day.calls, by_id)
    ledgers = [paid_and_refusing(facts[:many]) for many in range(len(facts) + 1)]

    for call in day.calls:
        stands = by_id.get(call.event["id"])
        assert (stands[0] if stands else 0) == call.position, call
        earliest = max((one.position for one in day.calls if one.position and one.ended < call.began), default=0)
        latest = min((one.position for one in day.calls if one.position and one.began > call.ended), default=10**12)
        data, person = call.event["data"], persons.get(citizen_of(call.event), "")
        if call.position:
            assert earliest < call.position < latest, call
            assert not ledgers[bisect_left(positions, call.position)].refuses(data, person), call
        else:
            points = range(bisect_left(positions, earliest + 1), bisect_left(positions, latest) + 1)
            assert any(ledgers[point].refuses(data, person) for point in points), call
    for read in day.reads:
        latest = min((one.position for one in day.calls if one.position and one.began > read.ended), default=10**12)
        points = range(bisect_left(positions, read.after + 1), bisect_left(positions, latest) + 1)
        assert read.paid in {ledgers[point].paid for point in points}, read


def paid_and_refusing(facts: Sequence[tuple[int, Fact]]) -> Ledger:
    """The ledger after so many facts."""
    ledger = Ledger()
    for _, fact in facts:
        ledger.take(fact)
    return ledger


def citizen_of(said: Event) -> str:
    return str(said["data"].get("person", {}).get("citizen_id", ""))


def persons_of(calls: Sequence[Call], by_id: dict[str, tuple[int, Fact]]) -> dict[str, str]:
    """What stands in the log for each citizen number; the number itself stands nowhere."""
    found: dict[str, str] = {}
    for call in calls:
        if call.position and citizen_of(call.event):
            data = by_id[call.event["id"]][1].data
            assert isinstance(data, HouseholdIdentified)
            assert data.person is not None
            assert citizen_of(call.event) not in found
            found[citizen_of(call.event)] = data.person.person_ref
    return found
