"""A POST to a server outside, as the senders know it: what is guarded stands in one place for all who go outside.

It only says in the words of notify what became of an attempt (ADR-0035).
"""

from collections.abc import Mapping

from services.notify.ports import AnswerLost, Undelivered
from shared.adapters import outward
from shared.adapters.outward import NO_SUCH_NAME, NOT_OUTSIDE, NOT_REACHED, Answered, BadAddress, is_outside

__all__ = ["NOT_OUTSIDE", "NOT_REACHED", "NO_SUCH_NAME", "Answered", "BadAddress", "Outward", "is_outside"]


class Outward(outward.Outward):
    """POSTs to servers outside for senders."""

    async def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> Answered:
        """Send once; whatever was answered, a redirection too, is the answer. Raises Undelivered."""
        try:
            return await super().post(url, headers=headers, content=content)
        except outward.PerhapsTaken as lost:
            raise AnswerLost(lost.reason, fate=lost.fate) from None
        except outward.NotTaken as untaken:
            raise Undelivered(untaken.reason, fate=untaken.fate) from None
