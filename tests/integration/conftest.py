"""Real servers for integration tests, and the running of tests that are coroutines."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.table_sets import TableSets
from shared.adapters.tables_of import tables_of
from tests.integration.postgres_server import PostgresServer, binaries
from tests.waiting import PATIENCE_SECONDS

SECONDS_A_TEST = 2 * PATIENCE_SECONDS

NewNats = Callable[[], Awaitable[NatsServer]]
NewTables = Callable[[str], TableSets]
NewDatabase = Callable[[], str]


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL shared by all tests: take a database of your own, and stop it never."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: Debian's postgresql-15 and libpq-dev bring it.")
    server = PostgresServer(programs)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def new_postgres(postgres: PostgresServer) -> Iterator[NewDatabase]:
    """Makes databases in PostgreSQL for one test, and gives their URLs."""
    taken: list[str] = []

    def take() -> str:
        taken.append(postgres.new_database())
        return taken[-1]

    yield take
    for url in taken:
        postgres.take_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes databases, and gives their URLs: the test runs on each kind."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'own.sqlite'}"
    made: NewDatabase = request.getfixturevalue("new_postgres")
    return made


@pytest.fixture
def new_tables(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> NewTables:
    """Makes places for the read model of a name, each a new one: the test runs on each kind of database."""
    return lambda name: tables_of(name, folder=tmp_path_factory.mktemp(name), database_url=new_database())
