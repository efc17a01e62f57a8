"""What one server of several says of the log's end: for a moment it may speak of the past. It asks nobody.

A leader that was cut off answers as one until it hears of the next, also when the next has acknowledged more already.
So what would be damage on a single server is damage in a cluster only once it has been said for a while.
"""

import time
from collections.abc import Callable
from typing import Final

DOUBT_SECONDS: Final = 15.0  # an election takes 4 to 9; what is lost for good is still lost then
BREAK_SECONDS: Final = 5.0  # who is told so asks again sooner; what is not said again was not so


class Doubt:
    """How long it has been said, without a break, that something is gone."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self.among_several = False  # whether the log is kept by more than one server
        self._now = now
        self._said: dict[str, tuple[float, float]] = {}  # of what: first and last

    def lasts(self, of: str) -> bool:
        """It is said to be gone: whether that is to be believed."""
        if not self.among_several:
            return True
        now = self._now()
        first, last = self._said.get(of, (now, now))
        first = first if now - last <= BREAK_SECONDS else now
        self._said[of] = first, now
        return now - first >= DOUBT_SECONDS
