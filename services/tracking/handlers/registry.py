"""The registry on its way back: the view that campaigns decide on, kept up with the log. It decides nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from services.tracking.domain.registry import RegistryView
from services.tracking.domain.retention import SPOKEN_OF
from services.tracking.ports import ErasuresPort, HeardPort
from shared.core.envelope import decode_some, position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import REGISTRY
from shared.core.log import Commit, EventLog

REGISTRY_SECONDS = 5.0
RETRY_SECONDS = 0.1
_OF_AWARDS: Final = tuple(wire.encode() for wire in SPOKEN_OF)


class RegistryFollower:
    """Keeps the view of the registry that campaigns decide on, and knows which campaigns the log speaks of.

    `number` is that of the newest commit taken; `besides` hear of each. `newest` asks the log for its newest commit,
    where others write too: then whatever stands there when somebody is about to decide is known before.
    """

    def __init__(self, view: RegistryView, erasures: ErasuresPort, *, besides: Sequence[HeardPort]) -> None:
        self.view = view
        self._erasures = erasures
        self._besides = besides
        self.campaigns: set[str] = set()
        self.number = 0
        self.newest: Callable[[], Awaitable[int]] | None = None
        self._all_read = asyncio.Event()
        self._damage: LogDamaged | None = None
        self._moved = asyncio.Condition()

    @property
    def is_ready(self) -> bool:
        """Whether all that the log held at the start is known, and nothing of it was lost since."""
        return self._all_read.is_set() and self._damage is None

    async def run(self, log: EventLog) -> None:
        """Read what the log holds, then follow it for ever. Raises LogDamaged."""
        try:
            await self._read(log)
            async for commits in log.follow(after=self.number):
                await self.on_commits(commits)
        except LogDamaged as damage:
            self._damage = damage
            raise

    async def on_commits(self, commits: Sequence[Commit]) -> None:
        """Take what is the registry's out of what was followed."""
        at = self.view.at
        for commit in commits:
            if self._erasures.note(commit) or (commit.owner == "awards" and _speaks_of_awards(commit)):
                for spoken in decode_some(commit.payload, SPOKEN_OF):
                    if spoken is not None:
                        self.view.retained.take(spoken)
            for one in self._besides:
                one.hear(commit)
            if commit.owner != "tracking":
                continue
            self.campaigns.add(commit.campaign)
            if commit.campaign == REGISTRY:
                for place, fact in enumerate(commit.facts()):
                    self.view.take(fact, position_of(commit.number, place))
        self.number = commits[-1].number
        if self.view.at != at or self.newest is not None:
            async with self._moved:
                self._moved.notify_all()

    async def ready(self) -> None:
        """Wait until all that the log held at the start is known, else what is there would be taken for unknown.

        Raises LogUnavailable, and LogDamaged ever after `run` did.
        """
        if self._damage is not None:
            raise self._damage.with_traceback(None)
        if self.is_ready and self.newest is None:
            return
        try:
            async with asyncio.timeout(REGISTRY_SECONDS):
                await self._all_read.wait()
                if self.newest is not None:
                    await self._followed(await self.newest())
        except TimeoutError:
            raise LogUnavailable from None

    async def reached(self, position: int) -> None:
        """Wait until the view accounts for the registry's facts up to a position. Raises LogUnavailable."""
        try:
            async with asyncio.timeout(REGISTRY_SECONDS), self._moved:
                await self._moved.wait_for(lambda: self.view.at >= position)
        except TimeoutError:
            raise LogUnavailable from None

    async def _followed(self, number: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self.number >= number)

    async def _read(self, log: EventLog) -> None:
        while not self.is_ready:
            try:
                async for commits in log.read(after=self.number):
                    await self.on_commits(commits)
                self._erasures.all_noted()
                self._all_read.set()
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)


def _speaks_of_awards(commit: Commit) -> bool:
    """Whether it is worth decoding: nearly all commits of awards hold nothing but flags."""
    return any(wire in commit.payload for wire in _OF_AWARDS)
