"""Any sender, given each notice with the address it leads to. It decides nothing: `leading` says who may read what."""

from collections.abc import Sequence

from msgspec.structs import replace

from services.notify.domain.leading import lead_of, seen_from_outside
from services.notify.domain.notices import DigestStory, Notice
from services.notify.ports import Sender


class LedSender:
    """A Sender around another; nothing leads anywhere where nobody can come, which an empty `public_url` says."""

    def __init__(self, sender: Sender, public_url: str) -> None:
        self._sender = sender
        self._base = public_url.rstrip("/")

    async def send(self, notice: Notice, addresses: Sequence[str], *, name: str) -> None:
        """As Sender.send."""
        await self._sender.send(self._led(notice) if self._base else notice, addresses, name=name)

    def _led(self, notice: Notice) -> Notice:
        """A notice, and each that it gathers, with where it leads."""
        if notice.gathered or isinstance(notice.story, DigestStory):
            return replace(notice, gathered=tuple(map(self._led, notice.gathered)))
        lead = seen_from_outside(lead_of(notice.story, notice.campaign, recipient=notice.recipient), notice.recipient)
        return replace(notice, opens=self._base + lead.address(notice.campaign, notice.language)) if lead else notice
