"""The urger: it looks at the installation's clock, and states once a morning what the morning calls for.

It keeps no timer that a restart could lose: what is due is asked of the facts and the day alone. See ADR-0017.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, NoReturn

from services.notify.domain.outbox import Outbox
from services.notify.domain.urging import Reminder, morning_of
from services.notify.handlers.recording import Register
from shared.core.errors import LogUnavailable
from shared.core.values import Date

TICK_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 0.2
AT_ONCE: Final = 200  # reminders in one commit

_logger: Final = logging.getLogger(__name__)


class Urger:
    """Call `on_folded` whenever the outbox has taken commits, and `run` it as a task.

    `newest` asks the log for the number of its newest commit; it raises LogUnavailable and LogDamaged.
    """

    def __init__(
        self,
        outbox: Outbox,
        register: Register,
        *,
        clock: Callable[[], datetime],
        newest: Callable[[], Awaitable[int]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._outbox = outbox
        self._register = register
        self._clock = clock
        self._newest = newest
        self._pause = pause
        self._news = asyncio.Event()
        self.urged: Date = ""  # the last morning whose reminders are stated

    def on_folded(self) -> None:
        """The outbox has taken commits."""
        self._news.set()

    async def run(self) -> NoReturn:
        """Urge every morning until cancelled. Raises LogDamaged."""
        while True:
            morning = morning_of(self._clock())
            if morning <= self.urged:
                await self._news_or_tick()
                continue
            try:
                await self._urge(morning)
            except LogUnavailable:
                _logger.info("reminders_wait_for_the_log")
                await self._pause(RETRY_SECONDS)

    async def _urge(self, morning: Date) -> None:
        # What was recorded before the morning came may have settled what is still seen as open here.
        newest = await self._newest()
        while self._outbox.folded < newest:
            await self._news_or_tick()
        due: dict[str, list[Reminder]] = defaultdict(list)
        for reminder in self._outbox.called_for(morning):
            due[reminder.campaign].append(reminder)
        for campaign, reminders in due.items():
            for begin in range(0, len(reminders), AT_ONCE):
                await self._register.reminded(campaign, reminders[begin : begin + AT_ONCE])
            _logger.info("urged", extra={"campaign": campaign, "morning": morning, "reminders": len(reminders)})
        self.urged = morning

    async def _news_or_tick(self) -> None:
        """Until the outbox has taken commits, or the clock may have moved on."""
        self._news.clear()
        try:
            async with asyncio.timeout(TICK_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return
