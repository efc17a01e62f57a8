"""Runs one piece of a measurement in a process of its own: a job in, figures out. It knows neither."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import msgspec

SECONDS: Final = 600
START_SECONDS: Final = 10
J = TypeVar("J", bound=msgspec.Struct)


class PieceFailed(Exception):
    """A process of the measurement ended with an error; what it said stands above."""


def apart(module: str, job: msgspec.Struct) -> dict[str, float]:
    """Run `python -m module` on a job, and return its figures. Raises PieceFailed."""
    ended = subprocess.run(
        [sys.executable, "-m", module],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=False,
    )
    if ended.returncode:
        raise PieceFailed(f"{module} ended with {ended.returncode}")
    return msgspec.json.decode(ended.stdout, type=dict[str, float])


def answer(job: type[J], run: Callable[[J], dict[str, float]]) -> None:
    """The other side: what such a module does when it is run."""
    sys.stdout.buffer.write(msgspec.json.encode(run(msgspec.json.decode(sys.stdin.buffer.read(), type=job))))


@contextmanager
def beside(module: str, *arguments: str, port: int) -> Iterator[None]:
    """Keep `python -m module` running for a while, from when it listens on its port. Raises PieceFailed."""
    with subprocess.Popen([sys.executable, "-m", module, *arguments]) as running:
        try:
            _wait_for(port, running)
            yield
        finally:
            running.terminate()


def _wait_for(port: int, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise PieceFailed(f"Nothing listens on port {port}")
