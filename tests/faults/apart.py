"""An installation whose services run each by itself on a log that runs elsewhere, as in containers, without any."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from deploy.nats.server import NatsServer, free_port
from deploy.processes import processes, services
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from tests.faults.installation import THIDUA

SECONDS = 120
READY_SECONDS = 120
THAT_THIDUA = "import os, deploy.cli; assert deploy.__file__.startswith(os.environ['PYTHONPATH']); deploy.cli.main()"


class Apart:
    """Where each service answers; made by `apart`."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        self.data = data
        self.environment = environment
        self.ports = {name: free_port() for name in services()}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._access: Access | None = None
        self._client = httpx.Client(timeout=SECONDS)

    def ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of `thidua` that has ended."""
        return subprocess.run(
            [THIDUA, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False, env=self.environment
        )

    def start(self, name: str, *more: str, called: str = "", code: Path | None = None) -> None:
        """Start one service as the list says, but for the place where it listens; `called` tells several apart.

        `code` is the folder of another release's code, to be run instead of this one.
        """
        service, name = name, called or name
        where = ["--host", "127.0.0.1", "--port", str(self.ports.setdefault(name, free_port()))]
        thidua = (THIDUA,) if code is None else (sys.executable, "-P", "-c", THAT_THIDUA)
        command = [*thidua, *processes()[service].command[1:3], *where, *more]
        environment = self.environment if code is None else {**self.environment, "PYTHONPATH": str(code)}
        with (self.data.parent / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def await_ready(self) -> None:
        """Wait until every part of every service answers."""
        deadline = time.monotonic() + READY_SECONDS
        for name, process in self.running.items():
            while not self._is_ready(name):
                assert time.monotonic() < deadline, f"{name} did not become ready"
                with suppress(subprocess.TimeoutExpired):  # leaves the processor to those that start
                    process.wait(0.1)
                    raise AssertionError((self.data.parent / f"{name}.log").read_text())

    def _is_ready(self, name: str) -> bool:
        try:
            return self._client.get(self.url(name, "/readyz")).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self, name: str) -> int:
        """Ask one service to stop; its exit code."""
        self.running[name].send_signal(signal.SIGTERM)
        return self.running[name].wait(120)

    def url(self, name: str, path: str) -> str:
        """A path of a service."""
        return f"http://127.0.0.1:{self.ports[name]}{path}"

    def answered(self, name: str, path: str) -> str:
        """What one process answers."""
        return self._client.get(self.url(name, path)).text

    def token(self, role: str, unit_id: str = "") -> str:
        """A new bearer token."""
        self._access = self._access or Access.open(f"sqlite:///{self.data / 'access.sqlite'}", system_clock)
        return self._access.create_token(role, unit_id=unit_id)[1]

    def tell(
        self, events: list[dict[str, Any]], role: str, unit_id: str = "", *, traceparent: str = "", bearer: str = ""
    ) -> list[dict[str, Any]]:
        """What became of a batch, stated with a new token if none is given."""
        headers = {
            "authorization": f"Bearer {bearer or self.token(role, unit_id)}",
            "content-type": "application/cloudevents-batch+json",
            **({"traceparent": traceparent} if traceparent else {}),
        }
        answer = self._client.post(self.url("tracking", "/tracking/events"), json=events, headers=headers)
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def close(self) -> None:
        """Kill what still runs."""
        self._client.close()
        for process in self.running.values():
            process.kill()
            process.wait()
        if self._access is not None:
            self._access.close()


@contextmanager
def apart(folder: Path, **settings: str) -> Iterator[Apart]:
    """A server, and nothing on it yet; whatever was started, with these settings besides, is killed at the end."""
    server = NatsServer(folder / "elsewhere")
    server.start()
    environment = {
        **os.environ,
        "THIDUA_DATA": str(folder / "data"),
        "THIDUA_NATS_URL": server.url,
        "THIDUA_NATS_KEYS": str(folder / "elsewhere" / "keys"),
        **settings,
    }
    found = Apart(folder / "data", environment)
    try:
        yield found
    finally:
        found.close()
        server.stop()
