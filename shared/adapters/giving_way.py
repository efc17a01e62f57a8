"""How a read model shares its process with a door: at ease, in short turns, or giving way while the door is flooded.

It knows no facts and no tables: it looks at how many statements the door has handed on, and at the clock. See ADR-0059.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from shared.adapters.replaying import AT_ONCE


class Pace(NamedTuple):
    """How many facts are taken before others run, and for how many seconds those are left alone then."""

    facts: int
    pause: float = 0.0


AT_EASE: Final = Pace(AT_ONCE)
# Where units wait for answers, each of which takes several turns of the event loop.
BESIDE_A_DOOR: Final = Pace(100)
# A fifth of the process's time. With less in a turn rows are written one by one, at twice the price.
GIVING_WAY: Final = Pace(50, 0.004)

REST_SECONDS: Final = 0.1
MANY: Final = 200  # statements in that time: a flood
# Where facts come in by the same process, a flood of them is taken first: rows follow once it is over or somebody waits
# for them, and after so long in any case.
GIVES_WAY_SECONDS: Final = 2.0
# Then they take their fifth; where that is not enough they lie so far behind, and from there on they do not give way.
BEHIND_SECONDS: Final = 10.0


class GivingWay:
    """Says how a read model goes on.

    `stated` counts what the door of its process has handed on (0: it has none), `is_awaited` says whether anybody waits
    for rows that are not there yet.
    """

    def __init__(
        self,
        stated: Callable[[], int],
        is_awaited: Callable[[], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stated = stated
        self._is_awaited = is_awaited
        self._clock = clock
        self._looked_at = self._caught_up_at = clock()
        self._seen = 0
        self._is_used = self._is_flooded = False
        self._asked = asyncio.Event()

    def hurry(self) -> None:
        """Somebody waits for rows from now on: a rest ends."""
        self._asked.set()

    def pace(self) -> Pace:
        """How the next facts are taken."""
        self._look()
        if not self._is_used:
            return AT_EASE
        is_behind = self._clock() - self._caught_up_at >= BEHIND_SECONDS
        return GIVING_WAY if self._is_flooded and not is_behind and not self._is_awaited() else BESIDE_A_DOOR

    async def caught_up(self, facts: int) -> None:
        """All there was is taken, so many facts at last: wait, if they come fast, so that the next come together."""
        self._look()
        self._caught_up_at = self._clock()
        until = self._caught_up_at + GIVES_WAY_SECONDS
        goes_on = self._is_flooded or facts >= MANY
        while goes_on and not self._is_awaited() and self._clock() < until:
            await self._rest()
            self._look()
            goes_on = self._is_flooded

    async def _rest(self) -> None:
        self._asked.clear()
        try:
            async with asyncio.timeout(REST_SECONDS):
                await self._asked.wait()
        except TimeoutError:
            pass

    def _look(self) -> None:
        """See how fast statements come, at most every `REST_SECONDS`."""
        passed = self._clock() - self._looked_at
        if passed < REST_SECONDS:
            return
        came = self._stated() - self._seen
        self._is_used, self._is_flooded = came > 0, came * REST_SECONDS >= MANY * passed
        self._looked_at += passed
        self._seen += came
