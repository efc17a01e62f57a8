"""Where a letter is tried out: handed to the mail server for whoever tries it, and recorded nowhere. See ADR-0034.

Who tried which template goes into the lines of log; the address goes to the mail server and nowhere else.
"""

import logging
from typing import Final

from services.notify.domain.trying import ENOUGH, NO_ADDRESS, NO_LETTER, NO_MAIL, Trial, not_taken, notice_of
from services.notify.ports import NotAnAddress, Sender, Stamps, TooSoon, Undelivered
from shared.core.problems import Problem, bad_fields

LONGEST: Final = 254  # letters of an address (RFC 5321)
_logger: Final = logging.getLogger(__name__)


class Trier:
    """Hands letters to a sender, or to none where no mail is set up."""

    def __init__(self, sender: Sender | None, stamps: Stamps) -> None:
        self._sender = sender
        self._stamps = stamps

    async def __call__(self, trial: Trial, /, *, address: str) -> Problem | None:
        """Why a letter was not sent; None where the mail server took it."""
        if trial.slot.medium != "LETTER":
            return NO_LETTER
        if self._sender is None:
            return NO_MAIL
        if not address.strip() or len(address) > LONGEST:
            return bad_fields(NO_ADDRESS)
        letter = notice_of(trial, nonce=self._stamps.nonce(), moment=self._stamps.recorded_at())
        try:
            await self._sender.send(letter, [address.strip()], name=trial.reader)
        except NotAnAddress:
            return bad_fields(NO_ADDRESS)
        except TooSoon:
            return ENOUGH
        except Undelivered as undelivered:
            return not_taken(undelivered.reason)
        what = {"template": trial.slot.name, "version": trial.template.version, "by": trial.reader}
        _logger.info("letter_tried", extra=what)
        return None
