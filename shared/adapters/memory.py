"""The log in memory: the shipped fake, which passes the same contract suite as the real one. Keeps nothing on disk.

It never waits for time and starts nothing, so whoever drives it decides every order of events; `faults` is asked at
each moment where the real log can fail or dawdle.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from enum import Enum

from shared.core.envelope import MAX_COMMIT_BYTES, MAX_COMMIT_FACTS
from shared.core.errors import CommitTooLarge, FenceConflict, LogDamaged, LogUnavailable
from shared.core.log import Commit
from shared.core.values import CampaignId, Owner


class Moment(Enum):
    """Where a call stands when `faults` is asked: it may wait (slow), raise LogUnavailable (lost) or be cancelled."""

    BEFORE_STORING = "a commit has been sent and is not stored yet"
    BEFORE_ANSWERING = "a commit is stored and not acknowledged yet"
    BEFORE_READING = "a read, or the question for the last number, has been sent"


Faults = Callable[[Moment], Awaitable[None]]


async def no_faults(_moment: Moment) -> None:
    """The log at its best."""


class MemoryLog:
    """EventLog in one process; every pen and follower of a test shares one."""

    def __init__(self, faults: Faults = no_faults) -> None:
        self.commits: list[Commit] = []
        self.faults = faults
        self._last: dict[tuple[CampaignId, Owner], int] = {}
        self._ids: set[str] = set()
        self._down = False
        self._followers = 0
        self._idle: set[asyncio.Future[None]] = set()
        self._settlers: set[asyncio.Future[None]] = set()

    def take_down(self) -> None:
        """From now on nothing answers; followers wait."""
        self._down = True

    def bring_up(self) -> None:
        """Answer again, with everything that was stored."""
        self._down = False
        self._wake(self._idle)

    def lose_after(self, number: int) -> None:
        """Come back shorter, as a damaged disk does: the next commit gets `number` + 1 again."""
        del self.commits[number:]
        self._last = {(commit.campaign, commit.owner): commit.number for commit in self.commits}
        self._ids = {commit.id for commit in self.commits}
        self._wake(self._idle)

    async def settled(self) -> None:
        """Return when every follower that has begun has taken everything and asked for more."""
        while len(self._idle) < self._followers:
            quiet = asyncio.get_running_loop().create_future()
            self._settlers.add(quiet)
            await quiet

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """As EventLog.commit."""
        if len(payload) > MAX_COMMIT_BYTES or payload.count(b"\n") >= MAX_COMMIT_FACTS:
            raise CommitTooLarge
        await self._reach(Moment.BEFORE_STORING)
        stands = self._last.get((campaign, owner), 0)
        if stands < expect:
            raise LogDamaged(f"Its last commit of this campaign and owner is {stands}, {expect} had been seen.")
        if stands > expect:
            raise FenceConflict
        if commit_id in self._ids:
            raise LogDamaged(f"Commit id {commit_id} stands already, but not behind {expect}.")
        number = len(self.commits) + 1
        self.commits.append(Commit(number=number, campaign=campaign, owner=owner, id=commit_id, payload=payload))
        self._last[campaign, owner] = number
        self._ids.add(commit_id)
        self._wake(self._idle)
        await self._reach(Moment.BEFORE_ANSWERING)
        return number

    async def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.read."""
        await self._reach(Moment.BEFORE_READING)
        self._check_end(after)
        whole = campaign is None or owner is None
        found = [c for c in self.commits[after:] if whole or (c.campaign, c.owner) == (campaign, owner)]
        if found:
            yield found

    async def follow(self, *, after: int) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.follow."""
        self._followers += 1
        try:
            while True:
                while self._down or len(self.commits) == after:
                    await self._news()
                self._check_end(after)
                commits = self.commits[after:]
                after = commits[-1].number
                yield commits
        finally:
            self._followers -= 1
            self._wake(self._settlers)

    async def last(self) -> int:
        """As EventLog.last."""
        await self._reach(Moment.BEFORE_READING)
        return len(self.commits)

    async def _reach(self, moment: Moment) -> None:
        await self.faults(moment)
        if self._down:
            raise LogUnavailable

    async def _news(self) -> None:
        news = asyncio.get_running_loop().create_future()
        self._idle.add(news)
        if len(self._idle) == self._followers:
            self._wake(self._settlers)
        try:
            await news
        finally:
            self._idle.discard(news)

    def _check_end(self, after: int) -> None:
        if len(self.commits) < after:
            raise LogDamaged(f"It ends at commit {len(self.commits)}, commit {after} had been seen.")

    def _wake(self, waiting: set[asyncio.Future[None]]) -> None:
        while waiting:
            future = waiting.pop()
            if not future.done():
                future.set_result(None)
