"""One demo for all tests that need the whole campaign: it takes the better part of a minute."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from deploy.local.installation import CannotStart, check_port_free
from deploy.nats.server import free_port
from tests.e2e.running_demo import SECONDS, THIDUA, Demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo")
    command = [THIDUA, "demo", "--data", str(data), "--port", str(free_port()), "--speed", "0"]
    witness_port = _port_for_later()
    began = time.monotonic()
    with (data / "stderr").open("w") as complaints:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            env={**os.environ, "THIDUA_WITNESS_URL": f"http://127.0.0.1:{witness_port}"},
        )
    try:
        hanging = threading.Timer(SECONDS, process.kill)
        hanging.start()
        story = tuple(_story(process))
        hanging.cancel()
        yield Demo(data, process, story, time.monotonic() - began, witness_port)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _port_for_later() -> int:
    """A port where nobody listens until a test has a witness do so; none that the system gives to connections."""
    for port in range(24_600, 24_700):
        with suppress(CannotStart):
            check_port_free("127.0.0.1", port)
            return port
    raise AssertionError("a hundred ports in a row are taken")


def _story(process: subprocess.Popen[str]) -> Iterator[str]:
    """Every line up to the last; a demo that ends early has no more."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line.rstrip("\n")
        if line == "demo complete\n":
            return
