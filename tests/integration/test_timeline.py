"""Where the log stood at a time: exact whatever the order of times, and however few marks there are."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters import timeline
from shared.adapters.timeline import Timeline
from shared.core.envelope import encode_fact, position_of
from shared.core.log import Commit
from tests.examples import ACTIVITY, CAMPAIGN, fact
from tests.histories import log_of

BEGIN: Final = datetime(2025, 3, 10, tzinfo=UTC)
# When each fact of each commit was recorded, in seconds: every pen's are in order, the log's need not be.
TIMES: Final = st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=4), max_size=12)


def at(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def commits_at(times: list[list[int]]) -> list[Commit]:
    return [
        Commit(
            number,
            CAMPAIGN,
            "tracking",
            f"commit-{number}",
            b"\n".join(encode_fact(fact(ACTIVITY, recorded_at=written(at(seconds)))) for seconds in group),
        )
        for number, group in enumerate(times, start=1)
    ]


@pytest.fixture(autouse=True)
def marks_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "APART", 3)


def recorded(times: list[list[int]]) -> list[tuple[int, int]]:
    """Every position, and when its fact was recorded."""
    return [(position_of(n, p), s) for n, group in enumerate(times, start=1) for p, s in enumerate(group)]


@given(times=TIMES, asked=st.lists(st.integers(-1, 21), min_size=1, max_size=5), grown=TIMES)
def test_a_time_means_the_last_position_up_to_which_all_was_recorded_by_then(
    times: list[list[int]], asked: list[int], grown: list[list[int]]
) -> None:
    log = log_of(commits_at(times))
    line = Timeline(log)

    async def ask() -> list[int]:
        return [await line.position_at(at(seconds)) for seconds in asked]

    before = asyncio.run(ask())
    log.commits[:] = commits_at(times + grown)
    after = asyncio.run(ask())

    assert before == [_position_at(times, seconds) for seconds in asked]
    assert after == [_position_at(times + grown, seconds) for seconds in asked]


@given(times=TIMES, asked=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 999)), min_size=1, max_size=5))
def test_a_position_means_when_the_newest_fact_up_to_it_was_recorded(
    times: list[list[int]], asked: list[tuple[int, int]]
) -> None:
    line = Timeline(log_of(commits_at(times)))
    positions = [position_of(number, place) for number, place in asked]

    async def ask() -> list[datetime | None]:
        return [await line.moment_of(position) for position in positions]

    moments = asyncio.run(ask())

    newest = [max((s for at_, s in recorded(times) if at_ <= position), default=None) for position in positions]
    assert moments == [None if seconds is None else at(seconds) for seconds in newest]


def test_a_past_moment_is_found_without_reading_the_log_again() -> None:
    log = log_of(commits_at([[second] for second in range(40)]))
    line = Timeline(log)
    asked: list[int] = []
    read = log.read

    def counted(*, after: int = 0, **more: str) -> object:
        asked.append(after)
        return read(after=after)

    async def story() -> int:
        await line.position_at(at(39))
        log.read = counted  # type: ignore[method-assign, assignment]
        return await line.position_at(at(20.5))

    assert asyncio.run(story()) == 21_000
    assert asked == [21]


def _position_at(times: list[list[int]], limit: int) -> int:
    position = 0
    for at_, seconds in recorded(times):
        if seconds > limit:
            break
        position = at_
    return position
