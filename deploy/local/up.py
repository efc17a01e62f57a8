"""`thidua up`: the whole installation on one machine, supervised, until a signal ends it."""

import asyncio
import ctypes
import gc
import http.client
import json
import os
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from deploy.local.certificate import Certificate
from deploy.local.checking import check_settings
from deploy.local.installation import CannotStart, Installation, check_port_free
from deploy.local.log_server import EmbeddedLog, OutsideLog, start
from deploy.local.one_address import OneAddress
from deploy.local.parts import Services
from deploy.local.reading_log import READER
from deploy.local.replay import check_log
from deploy.local.supervisor import Part, Supervisor, forked
from deploy.processes import services
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.nats_address import without_secrets
from shared.adapters.vault import Vault

READY_SECONDS: Final = 60.0
TEND_SECONDS: Final = 0.05
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_M_ARENA_MAX: Final = -8  # glibc's name for it in malloc.h
WAITING_FOR_A_PERSON: Final = frozenset({"audit.checkpoints"})  # facts are recorded and read all the same


@dataclass(frozen=True, slots=True)
class Options:
    """What `up` and `demo` are asked for; `simulated` runs the installation on a clock that somebody else sets.

    With a `certificate` people come in by https, and units at the NATS door by TLS.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 4500
    nats_port: int | None = None
    nats_host: str = "127.0.0.1"
    certificate: Certificate | None = None
    simulated: bool = False

    @property
    def url(self) -> str:
        """The installation's web address."""
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}"


def up(options: Options, *, say: Callable[[str], None], beside: Callable[[], None] | None = None) -> None:
    """Start everything, print where it is, and keep it alive until SIGINT or SIGTERM.

    `beside` runs in a process of its own once everything answers (the demo's simulation). Raises CannotStart and
    LogDamaged.
    """
    installation = Installation(options.data)
    with installation.held():
        check_port_free(options.host, options.port)
        check_settings()
        log = OutsideLog.from_environment() or _embedded(installation, options)
        supervisor = Supervisor(report=_to_stderr)
        supervisor.stop_on_signals()
        try:
            start(log, supervisor)
            asyncio.run(_check_log(installation, log))
            Vault.open(installation.vault).close()  # awards and notify only read it
            gc.freeze()  # what is imported by now is shared by all children
            _share_one_arena()
            behind = _services(installation, log, options)
            for name in services():
                supervisor.add(Part(name, forked(partial(behind.run, name))))
            installation.note_nats_url(log.url)
            say(f"nats {without_secrets(log.url)}")
            if _await_ready(supervisor, options):
                say(f"ready {options.url}")
                if beside is not None:
                    supervisor.add(Part("simulation", forked(beside), once=True))
            disk = log.watch_disk(_to_stderr)
            while not supervisor.stopping:
                supervisor.tend()
                if disk is not None:
                    disk.tend()
                log.tend()
                time.sleep(TEND_SECONDS)
        finally:
            supervisor.stop()


def _embedded(installation: Installation, options: Options) -> EmbeddedLog:
    """A log of our own. Raises CannotStart where tokens would go over a network in clear."""
    if options.nats_host not in LOOPBACK and options.certificate is None:
        raise CannotStart(
            f"Cửa NATS ở {options.nats_host} cần TLS: hãy đặt THIDUA_TLS_CERT và THIDUA_TLS_KEY, hoặc bỏ --nats-host.",
            f"The NATS door at {options.nats_host} needs TLS: set THIDUA_TLS_CERT and THIDUA_TLS_KEY, or leave out "
            "--nats-host.",
        )
    return EmbeddedLog(installation, port=options.nats_port, host=options.nats_host, certificate=options.certificate)


def _services(installation: Installation, log: EmbeddedLog | OutsideLog, options: Options) -> Services:
    """Tracking at the one address, the others on sockets behind it."""
    sockets = {name: installation.socket(name) for name in services() if name != "tracking"}
    where = f"{options.host}:{options.port}"
    return Services(
        installation,
        log,
        addresses={"tracking": where, **{name: f"unix:{socket}" for name, socket in sockets.items()}},
        public_url=options.url,
        certificate=options.certificate,
        clock=installation.clock if options.simulated else None,
        around=lambda app: OneAddress(app, sockets),
    )


async def _check_log(installation: Installation, log: EmbeddedLog | OutsideLog) -> None:
    """A log that lost something is refused in one line, before any service meets it."""
    reader = await JetStreamLog.connect(log.url, user=READER, seed=log.seed(READER))
    try:
        await check_log(reader, installation)
    finally:
        await reader.close()


def _share_one_arena() -> None:
    """Have all threads of a process allocate from one arena: the lock lets one of them run at a time anyway.

    glibc gives each thread an arena of its own, and none of them ever shrinks (measured: 15 MB over all processes).
    """
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


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
            raise CannotStart(
                f"Chưa sẵn sàng sau {READY_SECONDS:.0f} giây ({state}); hãy xem {options.data / 'logs'}.",
                f"Not ready within {READY_SECONDS:.0f} s ({state}); see {options.data / 'logs'}.",
            )
        time.sleep(0.02)
    return False


def _readiness(options: Options) -> tuple[bool, str]:
    host = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host
    connection = _connection(host, options)
    try:
        connection.request("GET", "/readyz")
        answer = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        return False, type(error).__name__
    finally:
        connection.close()
    silent = {part for part, answers in answer["parts"].items() if not answers}
    return silent <= WAITING_FOR_A_PERSON, ", ".join(sorted(silent))


def _connection(host: str, options: Options) -> http.client.HTTPConnection:
    if options.certificate is None:
        return http.client.HTTPConnection(host, options.port, timeout=5)
    # It is shown for another name than the one asked here; that it is this very certificate is enough.
    context = ssl.create_default_context(cafile=options.certificate.chain)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return http.client.HTTPSConnection(host, options.port, timeout=5, context=context)


def _to_stderr(line: str) -> None:
    os.write(2, f"{line}\n".encode())
