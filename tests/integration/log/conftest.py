"""The logs that keep the contract: in memory, on the embedded server, and on a server in a container."""

import asyncio
import os
import shutil
import subprocess
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.memory import MemoryLog
from shared.core.log import EventLog

IMAGE = "nats:2.15"
# Read when testcontainers is imported. `with` stops what is started here, so nobody need clean up behind it; what is
# published on loopback is reached there, also where this process itself runs in a container.
for _name, _value in (
    ("TESTCONTAINERS_RYUK_DISABLED", "true"),
    ("TESTCONTAINERS_CONNECTION_MODE", "docker_host"),
    ("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1"),
):
    os.environ.setdefault(_name, _value)

OpenLog = Callable[[], AbstractAsyncContextManager[EventLog]]


def _engine() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    has_image = [docker, "image", "inspect", IMAGE]
    return subprocess.run(has_image, check=False, capture_output=True, timeout=120).returncode == 0


NO_ENGINE = not os.environ.get("CI") and not _engine()
IN_CONTAINER = [
    pytest.mark.containers,
    pytest.mark.skipif(NO_ENGINE, reason=f"no Docker engine with the image {IMAGE}"),
]


@pytest.fixture(scope="session")
def nats_container_url() -> Iterator[str]:
    """A provisioned nats-server in a container, without sign-in."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    container = DockerContainer(IMAGE, command="-js")
    container.ports["4222"] = ("127.0.0.1", None)  # type: ignore[assignment]  # docker's own form: a free port there
    with container.waiting_for(LogMessageWaitStrategy("Server is ready")):
        url = f"nats://127.0.0.1:{container.get_exposed_port(4222)}"
        asyncio.run(provision(url, seed=None))
        yield url


@pytest.fixture(params=["memory", "embedded", pytest.param("container", marks=IN_CONTAINER)])
def open_log(request: pytest.FixtureRequest) -> OpenLog:
    """Opens a log, each time as another process would; all that a test opens are one log."""
    if request.param == "memory":
        memory = MemoryLog()
        return lambda: _kept(memory)
    if request.param == "container":
        url: str = request.getfixturevalue("nats_container_url")
        return lambda: _connected(url, None)
    server: NatsServer = request.getfixturevalue("nats_server")
    return lambda: _connected(server.url, server.seeds["tracking"])


@pytest.fixture
def campaign() -> str:
    """A campaign that no other test writes to."""
    return f"test-{uuid.uuid4().hex}"


@asynccontextmanager
async def _kept(log: MemoryLog) -> AsyncGenerator[EventLog, None]:
    yield log


@asynccontextmanager
async def _connected(url: str, seed: str | None) -> AsyncGenerator[EventLog, None]:
    log = await JetStreamLog.connect(url, user="tracking", seed=seed)
    try:
        yield log
    finally:
        await log.close()
