"""Turns at a door: how much each caller may have under way at once, so that a flood holds up nobody but its sender.

A request beyond that waits its turn behind its own caller's others; where too many wait already it is not taken.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

# Five batches of 100 usual events, or hundreds of single ones: enough for one commit after another to be well filled.
BYTES_AT_ONCE: Final = 256 * 1024
MOST_WAITING: Final = 64


class TooManyWaiting(Exception):
    """So many requests of this caller wait already that one more is not taken."""


class _Line:
    """One caller's requests: the bytes of those under way, and those that wait, with their sizes."""

    __slots__ = ("busy", "waiting")

    def __init__(self) -> None:
        self.busy = 0
        self.waiting: deque[tuple[asyncio.Future[None], int]] = deque()


class Turns:
    """Who has the turn. `at_once` is in bytes, `waiting` in requests, both for each caller."""

    def __init__(self, *, at_once: int = BYTES_AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._at_once = at_once
        self._most_waiting = waiting
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        """How many callers have something under way."""
        return len(self._lines)

    @asynccontextmanager
    async def turn(self, caller: str, size: int) -> AsyncIterator[None]:
        """Wait for the turn of a request of so many bytes, and have it. Raises TooManyWaiting."""
        size = min(size, self._at_once)  # what is larger than all there is takes all there is
        line = self._lines.setdefault(caller, _Line())
        if line.waiting or line.busy + size > self._at_once:
            await self._wait(caller, line, size)
        else:
            line.busy += size
        try:
            yield
        finally:
            self._leave(caller, line, size)

    async def _wait(self, caller: str, line: _Line, size: int) -> None:
        if len(line.waiting) >= self._most_waiting:
            raise TooManyWaiting
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.waiting.append((mine, size))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # called, and gone before it came
                self._leave(caller, line, size)
            raise

    def _leave(self, caller: str, line: _Line, size: int) -> None:
        """Give the turn to whom it comes next; callers who went away while they waited are passed over."""
        line.busy -= size
        while line.waiting and (line.waiting[0][0].done() or line.busy + line.waiting[0][1] <= self._at_once):
            called, size = line.waiting.popleft()
            if not called.done():
                line.busy += size
                called.set_result(None)
        if not line.busy and not line.waiting:
            del self._lines[caller]
