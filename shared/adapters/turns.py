"""Turns at a door: how much each caller may have under way at once, so that a flood holds up nobody but its sender.

A request beyond that waits behind its own caller's others; where too much waits already it is not taken.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final

from shared.adapters.seldom import Seldom
from shared.core.problems import Problem

# Five batches of 100 usual events, or hundreds of single ones: enough for one commit after another to be well filled.
BYTES_AT_ONCE: Final = 256 * 1024
# As much as one request may hold: a second's work at most.
BYTES_WAITING: Final = 8 * 1024 * 1024
TOO_MANY: Final = Problem(
    429,
    "too_many_requests",
    "Đơn vị này có quá nhiều yêu cầu đang chờ nên yêu cầu này chưa được xử lý. Hãy gửi lại đúng như vậy sau ít giây.",
    "Too many requests of this unit wait already, so this one was not looked at. Send the same again in a few seconds.",
)
_logger: Final = logging.getLogger(__name__)


class _Line:
    """One caller's requests that wait, with their sizes, and the sum of these."""

    __slots__ = ("asked", "size")

    def __init__(self) -> None:
        self.asked: deque[tuple[asyncio.Future[None], int]] = deque()
        self.size = 0


class Turns:
    """Who has the turn: `at_once` and `waiting` are bytes of requests (or their number), for each caller.

    A request alone has its turn, and one behind it may wait, however large they are. `flooded` is told of each that is
    not taken.
    """

    def __init__(
        self,
        *,
        at_once: int = BYTES_AT_ONCE,
        waiting: int = BYTES_WAITING,
        flooded: Callable[[], None] = lambda: None,
    ) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._flooded = flooded
        self._busy: dict[str, int] = {}  # bytes under way of each caller who has any
        self._lines: dict[str, _Line] = {}  # what waits, of each caller who has to
        self._refused = Seldom()

    def __len__(self) -> int:
        """How many callers have something under way."""
        return len(self._busy)

    def enter(self, caller: str, size: int) -> bool:
        """Have the turn of a request of `size` (> 0) at once, as nearly all do; False if it must be waited for.

        Whoever has it must leave.
        """
        busy = self._busy.get(caller, 0)
        if busy and (busy + size > self._at_once or caller in self._lines):
            return False
        self._busy[caller] = busy + size
        return True

    async def wait(self, caller: str, size: int) -> bool:
        """Have the turn after those that wait already; False if they are too many."""
        line = self._lines.setdefault(caller, _Line())
        if line.size and line.size + size > self._waiting:
            self._flooded()
            if self._refused.is_due(caller):
                _logger.warning("flood_refused", extra={"caller": caller, "waiting": line.size})
            return False
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.asked.append((mine, size))
        line.size += size
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():  # called, and gone before it came
                self.leave(caller, size)
            raise
        return True

    def leave(self, caller: str, size: int) -> None:
        """Give the turn to whom it comes next."""
        busy = self._busy[caller] - size
        if caller in self._lines:
            busy = self._call(caller, busy)
        if busy:
            self._busy[caller] = busy
        else:
            del self._busy[caller]

    def _call(self, caller: str, busy: int) -> int:
        """Call whoever fits beside what is busy, and say what is then; those who went away are passed over."""
        line = self._lines[caller]
        while line.asked:
            mine, size = line.asked[0]
            if not mine.done():
                if busy and busy + size > self._at_once:
                    return busy
                busy += size
                mine.set_result(None)
            line.asked.popleft()
            line.size -= size
        del self._lines[caller]
        return busy
