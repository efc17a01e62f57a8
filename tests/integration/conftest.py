"""Real servers for integration tests, and the running of tests that are coroutines."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer

SECONDS_A_TEST = 60.0

NewNats = Callable[[], Awaitable[NatsServer]]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_…` in a loop of its own, with a deadline."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}

    async def within_deadline() -> None:
        async with asyncio.timeout(SECONDS_A_TEST):
            await pyfuncitem.obj(**arguments)

    asyncio.run(within_deadline())
    return True


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """The embedded server, provisioned, shared by all tests: take a campaign of your own, and stop it never."""
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    yield server
    server.stop()


@pytest.fixture
def new_nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewNats]:
    """Makes embedded servers of a test's own, provisioned: these may be stopped, killed and damaged."""
    servers: list[NatsServer] = []

    async def start() -> NatsServer:
        server = NatsServer(tmp_path_factory.mktemp("nats"))
        servers.append(server)
        server.start()
        await provision(server.url, seed=server.seeds["provision"])
        return server

    yield start
    for server in servers:
        server.stop()
