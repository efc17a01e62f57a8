"""The gate: it asks of every notice that leaves the house whether its recipient wants it now, later, or not this way.

It keeps no timer that a restart could lose: when a notice opens follows from the notice, the choices, the calendar and
the clock, and is asked anew. What is recorded is there for readers. See ADR-0026.
"""

import asyncio
import heapq
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NoReturn

from msgspec.structs import replace

from services.notify.domain.choices import Standing, is_muted
from services.notify.domain.digests import digests_of
from services.notify.domain.notices import Notice
from services.notify.domain.opening import Opening, opening
from services.notify.domain.outbox import Outbox
from services.notify.domain.topics import is_at_once
from services.notify.handlers.recording import Register, Waiting, rfc3339
from shared.core.errors import LogUnavailable
from shared.core.values import Channel

TICK_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 0.2

_logger: Final = logging.getLogger(__name__)


class Gate:
    """Call `look` whenever the outbox has taken commits, and `run` it as a task; `on_opened` hears of openings."""

    def __init__(
        self,
        outbox: Outbox,
        register: Register,
        *,
        clock: Callable[[], datetime],
        on_opened: Callable[[], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._register = register
        self._clock = clock
        self._on_opened = on_opened
        self._pause = pause
        self._turned = 0
        self._opens: list[tuple[datetime, str]] = []
        self._looking = asyncio.Lock()
        self._outbox_is_whole = asyncio.Event()

    async def run(self) -> NoReturn:
        """Let through what opens as time passes, until cancelled, once somebody has looked. Raises LogDamaged."""
        await self._outbox_is_whole.wait()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                await self.look()
            except LogUnavailable:
                _logger.info("hours_wait_for_the_log")
                await self._pause(RETRY_SECONDS)

    async def look(self) -> int:
        """Ask of all that came to wait, or may open, by now; where the newest fact of it stands (0: none).

        Only once the outbox holds what is due by all the facts there are. Raises LogUnavailable, LogDamaged.
        """
        self._outbox_is_whole.set()
        async with self._looking:
            now = self._clock()
            asked = self._to_ask(now)
            try:
                return await self._ask(asked, now)
            except LogUnavailable:
                self._outbox.unasked |= dict.fromkeys(asked)
                raise

    def _to_ask(self, now: datetime) -> list[str]:
        unasked, self._outbox.unasked = self._outbox.unasked, {}
        if self._turned != self._outbox.turned:
            self._turned = self._outbox.turned
            self._opens.clear()
            return list(self._outbox.waiting)
        while self._opens and self._opens[0][0] <= now:
            unasked[heapq.heappop(self._opens)[1]] = None
        return [one for one in unasked if one in self._outbox.waiting]

    async def _ask(self, asked: Iterable[str], now: datetime) -> int:
        put_off: dict[str, list[Waiting]] = defaultdict(list)
        withheld: dict[str, list[Waiting]] = defaultdict(list)
        opened: list[str] = []
        gathered: dict[tuple[str, Channel, str], list[Notice]] = defaultdict(list)
        for delivery_id in asked:
            notice = self._outbox.waiting[delivery_id]
            standing = self._outbox.choices.of(notice.recipient)
            if is_muted(standing.choice, notice.story.topic, notice.channel):
                withheld[notice.campaign].append(Waiting(notice, standing.position))
                continue
            when = self._opening(notice, standing, now)
            if when.at <= now:
                if when.gathered_at is None:
                    opened.append(delivery_id)
                else:
                    gathered[notice.recipient, notice.channel, rfc3339(when.gathered_at)].append(notice)
                continue
            heapq.heappush(self._opens, (when.at, delivery_id))
            waiting = Waiting(notice, standing.position, when)
            if self._outbox.put_off.get(delivery_id) != waiting.opens_at:
                put_off[notice.campaign].append(waiting)
        self._outbox.open(opened)
        self._gather(gathered)
        if opened or gathered:
            self._on_opened()
        return await self._record(put_off, withheld)

    def _gather(self, found: Mapping[tuple[str, Channel, str], Sequence[Notice]]) -> None:
        for (recipient, _, gathered_at), notices in found.items():
            language = self._outbox.choices.of(recipient).choice.language or notices[-1].language
            for digest in digests_of(notices, gathered_at=gathered_at, language=language):
                self._outbox.gather(digest)

    async def _record(self, put_off: dict[str, list[Waiting]], withheld: dict[str, list[Waiting]]) -> int:
        newest = 0
        for campaign, some in put_off.items():
            newest = max(newest, await self._register.put_off(campaign, some))
        for campaign, some in withheld.items():
            newest = max(newest, await self._register.withheld(campaign, some))
            self._outbox.settle(one.notice.delivery_id for one in some)
        return newest

    def _opening(self, notice: Notice, standing: Standing, now: datetime) -> Opening:
        if is_at_once(notice.story.topic):  # it waited because it was muted, and is not any more
            return Opening(now, None, None)
        ready = datetime.fromisoformat(notice.recorded_at)
        choice = standing.choice
        if notice.channel == "webhook":  # a program reads each event by itself
            choice = replace(choice, digest=None)
        return opening(ready, now, choice, is_working=partial(self._outbox.works, notice.campaign))
