"""The whole system against a model: whatever is stated, lost and killed, what was acknowledged stands there once.

Candidates and notices are those that follow from it. `THIDUA_HISTORIES=200` plays as many histories; one that fails is
shown step by step, and Hypothesis plays it again first.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import count
from typing import Any, Final, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace

from shared.core import events
from shared.core.events import CandidateFlagged, CandidateUnflagged, NotificationSent
from shared.core.values import ActivityKind
from tests.examples import ACTIVITY, ESTABLISHED, LAUNCHED
from tests.faults.whole_system import NAMES, Event, Loss, Result, WholeSystem, whole_system
from tests.integration.door.statements import RULES_OF_ALL_DAYS, event

HISTORIES: Final = int(os.environ.get("THIDUA_HISTORIES", "12"))
STEPS: Final = 15
PHASES: Final = [Phase.reuse, Phase.generate]  # to make a failing history shorter would take an hour of restarts
UNITS: Final = ("hctc", "thcb", "huyen-mai-chau")
COUNTED: Final = "inspection_conducted"  # the one card asks for two of these
OTHER: Final = "outreach_delivered"
ENOUGH: Final = 2
T = TypeVar("T")

unit = st.sampled_from(UNITS)
kind: st.SearchStrategy[ActivityKind] = st.sampled_from([COUNTED, COUNTED, OTHER])
which = st.integers(0, 9)


class World:
    """The system that all histories of a run share, each in a campaign of its own."""

    def __init__(self, runner: asyncio.Runner, system: WholeSystem) -> None:
        self.system = system
        self.campaigns = count()
        self._runner = runner

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(story)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            system = runner.run(stack.enter_async_context(whole_system(tmp_path_factory.mktemp("whole"))))
            established = [event(one, "") for one in ESTABLISHED]
            runner.run(system.state_until_answered("admin", "", established))
            yield World(runner, system)
        finally:
            runner.run(stack.aclose())


class Histories(RuleBasedStateMachine):
    """One campaign, and what is known of it: what was acknowledged where, and which activities count for whom."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.system, self.run = world.system, world.run
        self.campaign = f"history-{next(world.campaigns)}"
        self.numbers = count()
        self.said: list[tuple[str, Event, int]] = []  # by which unit, what, and where it stands
        self.activities: dict[str, tuple[str, str]] = {}  # unit and kind; gone once withdrawn
        self.turns: Counter[str] = Counter()  # how often a unit became a candidate, or ceased to be one
        launched = [event(replace(LAUNCHED, campaign=self.campaign), self.campaign)]
        self.run(self.system.revive())
        launched.append(event(RULES_OF_ALL_DAYS, self.campaign))
        results = self.run(self.system.state_until_answered("admin", "", launched))
        assert [one["status"] for one in results] == ["recorded", "recorded"], results
        self.last = int(results[-1]["position"])

    # --- what is stated

    @rule(unit=unit, kinds=st.lists(kind, min_size=1, max_size=3))
    def report(self, unit: str, kinds: list[str]) -> None:
        self.stated(unit, self.new(unit, kinds))

    @rule(unit=unit, kinds=st.lists(kind, min_size=1, max_size=3), dying=st.sampled_from(NAMES))
    def report_while_one_dies(self, unit: str, kinds: list[str], dying: str) -> None:
        async def die_and_come_back() -> None:
            part = self.system.parts[dying]
            await part.die()
            await part.start()

        new = self.new(unit, kinds)
        *_, results = self.run(together(die_and_come_back(), self.system.state_until_answered("unit", unit, new)))
        self.note(unit, new, results)

    @rule(unit=unit, kinds=st.lists(kind, min_size=1, max_size=3))
    def report_twice_at_once(self, unit: str, kinds: list[str]) -> None:
        new = self.new(unit, kinds)
        twice = (self.system.state_until_answered("unit", unit, new) for _ in range(2))
        first, second = self.run(together(*twice))
        assert [one["position"] for one in first] == [one["position"] for one in second]
        self.note(unit, new, first)

    @precondition(lambda self: self.activities)
    @rule(which=which, kind=kind)
    def correct(self, which: int, kind: ActivityKind) -> None:
        activity_id, (unit, before) = self.one(which)
        if kind != before:
            changes = events.ActivityChanges(kind=kind)
            self.stated(unit, [self.of_unit(events.ActivityCorrected(activity_id, changes, "Đếm lại"), unit)])
            self.counts(activity_id, unit, kind)

    @precondition(lambda self: self.activities)
    @rule(which=which)
    def withdraw(self, which: int) -> None:
        activity_id, (unit, _) = self.one(which)
        self.stated(unit, [self.of_unit(events.ActivityWithdrawn(activity_id, "Nhầm"), unit)])
        self.counts(activity_id, unit, "")

    @precondition(lambda self: self.said)
    @rule(which=which)
    def say_again(self, which: int) -> None:
        unit, said, position = self.said[which % len(self.said)]
        (result,) = self.answered(unit, [said])
        assert (result["status"], result["position"]) == ("duplicate", position)

    @precondition(lambda self: self.said)
    @rule(which=which)
    def say_otherwise_under_the_same_id(self, which: int) -> None:
        unit, said, _ = self.said[which % len(self.said)]
        (result,) = self.answered(unit, [said | {"time": "2025-03-09T09:00:00+07:00"}])
        assert result["problem"]["status"] == 409

    # --- what goes wrong

    @rule(name=st.sampled_from(NAMES), losses=st.lists(st.sampled_from(Loss), min_size=1, max_size=3))
    def lose(self, name: str, losses: list[Loss]) -> None:
        self.system.parts[name].losses.extend(losses)

    @rule(name=st.sampled_from(["awards", "notify"]))
    def die(self, name: str) -> None:
        self.run(self.system.parts[name].die())

    @rule(name=st.sampled_from(NAMES))
    def come_back(self, name: str) -> None:
        async def die_and_come_back() -> None:
            await self.system.parts[name].die()
            await self.system.parts[name].start()

        self.run(die_and_come_back())

    # --- what holds

    @rule()
    def look(self) -> None:
        self.run(self.system.revive())
        self.run(self.candidates_and_notices_follow())

    def teardown(self) -> None:
        self.run(self.system.revive())
        self.run(self.candidates_and_notices_follow())
        self.run(self.all_that_was_acknowledged_stands_there_once())

    async def all_that_was_acknowledged_stands_there_once(self) -> None:
        facts = await self.system.facts(self.campaign)
        stated = {position: fact.id for position, fact in facts if fact.source.startswith("/units/")}
        assert stated == {position: said["id"] for _, said, position in self.said}
        assert len({fact.id for _, fact in facts}) == len(facts)

    async def candidates_and_notices_follow(self) -> None:
        last = str(self.last)
        path = f"/awards/campaigns/{self.campaign}/candidates"
        shown = (await self.system.read("awards", path, "secretary", after=last))["candidates"]
        found = {one["subject_id"] for one in shown if one["verdict"] == "CANDIDATE"}
        assert found == {unit for unit in UNITS if self.has_enough(unit)}
        await self.system.read("notify", "/notify/deliveries", "auditor", after=last)
        facts = [(position, fact.data) for position, fact in await self.system.facts(self.campaign)]
        flags = [(position, one) for position, one in facts if isinstance(one, CandidateFlagged | CandidateUnflagged)]
        for unit in UNITS:  # awards that was away weighs what it finds: of turns that came meanwhile the last counts
            turns = [isinstance(one, CandidateFlagged) for _, one in flags if one.subject_id == unit]
            assert turns == [True, False] * (len(turns) // 2) + [True] * self.has_enough(unit)
            assert len(turns) <= self.turns[unit]
        told = Counter((int(one.cause), one.recipient) for _, one in facts if isinstance(one, NotificationSent))
        assert told == Counter((position, whom) for position, one in flags for whom in (one.subject_id, "secretary"))

    # --- how it is said

    def new(self, unit: str, kinds: Sequence[str]) -> list[Event]:
        """Activities that were not reported before."""
        named = [(f"{self.campaign}-{next(self.numbers)}", kind) for kind in kinds]
        return [
            self.of_unit(replace(ACTIVITY, activity_id=activity_id, unit_id=unit, kind=kind, persons=()), unit)
            for activity_id, kind in named
        ]

    def of_unit(self, data: events.Data, unit: str) -> Event:
        return event(data, self.campaign, source=f"/units/{unit}")

    def one(self, which: int) -> tuple[str, tuple[str, str]]:
        """One of the activities that count or may."""
        return list(self.activities.items())[which % len(self.activities)]

    def answered(self, unit: str, said: Sequence[Event]) -> list[Result]:
        return self.run(self.system.state_until_answered("unit", unit, said))

    def stated(self, unit: str, said: Sequence[Event]) -> None:
        self.note(unit, said, self.answered(unit, said))

    def note(self, unit: str, said: Sequence[Event], results: Sequence[Result]) -> None:
        """Take acknowledged events into the model."""
        for one, result in zip(said, results, strict=True):
            assert result["status"] in ("recorded", "duplicate"), result
            self.said.append((unit, one, result["position"]))
            self.last = max(self.last, result["position"])
            data = one["data"]
            if "clause" in data:
                self.counts(data["activity_id"], unit, data["kind"])

    def counts(self, activity_id: str, unit: str, kind: str) -> None:
        """An activity is of this kind from now on (none: it is withdrawn); whose turn that is, if anybody's."""
        before = self.has_enough(unit)
        self.activities.pop(activity_id, None)
        if kind:
            self.activities[activity_id] = (unit, kind)
        if self.has_enough(unit) is not before:
            self.turns[unit] += 1

    def has_enough(self, unit: str) -> bool:
        return sum(one == (unit, COUNTED) for one in self.activities.values()) >= ENOUGH


async def together(*stories: Coroutine[Any, Any, Any]) -> list[Any]:
    """All at once; what each gave."""
    return list(await asyncio.gather(*stories))


@pytest.mark.slow
def test_whatever_is_stated_lost_and_killed_the_system_is_as_the_model_says(world: World) -> None:
    class InThisWorld(Histories):
        def __init__(self) -> None:
            super().__init__(world)

    asked = settings(max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, phases=PHASES)
    run_state_machine_as_test(InThisWorld, settings=asked)
