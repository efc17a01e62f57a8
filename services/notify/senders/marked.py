"""Any sender with a mark on what was handed over and is not known to be recorded: second copies can be counted.

The mark changes nothing that is sent. See ADR-0011: it shows the one window in which a notice may go out twice.
"""

from collections.abc import Callable, Sequence

from services.notify.domain.notices import Notice
from services.notify.ports import AnswerLost, Marks, Sender, Undelivered
from shared.core.values import Channel


class MarkedSender:
    """A Sender around another; `on_perhaps_twice` is told the channel of what may have been handed over before.

    Whoever has recorded a delivery clears its mark.
    """

    def __init__(self, sender: Sender, marks: Marks, *, on_perhaps_twice: Callable[[Channel], None]) -> None:
        self._sender = sender
        self._marks = marks
        self._on_perhaps_twice = on_perhaps_twice

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        if not self._marks.set(notice.delivery_id):
            self._on_perhaps_twice(notice.channel)
        try:
            await self._sender.send(notice, addresses, name=name)
        except AnswerLost:
            raise
        except Undelivered:
            self._marks.clear(notice.delivery_id)  # it certainly was not taken
            raise
