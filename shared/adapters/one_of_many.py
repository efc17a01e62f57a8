"""A service without pens, of which several replicas run: one at a time does what it does by itself. See ADR-0046."""

import logging
import signal
import time
import uuid
from typing import Any, Final

from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.leases import Leases
from shared.core.leases import WHOLE, Replica

_logger: Final = logging.getLogger(__name__)


class OneOfMany:
    """A replica's part in it; `tasks` are to be run, and `leases.leave` called when they have ended."""

    def __init__(self, connection: NatsConnection, service: str, *, replica: Replica, life: str) -> None:
        self._service = service
        self.leases: Final = Leases(
            connection,
            service,
            me=f"{replica.name}-{life}",
            only_reads=replica.reads,
            duties=(WHOLE,),
            held=self,
            now=time.monotonic,
        )

    @classmethod
    def of(cls, replica: Replica | None, connection: NatsConnection, service: str) -> "OneOfMany | None":
        """One in a new life; None where the service runs alone."""
        return cls(connection, service, replica=replica, life=uuid.uuid4().hex[:8]) if replica else None

    def tasks(self) -> dict[str, Any]:
        """What is to run, by name, until cancelled."""
        return {"leases": self.leases.run(), "stepping_down": step_down(self.leases, self._service)}

    def is_idle(self, thing: str) -> bool:
        """The whole is handed on by who leaves alone."""
        del thing
        return False

    def lay_down(self, thing: str) -> None:
        """Who was followed ends (`step_down`)."""


async def step_down(leases: Leases, service: str) -> None:
    """Who was followed ends, and begins anew as one that waits: what it had in hand is another's by now."""
    await leases.until_held(WHOLE)
    await leases.until_lost(WHOLE)
    if not leases.has_left:
        _logger.critical("stepped_down", extra={"service": service})
        signal.raise_signal(signal.SIGTERM)
