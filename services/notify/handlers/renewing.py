"""Having a notice that did not arrive sent again: asked for by people, recorded once, where it can still be made."""

from services.notify.domain.outbox import Outbox
from services.notify.domain.renewing import GivenUp
from services.notify.handlers.recording import Register
from services.notify.ports import NotKept


class Renewer:
    """Records that notices are due again; the outbox says of which there is still something to send."""

    def __init__(self, outbox: Outbox, register: Register) -> None:
        self._outbox = outbox
        self._register = register

    async def renew(self, failed: GivenUp, *, asked_by: str) -> tuple[str, int]:
        """The new delivery, and where it stands. Raises NotKept, LogUnavailable."""
        if not self._outbox.may_renew(failed.delivery_id):
            raise NotKept
        return await self._register.renewed(failed, asked_by=asked_by)
