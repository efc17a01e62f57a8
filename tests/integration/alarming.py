"""A replica's watchman as a process, before a log that takes nothing.

`python -m tests.integration.alarming DATABASE URL LATER DIES` hears of one trouble, hands the alarms over to a server
at URL, and is killed where DIES says: `before` or `after` the first was handed over, or not at all. LATER is by how
many seconds its clock is ahead.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import httpx

from services.notify.domain.notices import Notice
from services.notify.handlers.watching import Watchman
from shared.adapters.alarms import Alarms
from shared.adapters.clock import system_clock
from shared.adapters.memory import Moment
from shared.core.errors import LogUnavailable
from shared.core.health import Parked, Report
from shared.core.values import Channel
from tests.unit.notify.notifying import begun, notify

REPORT: Final = Report(
    "audit", (Parked("checkpoints", "", "The log holds 120 facts, a checkpoint over 140 was signed."),)
)
OUTSIDE: Final[dict[str, list[Channel]]] = {"auditor": ["telegram"], "admin": ["webhook"]}


class Post:
    """Hands over by HTTP; dies where it is told to, as by `kill -9`."""

    def __init__(self, url: str, dies: str) -> None:
        self._url, self._dies = url, dies

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """Send it, unless it dies before."""
        del addresses, name
        self._die("before")
        async with httpx.AsyncClient() as client:
            await client.post(self._url, json={"to": notice.recipient}, headers={"webhook-id": notice.delivery_id})
        self._die("after")

    def _die(self, point: str) -> None:
        if self._dies == point:
            os.kill(os.getpid(), signal.SIGKILL)


async def _refuse(moment: Moment) -> None:
    if moment is Moment.BEFORE_STORING:
        raise LogUnavailable


async def _watch(database: str, url: str, later: float, dies: str) -> None:
    log = await begun()
    async with notify(log, outside=OUTSIDE) as service:
        await service.caught_up()
        log.faults = _refuse
        post = Post(url, dies)
        watchman = Watchman(
            service.outbox,
            service.register,
            senders={"telegram": post, "webhook": post},
            alarms=Alarms.open(database, lambda: system_clock() + timedelta(seconds=later)),
            is_whole=lambda: True,
            seconds=lambda: 0.0,
        )
        await watchman.on_report(REPORT)


if __name__ == "__main__":
    asyncio.run(_watch(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]))
