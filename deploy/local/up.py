"""`thidua up`: the whole installation on one machine, supervised, until a signal ends it."""

import asyncio
import gc
import http.client
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvloop

from deploy.local.installation import CannotStart, Installation, check_port_free
from deploy.local.log_server import EmbeddedLog, OutsideLog, start
from deploy.local.one_address import OneAddress
from deploy.local.reading_log import READER
from deploy.local.replay import check_log
from deploy.local.supervisor import Part, Supervisor, forked
from services.awards import app as awards
from services.awards.settings import Settings as AwardsSettings
from services.notify import app as notify
from services.notify.senders.email import BadSmtpUrl, MailServer
from services.notify.settings import Settings as NotifySettings
from services.tracking import app as tracking
from services.tracking.settings import Settings as TrackingSettings
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import without_secrets
from shared.adapters.logs import write_logs
from shared.adapters.vault import Vault

READY_SECONDS: Final = 60.0
TEND_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Options:
    """What `up` and `demo` are asked for; `simulated` runs the installation on a clock that somebody else sets."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 4500
    nats_port: int | None = None
    simulated: bool = False

    @property
    def url(self) -> str:
        """The installation's web address."""
        return f"http://{self.host}:{self.port}"


def up(options: Options, *, say: Callable[[str], None], beside: Callable[[], None] | None = None) -> None:
    """Start everything, print where it is, and keep it alive until SIGINT or SIGTERM.

    `beside` runs in a process of its own once everything answers (the demo's simulation). Raises CannotStart and
    LogDamaged.
    """
    installation = Installation(options.data)
    with installation.held():
        check_port_free(options.host, options.port)
        _check_mail_server(os.environ.get("THIDUA_SMTP_URL", ""))
        outside = os.environ.get("THIDUA_NATS_URL", "")
        log = OutsideLog(outside) if outside else EmbeddedLog(installation, port=options.nats_port)
        supervisor = Supervisor(report=_to_stderr)
        supervisor.stop_on_signals()
        try:
            start(log, supervisor)
            asyncio.run(_check_log(installation, log))
            Vault.open(installation.vault).close()  # awards and notify only read it
            gc.freeze()  # what is imported by now is shared by all children
            for part in _services(installation, options, log):
                supervisor.add(part)
            installation.note_nats_url(log.url)
            say(f"nats {without_secrets(log.url)}")
            if _await_ready(supervisor, options):
                say(f"ready {options.url}")
                if beside is not None:
                    supervisor.add(Part("simulation", forked(beside), once=True))
            while not supervisor.stopping:
                supervisor.tend()
                time.sleep(TEND_SECONDS)
        finally:
            supervisor.stop()


async def _check_log(installation: Installation, log: EmbeddedLog | OutsideLog) -> None:
    """A log that lost something is refused in one line, before any service meets it."""
    reader = await JetStreamLog.connect(log.url, user=READER, seed=log.seed(READER))
    try:
        await check_log(reader, installation)
    finally:
        await reader.close()


def _check_mail_server(url: str) -> None:
    """A mail server's address that cannot be read is said now, not at the first letter. Raises CannotStart."""
    try:
        if url:
            MailServer.from_url(url)
    except BadSmtpUrl as error:
        raise CannotStart(str(error)) from error


def _services(installation: Installation, options: Options, log: EmbeddedLog | OutsideLog) -> list[Part]:
    clock = installation.clock if options.simulated else None

    def common(service: str) -> dict[str, Any]:
        return {
            "nats_url": log.url,
            "nats_seed": log.seed(service),
            "read_models": installation.read_models,
            "access_url": installation.access_url,
            "vault": installation.vault,
            "simulated_clock": clock,
        }

    def run_tracking() -> None:
        write_logs("tracking")
        settings = TrackingSettings(address=f"{options.host}:{options.port}", **common("tracking"))
        sockets = {service: installation.socket(service) for service in ("awards", "notify")}
        uvloop.run(tracking.serve(settings, around=lambda app: OneAddress(app, sockets)))

    def run_awards() -> None:
        write_logs("awards")
        settings = AwardsSettings(address=f"unix:{installation.socket('awards')}", **common("awards"))
        uvloop.run(awards.serve(settings))

    def run_notify() -> None:
        write_logs("notify")
        settings = NotifySettings(
            address=f"unix:{installation.socket('notify')}",
            smtp_url=os.environ.get("THIDUA_SMTP_URL", ""),
            **common("notify"),
        )
        uvloop.run(notify.serve(settings))

    return [
        Part("tracking", forked(run_tracking)),
        Part("awards", forked(run_awards)),
        Part("notify", forked(run_notify)),
    ]


def _await_ready(supervisor: Supervisor, options: Options) -> bool:
    """Wait until every part answers; False if told to stop before. Raises CannotStart."""
    deadline = time.monotonic() + READY_SECONDS
    state = "nothing answers"
    while not supervisor.stopping:
        supervisor.tend()
        ready, state = _readiness(options)
        if ready:
            return True
        if time.monotonic() > deadline:
            raise CannotStart(f"Not ready within {READY_SECONDS:.0f} s ({state}); see {options.data / 'logs'}.")
        time.sleep(0.02)
    return False


def _readiness(options: Options) -> tuple[bool, str]:
    host = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host
    connection = http.client.HTTPConnection(host, options.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        return False, type(error).__name__
    finally:
        connection.close()
    return bool(answer["ready"]), ", ".join(part for part, answers in answer["parts"].items() if not answers)


def _to_stderr(line: str) -> None:
    os.write(2, f"{line}\n".encode())
