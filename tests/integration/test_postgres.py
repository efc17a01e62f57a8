"""What is PostgreSQL's own: every service's rows as in the pure fold, lost and back, text in order, what is left."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlmodel import select

from deploy.local.replay import PROJECTIONS
from services.tracking.projections import TRACKING
from services.tracking.tables.rows import Activity
from shared.adapters import read_model
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.adapters.database import Database, DatabaseUnavailable, opened
from shared.adapters.postgres_schemas import PostgresSchemas
from shared.adapters.read_model import ReadModel
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.examples import ACTIVITY, CAMPAIGN
from tests.histories import BEGINNING, commits_of, log_of
from tests.integration.conftest import NewDatabase
from tests.integration.postgres_server import PostgresServer, binaries
from tests.waiting import a_moment

GOLDEN = Path(__file__).parents[1] / "golden"
COMMITS = commits_of(BEGINNING, [ACTIVITY])


@pytest.fixture
def sets(new_postgres: NewDatabase) -> PostgresSchemas:
    return PostgresSchemas(new_postgres(), "tracking")


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that may be lost."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed.")
    server = PostgresServer(programs)
    server.start()
    yield server
    server.remove()


def golden_commits() -> list[Commit]:
    """A fact of each type that ever was, after the campaign's beginning, and all of them once more."""
    facts = [path.read_bytes().strip() for path in sorted(GOLDEN.glob("*.json"))]
    payload = b"\n".join(facts)
    (beginning,) = commits_of(BEGINNING)
    return [
        beginning,
        *(Commit(number=n, campaign=CAMPAIGN, owner="tracking", id=f"g{n}", payload=payload) for n in (2, 3)),
    ]


@pytest.mark.parametrize("service", PROJECTIONS)
def test_whatever_fact_there_is_every_service_keeps_the_rows_of_the_pure_fold(
    new_postgres: NewDatabase, service: str
) -> None:
    projection, commits = PROJECTIONS[service], golden_commits()
    sets = PostgresSchemas(new_postgres(), service)
    with sets.building() as new, closing(Database.make(new.engine, projection)) as database:
        for commit in commits:
            database.take([commit])
        digest = database.digest()

    rows = Rows(projection.tables)
    position = fold_commits(projection, rows, commits)
    assert digest == digest_of(rows.everything(), position=position)


def test_a_read_model_outlives_a_database_that_is_lost_and_comes_back(
    own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_model, "RETRY_SECONDS", 0.01)
    log = log_of(COMMITS[:1])

    async def story() -> str:
        model = ReadModel(TRACKING, PostgresSchemas(own_server.new_database(), "tracking"), log)
        following = asyncio.create_task(model.run())
        try:
            assert await model.reached(1_000)
            own_server.kill()
            with pytest.raises(DatabaseUnavailable), model.reading():
                pass
            await log.commit(COMMITS[1].payload, campaign=CAMPAIGN, owner="tracking", expect=0, commit_id=COMMITS[1].id)
            while not model.trouble:
                await a_moment()
            own_server.start()
            assert await model.reached(2_000)
            return model.digest()
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            model.close()

    digest = asyncio.run(story())

    rows = Rows(TRACKING.tables)
    position = fold_commits(TRACKING, rows, COMMITS)
    assert digest == digest_of(rows.everything(), position=position)


def test_text_is_in_the_order_of_its_code_points_whatever_the_servers_language(sets: PostgresSchemas) -> None:
    names = ["Za", "a", "Đà", "ab", "a-b", "B", "ấ"]
    activities = [replace(ACTIVITY, activity_id=name) for name in names]
    with sets.building() as new, closing(Database.make(new.engine, TRACKING)) as database:
        database.take(commits_of(BEGINNING, activities))
        with database.reading() as view:
            found = view.session.exec(select(Activity.activity_id).order_by(Activity.activity_id)).all()
            language = view.session.connection().execute(text("SELECT 'a' < 'B' AND 'ấ' < 'B'")).scalar_one()

    assert language is True
    assert found == sorted(names)


def test_sets_that_served_before_and_what_a_killed_process_had_are_removed(sets: PostgresSchemas) -> None:
    for _ in range(2):
        with sets.building() as new:
            Database.make(new.engine, TRACKING).close()
            sets.serve(new.number)
    left = sets.scratch()
    engine = left.__enter__()
    Database.make(engine, TRACKING).close()

    sets.sweep()
    sets.sweep_scratch()

    with sets._speaking() as connection:
        assert sets._schemas(connection, "tracking_") == ["tracking_2"]
    assert opened(sets.open(1), TRACKING) is None


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_any_usual_way_to_name_a_postgresql_opens_it(new_postgres: NewDatabase, scheme: str) -> None:
    url = new_postgres().replace("postgresql://", scheme)

    with closing(Access.open(url, system_clock)) as access:
        assert access.list_tokens() == []
    assert PostgresSchemas(url, "tracking").serving() == 0


def test_a_database_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable) as told:
        PostgresSchemas("postgresql://thidua:hunter2@127.0.0.1:1/thidua", "tracking").serving()

    assert "hunter2" not in str(told.value)
