"""The desk of a service: one pen per campaign, taken up when its first command comes. It decides nothing itself."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Any, Final

from shared.adapters.telemetry import Telemetry
from shared.core.decider import Answer, Command
from shared.core.errors import LogDamaged
from shared.core.index import hash64
from shared.core.names import Name
from shared.core.pen import Pen

# Of one batch in one commit: whoever comes meanwhile waits until so many are decided, written and shown (measured,
# of CPU time behind batches of 1,000: p99 30 ms; all at once 70 to 95 ms; by hundreds 28 ms, at a fifth more for all).
AT_ONCE: Final = 250

_logger: Final = logging.getLogger(__name__)


class Pens:
    """The pens of one owner. `make` builds the pen of a campaign; `on_damage` is told when one had to stop."""

    def __init__(
        self,
        make: Callable[[str], Pen[Any]],
        *,
        on_damage: Callable[[str, LogDamaged], None],
        telemetry: Telemetry,
    ) -> None:
        self._make = make
        self._on_damage = on_damage
        self._pens: dict[str, Pen[Any]] = {}
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._stopped = 0
        self.stated = 0  # commands that were ever handed in, each alone
        telemetry.gauge("thidua_pens", lambda: len(self._pens))
        telemetry.gauge("thidua_pens_stopped", lambda: self._stopped)

    def of(self, campaign: str) -> Pen[Any]:
        """The pen of a campaign; it reads its own commits before it decides the first command."""
        pen = self._pens.get(campaign)
        if pen is None:
            pen = self._pens[campaign] = self._make(campaign)
            # Not in the context of its first caller: a pen works for all, and outlives that caller's span.
            task = asyncio.create_task(self._run(campaign, pen), name=f"pen {campaign}", context=Context())
            self._tasks[task] = campaign
            task.add_done_callback(lambda ended: self._tasks.pop(ended, None))
        return pen

    def __contains__(self, campaign: str) -> bool:
        return campaign in self._pens

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen decide commands, each alone; what others state may come between those of many."""
        pen = self.of(campaign)
        self.stated += len(commands)
        if len(commands) <= AT_ONCE:
            return await pen.submit(commands)
        answers: list[Answer] = []
        for first in range(0, len(commands), AT_ONCE):
            answers += await pen.submit(commands[first : first + AT_ONCE])
        return answers

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen decide commands together."""
        return await self.of(campaign).submit_whole(commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen say what would become of commands; nothing is written."""
        return await self.of(campaign).try_out(commands)

    async def hold(self, campaign: str, names: Sequence[Name], *, keep: bool) -> list[int]:
        """Where facts of these names stand (0: nowhere); `keep`: what stands nowhere is left to the other door.

        Raises LogUnavailable, LogDamaged.
        """
        return await self.of(campaign).hold([hash64(*name) for name in names], keep=keep)

    def lay_down(self, campaign: str | None) -> None:
        """Lay down the pen of a campaign, or all: who waits is told so, and the next command finds a new pen."""
        for task, its in list(self._tasks.items()):
            if campaign in (None, its):
                self._pens.pop(its, None)
                task.cancel()

    async def close(self) -> None:
        """Lay the pens down; what is not answered is not promised."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, campaign: str, pen: Pen[Any]) -> None:
        try:
            await pen.run()
        except LogDamaged as damage:
            self._stopped += 1
            self._on_damage(campaign, damage)
        except Exception as error:  # noqa: BLE001 - a fault of ours: the next command finds a new pen, read from the log
            if self._pens.get(campaign) is pen:
                del self._pens[campaign]
            # The type alone: an error's text may quote what was stated.
            _logger.critical("pen_failed", extra={"campaign": campaign, "error": type(error).__name__})
