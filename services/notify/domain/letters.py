"""Letters that were handed over, as long as one of them may come back and be wanted again. Pure.

The log says how old they are, not a clock: whoever reads it again keeps the same ones at the same position.
"""

from datetime import date, timedelta
from typing import Final

from services.notify.domain.notices import Notice
from shared.core.values import Date

# Mail servers try for five days by default (RFC 5321); a month leaves room for those who read the mailbox seldom.
KEPT: Final = timedelta(days=30)


class Letters:
    """The letters of the last 30 days, the oldest first."""

    def __init__(self) -> None:
        self._sent: dict[str, tuple[Date, Notice]] = {}
        self._newest: Date = ""

    def keep(self, letter: Notice, *, day: Date) -> None:
        """One was handed over on a day; what is too old by then is let go."""
        self._sent[letter.delivery_id] = (day, letter)
        if day != self._newest:
            self._newest = day
            self._let_go(before=(date.fromisoformat(day) - KEPT).isoformat())

    def take(self, delivery_id: str) -> Notice | None:
        """One that came back; None if it is not kept."""
        return self._sent.pop(delivery_id, ("", None))[1]

    def _let_go(self, *, before: Date) -> None:
        for delivery_id, (day, _) in list(self._sent.items()):
            if day >= before:
                return
            del self._sent[delivery_id]
