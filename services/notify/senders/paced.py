"""Any sender with a limit on how much one recipient is sent by a channel in a while. What is over it waits its turn.

It is kept in memory: a restart begins anew.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from services.notify.domain.notices import Notice
from services.notify.ports import Sender, TooSoon
from shared.core.values import Channel


class Limit(NamedTuple):
    """At most so many notices in so many seconds to one recipient."""

    notices: int
    seconds: float


_A_MINUTE: Final = Limit(20, 60.0)
# What the providers ask for at most: Telegram lets a bot say 20 things a minute in one group.
LIMITS: Final[Mapping[Channel, Limit]] = {"telegram": _A_MINUTE, "apprise": _A_MINUTE, "zalo": _A_MINUTE}


class PacedSender:
    """A Sender around another; `now` counts seconds. Raises TooSoon beside what the other raises."""

    def __init__(self, sender: Sender, limits: Mapping[Channel, Limit], *, now: Callable[[], float]) -> None:
        self._sender = sender
        self._limits = limits
        self._now = now
        self._sent: dict[tuple[Channel, str], deque[float]] = {}

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        limit = self._limits.get(notice.channel)
        if limit is not None:
            self._count(limit, self._sent.setdefault((notice.channel, notice.recipient), deque()))
        await self._sender.send(notice, addresses, name=name)

    def _count(self, limit: Limit, sent: deque[float]) -> None:
        now = self._now()
        while sent and sent[0] <= now - limit.seconds:
            sent.popleft()
        if len(sent) >= limit.notices:
            raise TooSoon(sent[0] + limit.seconds - now)
        sent.append(now)
