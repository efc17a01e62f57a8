"""One sender for each channel, as one. It never chooses who is told, nor by what."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.notify.domain.notices import Notice
from services.notify.ports import EndingSender, Undelivered
from shared.core.errors import Fate
from shared.core.values import Channel

NOT_SET_UP: Final = "Kênh này chưa được cài đặt. This channel is not set up here."


class ByChannel:
    """A Sender that passes each notice on to that of its channel."""

    def __init__(self, senders: Mapping[Channel, EndingSender]) -> None:
        self._senders = senders

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        sender = self._senders.get(notice.channel)
        if sender is None:
            raise Undelivered(NOT_SET_UP, fate=Fate.NEVER)
        await sender.send(notice, addresses, name=name)

    async def end(self) -> None:
        """Have each take leave of its servers."""
        for sender in self._senders.values():
            await sender.end()
