"""Where a log stood at a time, and when it had come to a position, by the times of recording. It knows no tables.

Every pen's facts are in order of time, those of several pens need not be: what counts is the latest time so far. It
never goes back, so a mark every few thousand facts tells where to look.
"""

import asyncio
from bisect import bisect_right
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final, NamedTuple

import msgspec

from shared.adapters.replaying import WHEN_ALONE, in_slices
from shared.core.envelope import position_of
from shared.core.log import Commit, EventLog

APART: Final = 2_000  # facts between two marks


class _Recorded(msgspec.Struct, gc=False):
    """Of a fact, only when it was recorded."""

    recordedat: str


class _Mark(NamedTuple):
    """The end of a commit, and the latest time at which anything up to there was recorded."""

    position: int = 0
    latest: str = ""


_recorded: Final = msgspec.json.Decoder(_Recorded)


class Timeline:
    """The times of one log. It reads each fact once, when a question first reaches so far, and few of them again."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._marks = [_Mark()]
        self._one_at_a_time = asyncio.Lock()

    async def position_at(self, moment: datetime) -> int:
        """The last position such that every fact up to it was recorded at or before a moment (0: none was).

        It is final as soon as the log holds a fact that was recorded later. Raises LogUnavailable, LogDamaged.
        """
        limit = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        if limit >= self._marks[-1].latest:
            await self._read_on()
        begin = self._marks[bisect_right(self._marks, limit, key=attrgetter("latest")) - 1]
        position = begin.position
        async with aclosing(self._commits_from(begin)) as commits:
            async for commit in commits:
                for place, recorded_at in enumerate(_times(commit)):
                    if recorded_at > limit:
                        return position
                    position = position_of(commit.number, place)
        return position

    async def moment_of(self, position: int) -> datetime | None:
        """When the newest of all facts up to a position was recorded; None if there is none.

        Raises LogUnavailable, LogDamaged.
        """
        if position >= self._marks[-1].position:
            await self._read_on()
        begin = self._marks[bisect_right(self._marks, position, key=attrgetter("position")) - 1]
        latest = begin.latest
        async with aclosing(self._commits_from(begin)) as commits:
            async for commit in commits:
                known = max(position - position_of(commit.number, 0) + 1, 0)
                latest = max(latest, *_times(commit)[:known], "")
                if position < position_of(commit.number + 1, 0):
                    break
        return datetime.fromisoformat(latest) if latest else None

    async def _read_on(self) -> None:
        """Set marks up to the end of the log as it is now."""
        async with self._one_at_a_time:
            newest = self._marks[-1]
            latest, passed = newest.latest, 0
            async with aclosing(self._commits_from(newest)) as commits:
                async for commit in commits:
                    times = _times(commit)
                    latest, passed = max(latest, *times), passed + len(times)
                    if passed >= APART:
                        self._marks.append(_Mark(position_of(commit.number, len(times) - 1), latest))
                        passed = 0

    async def _commits_from(self, mark: _Mark) -> AsyncGenerator[Commit, None]:
        async with aclosing(in_slices(self._log.read(after=mark.position // 1_000), WHEN_ALONE)) as slices:
            async for some in slices:
                for commit in some:
                    yield commit


def _times(commit: Commit) -> list[str]:
    return [fact.recordedat for fact in _recorded.decode_lines(commit.payload)]
