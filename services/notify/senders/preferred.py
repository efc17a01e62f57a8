"""Several providers of one channel as one: the first of those that work. It never chooses who is told.

One that could not be used is tried last for a while, twice as long each time it fails again; what it did not take goes
to the next at once. What may have been taken is never handed to another in the same attempt.
"""

from collections.abc import Callable, Sequence
from typing import Final

from services.notify.domain.notices import Notice
from services.notify.ports import AnswerLost, Away, EndingSender

FIRST_SECONDS: Final = 30.0
LONGEST_SECONDS: Final = 900.0


class Preferred:
    """A Sender of several, at least one, the preferred one first; `now` counts seconds."""

    def __init__(self, senders: Sequence[EndingSender], *, now: Callable[[], float]) -> None:
        self._senders = senders
        self._now = now
        self._until = [0.0] * len(senders)  # tried after all others until then
        self._for = [0.0] * len(senders)

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        failed: Away | None = None
        for place in self._order():
            try:
                await self._senders[place].send(notice, addresses, name=name)
            except Away as away:
                self._lower(place)
                failed = away
            except AnswerLost:
                self._lower(place)
                raise
            else:
                self._until[place] = self._for[place] = 0.0
                return
        assert failed is not None  # noqa: S101 - there is at least one
        raise failed

    async def end(self) -> None:
        """Have each take leave of its servers."""
        for sender in self._senders:
            await sender.end()

    def _order(self) -> list[int]:
        """Those that work as they are preferred, then those that fail, the first to be tried again first."""
        now = self._now()
        return sorted(range(len(self._senders)), key=lambda place: (max(self._until[place], now), place))

    def _lower(self, place: int) -> None:
        self._for[place] = min(self._for[place] * 2 or FIRST_SECONDS, LONGEST_SECONDS)
        self._until[place] = self._now() + self._for[place]
