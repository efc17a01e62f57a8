"""`thidua audit replay --until`: the state then, and the day it was then, in the campaign's own time zone."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.replay import Replayed, replay
from tests.examples import ACTIVITY
from tests.histories import BEGINNING, EVENING, STEP, commits_of, log_of

# The third commit is recorded on midnight in Hòa Bình, when it is still the day before in UTC.
COMMITS = commits_of(BEGINNING, [ACTIVITY], [ACTIVITY])


def replayed(until: int | datetime | None) -> Replayed:
    today = datetime(2026, 1, 1, tzinfo=UTC)
    return asyncio.run(replay(log_of(COMMITS), until=until, today=lambda: today, advance=lambda _: None))


@pytest.mark.parametrize(
    ("until", "position", "day"),
    [
        (2_000, 2_000, 157),
        (3_000, 3_000, 158),
        (EVENING + STEP * 2, 2_000, 157),
        (EVENING + timedelta(days=1), 3_000, 158),
        (None, 3_000, 454),
    ],
)
def test_the_day_is_that_of_the_moment_asked_about(until: int | datetime | None, position: int, day: int) -> None:
    found = replayed(until)

    assert (found.position, found.campaigns[0]["day"]) == (position, day)
