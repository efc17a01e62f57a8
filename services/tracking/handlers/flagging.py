"""The quality desk: when facts came or a day began, it has a campaign looked at and flags what is wrong. No rule here.

No fact waits for it. Whatever comes while it looks is looked at together, and it rests ten times as long as it looked,
a second at least: so it costs a tenth of one core at most. What was flagged is known from the read model, and the pen
refuses what it knows: a restart, a redelivery or a second replica flags nothing twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, NoReturn

from services.tracking.handlers.stating import stated
from services.tracking.ports import Look, Shown, Stamps, SubmitPort
from shared.core.decider import Command, Duplicate, Recorded, Refused
from shared.core.envelope import position_of
from shared.core.errors import Fate, LogUnavailable, ThiDuaError
from shared.core.events import REGISTRY, QualityFlagged
from shared.core.lineage import day_in_country
from shared.core.log import Commit
from shared.core.values import Date

REST_SECONDS: Final = 1.0
REST_TIMES: Final = 10.0
DAY_SECONDS: Final = 30.0  # between two looks at the calendar
PATIENCE_SECONDS: Final = 10.0
AT_ONCE: Final = 500
# What rules look at, found in a commit at a fraction of the price of decoding it.
_THINGS: Final = ("report", "household", "house", "contribution", "campaign")
_LOOKED_AT: Final = (*(f'"vn.thidua.{thing}.'.encode() for thing in _THINGS), b'"evidence":[{')

_logger: Final = logging.getLogger(__name__)


class QualityDesk:
    """Let it hear every commit, and `run` it as a task."""

    def __init__(
        self,
        submit: SubmitPort,
        look: Look,
        *,
        shown: Shown,
        stamps: Stamps,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._submit = submit
        self._look = look
        self._shown = shown
        self._stamps = stamps
        self._clock = clock
        self._pause = pause
        self._heard = 0  # commit numbers
        self._looked = 0
        self._flagged_at = 0
        self._waiting: dict[str, None] = {}  # campaigns to be looked at
        self._campaigns: dict[str, None] = {}
        self._day: Date = ""
        self._news = asyncio.Event()
        self._caught_up = asyncio.Condition()

    def hear(self, commit: Commit) -> None:
        """Take the next commit of the log."""
        self._heard = commit.number
        if commit.owner == "tracking" and commit.campaign != REGISTRY:
            self._campaigns[commit.campaign] = None
            if any(thing in commit.payload for thing in _LOOKED_AT):
                self._waiting[commit.campaign] = None
        self._news.set()

    async def run(self) -> NoReturn:
        """Look and flag until cancelled. Raises LogDamaged."""
        while True:
            await self._woken()
            began = asyncio.get_running_loop().time()
            if await self._catch_up():
                took = asyncio.get_running_loop().time() - began
                await self._pause(max(REST_SECONDS, REST_TIMES * took))

    async def caught_up(self, position: int) -> bool:
        """Wait until what is wrong with facts up to a position is flagged and shown; False if that takes too long.

        Raises LogDamaged.
        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                async with self._caught_up:
                    await self._caught_up.wait_for(lambda: self._looked >= position // 1_000)
                return await self._shown(max(position, self._flagged_at))
        except TimeoutError:
            return False

    async def _woken(self) -> None:
        try:
            async with asyncio.timeout(DAY_SECONDS):
                await self._news.wait()
        except TimeoutError:
            pass
        self._news.clear()
        day = day_in_country(self._clock())
        if day != self._day:
            self._day = day
            self._waiting |= self._campaigns

    async def _catch_up(self) -> bool:
        """Look at every campaign that waits; False if none did."""
        heard, begun = self._heard, self._waiting
        self._waiting = {}
        try:
            for campaign in begun:
                await self._flag(campaign, heard)
        except ThiDuaError as error:
            if error.fate is not Fate.LATER:
                raise
            _logger.info("quality_waits", extra={"cause": type(error).__name__})
            self._waiting |= begun
            self._news.set()
            return True
        async with self._caught_up:
            self._looked = heard
            self._caught_up.notify_all()
        return bool(begun)

    async def _flag(self, campaign: str, heard: int) -> None:
        """State what is wrong with a campaign. Raises LogUnavailable, LogDamaged, and what the look raises."""
        if not await self._shown(position_of(heard, 0)):
            raise LogUnavailable
        found = await asyncio.to_thread(self._look, campaign, self._clock())
        for begin in range(0, len(found), AT_ONCE):
            some = found[begin : begin + AT_ONCE]
            answers = await self._submit.submit(campaign, [self._command(campaign, one) for one in some])
            for flagged, answer in zip(some, answers, strict=True):
                match answer:
                    case Recorded(position) | Duplicate(position):
                        self._flagged_at = max(self._flagged_at, position)
                    case Refused("unchanged" | "campaign_closed"):
                        pass  # another replica said so, or nobody is asked any more
                    case _:
                        what = {"quality_id": flagged.quality_id, "answer": type(answer).__name__}
                        _logger.error("quality_refused", extra=what)

    def _command(self, campaign: str, data: QualityFlagged) -> Command:
        """The statement of a flag. Its id is the flag's own, which follows from what is wrong."""
        now = self._stamps.recorded_at()
        return stated(data, data.quality_id, campaign=campaign, time=now, stamps=self._stamps)
