"""The quality desk beside the log: it looks when there is something to look at, rests, and tries again."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from services.tracking.handlers.flagging import REST_SECONDS, QualityDesk
from shared.core.decider import Answer, Command, Duplicate, Recorded, Refused
from shared.core.envelope import position_of
from shared.core.errors import LogUnavailable
from shared.core.events import Data, QualityFlagged, Said
from tests.examples import ACTIVITY, CAMPAIGN, REPORT
from tests.histories import commits_of
from tests.unit.awards.reacting import FixedStamps, run

FLAGGED: Final = QualityFlagged(
    quality_id="report-late/huyen-mai-chau/1",
    kind="LATE",
    rule="report-late",
    unit_id="huyen-mai-chau",
    about="2025-02",
    reason=Said("Chậm.", "Late."),
    remedy=Said("Hỏi.", "Ask."),
    evidence=(1_000,),
)
TODAY: Final = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)


class Told:
    """What stands around the desk: it finds one thing until that is recorded, and its pen may be away at first."""

    def __init__(self, *, away: int = 0, answer: Answer | None = None) -> None:
        self.stated: list[Command] = []
        self.looks: list[str] = []
        self.rests: list[float] = []
        self.now = TODAY
        self._number = 0
        self._away, self._answer = away, answer or Recorded(9_000)
        self.desk = QualityDesk(
            self, self.look, shown=self.shown, stamps=FixedStamps(), clock=lambda: self.now, pause=self.rest
        )

    async def submit(self, _campaign: str, commands: Sequence[Command]) -> list[Answer]:
        if self._away:
            self._away -= 1
            raise LogUnavailable
        self.stated += commands
        return [self._answer] * len(commands)

    def look(self, campaign: str, _now: datetime) -> list[QualityFlagged]:
        self.looks.append(campaign)
        return [] if self.stated else [FLAGGED]

    async def shown(self, _position: int) -> bool:
        return True

    async def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        await asyncio.sleep(0)

    async def hears(self, *facts: Data) -> bool:
        """The desk hears the next commit, of these facts, and works until it has caught up with it."""
        [commit] = commits_of(facts, after=self._number)
        self._number = commit.number
        task = asyncio.create_task(self.desk.run())
        try:
            self.desk.hear(commit)
            return await self.desk.caught_up(position_of(commit.number, 0))
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def test_what_is_found_is_stated_as_the_system_under_its_own_id() -> None:
    told = Told()

    assert run(told.hears(REPORT))

    [command] = told.stated
    assert (command.id, command.source) == (FLAGGED.quality_id, "/services/tracking")
    assert (command.role, command.actor, command.data) == ("service", "service:tracking", FLAGGED)


def test_it_rests_after_it_looked_and_not_after_what_says_nothing_to_it() -> None:
    told = Told()

    async def two_commits() -> None:
        assert await told.hears(REPORT)
        assert await told.hears(ACTIVITY)

    run(two_commits())

    assert told.looks == [CAMPAIGN]
    assert [seconds >= REST_SECONDS for seconds in told.rests] == [True] * len(told.rests)
    assert len(told.rests) <= 1


def test_a_new_day_is_looked_at_by_itself() -> None:
    told = Told()

    async def over_night() -> None:
        assert await told.hears(REPORT)
        told.now += timedelta(days=1)
        assert await told.hears(ACTIVITY)

    run(over_night())

    assert told.looks == [CAMPAIGN, CAMPAIGN]


def test_while_the_log_is_away_it_tries_again() -> None:
    told = Told(away=2)

    assert run(told.hears(REPORT))

    assert [command.id for command in told.stated] == [FLAGGED.quality_id]
    assert len(told.looks) == 3


@pytest.mark.parametrize(
    "answer", [Duplicate(9_000), Refused("unchanged", "", ""), Refused("campaign_closed", "", "")], ids=repr
)
def test_what_another_replica_said_is_no_trouble(answer: Answer) -> None:
    told = Told(answer=answer)

    assert run(told.hears(REPORT))

    assert [command.id for command in told.stated] == [FLAGGED.quality_id]
