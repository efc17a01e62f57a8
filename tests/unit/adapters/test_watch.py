"""A service watched: since when a part is as it is, and how far and since when a follower is behind the log."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from shared.adapters.memory import MemoryLog
from shared.adapters.telemetry import Telemetry
from shared.adapters.watch import Watch
from shared.core.health import Health, Parked, Refusals
from shared.core.problems import LOG_UNAVAILABLE, Problem

BEGAN: Final = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)
STORED: Final = (Path(__file__).parents[2] / "golden" / "activity.recorded.v1.json").read_bytes()


class Log(MemoryLog):
    """A log that says how far it reaches."""

    @property
    def newest(self) -> int:
        return len(self.commits)


class Watched:
    """A service of one part and one follower, and the minutes since it began."""

    def __init__(self) -> None:
        self.log, self.minutes, self.position = Log(), 0, 0
        self.answer: bool | Problem = True
        self.parked: list[Parked] = []
        self.telemetry = Telemetry.silent("tracking")
        self.watch = Watch("tracking", self.log, self.telemetry, ask=self._ask, parked=self._parked, clock=self._clock)
        self.watch.follower("read_model", lambda: self.position)

    def look(self, *, minutes: int) -> Health:
        self.minutes = minutes
        return asyncio.run(self.watch.look())

    def commit(self, recorded_at: str) -> None:
        fact = msgspec.json.decode(STORED) | {"recordedat": recorded_at}
        number = self.log.newest
        payload = msgspec.json.encode(fact)
        asyncio.run(
            self.log.commit(payload, campaign="c", owner="tracking", expect=number, commit_id=f"commit {number}")
        )

    async def _ask(self) -> Mapping[str, bool | Problem]:
        return {"log": self.answer}

    async def _parked(self) -> Sequence[Parked]:
        return self.parked

    def _clock(self) -> datetime:
        return BEGAN + timedelta(minutes=self.minutes)


def test_a_part_is_as_it_is_since_somebody_first_saw_it_so() -> None:
    watched = Watched()
    watched.look(minutes=1)

    watched.answer = LOG_UNAVAILABLE
    asks = [watched.look(minutes=minutes).parts[0] for minutes in (5, 9)]
    watched.answer = True
    [well] = watched.look(minutes=12).parts

    assert [(one.answers, one.why, one.since) for one in asks] == [
        (False, LOG_UNAVAILABLE, BEGAN + timedelta(minutes=5))
    ] * 2
    assert (well.answers, well.why, well.since) == (True, None, BEGAN + timedelta(minutes=12))


def test_a_follower_is_behind_since_the_first_commit_was_recorded_that_it_has_not_taken() -> None:
    watched = Watched()
    for minute in (1, 2, 3):
        watched.commit(f"2025-03-10T03:0{minute}:00.000Z")
    watched.position = 1_000

    [behind] = watched.look(minutes=9).followers
    watched.position = 3_000
    [up_with_it] = watched.look(minutes=9).followers

    assert (behind.behind, behind.since) == (2, BEGAN + timedelta(minutes=2))
    assert (up_with_it.behind, up_with_it.since) == (0, None)


def test_what_was_refused_is_told_by_its_reason_the_most_frequent_first() -> None:
    watched = Watched()
    watched.telemetry.count("thidua_statements_refused_total", 2, code="house_not_started", status="422")
    watched.telemetry.count("thidua_credentials_refused_total", 5, door="http", reason="revoked")
    watched.telemetry.count("thidua_credentials_refused_total", 0, door="http", reason="unknown")

    refused = watched.look(minutes=1).refused

    assert refused == (
        Refusals("credential", "revoked", 5, door="http"),
        Refusals("statement", "house_not_started", 2, status=422),
    )


def test_a_service_is_well_while_every_part_answers_and_nothing_was_given_up() -> None:
    watched = Watched()

    was = watched.look(minutes=1).is_well
    watched.parked = [Parked("pen", "dot-450", "lost")]
    given_up = watched.look(minutes=2)

    assert was
    assert not given_up.is_well
    assert given_up.parked == (Parked("pen", "dot-450", "lost"),)
