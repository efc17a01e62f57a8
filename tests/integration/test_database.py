"""Read models in real databases: rows and position together, the same as a rebuild and as the pure fold."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.tracking.projections import TRACKING
from services.tracking.tables.rows import Activity, ActivityFigure
from shared.adapters.database import Database, DatabaseUnavailable, opened
from shared.adapters.postgres_schemas import PostgresSchemas
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.table_sets import RebuildRunning, TableSets
from shared.core.errors import LogDamaged
from shared.core.log import Commit
from shared.core.projecting import Projection, Rows, digest_of, fold_commits
from tests.examples import ACTIVITY, CAMPAIGN
from tests.histories import BEGINNING, HISTORIES, commits_of
from tests.integration.conftest import NewDatabase, NewTables

COMMITS = commits_of(BEGINNING, [ACTIVITY])


def pure_digest(commits: list[Commit]) -> str:
    rows = Rows(TRACKING.tables)
    position = fold_commits(TRACKING, rows, commits)
    return digest_of(rows.everything(), position=position)


@contextmanager
def serving_tables(sets: TableSets, projection: Projection = TRACKING) -> Iterator[Database]:
    database = opened(sets.open(sets.serving()), projection)
    assert database is not None
    with closing(database):
        yield database


@contextmanager
def made_tables(sets: TableSets, projection: Projection = TRACKING) -> Iterator[Database]:
    with sets.building() as new:
        Database.make(new.engine, projection).close()
        sets.serve(new.number)
    with serving_tables(sets, projection) as database:
        yield database


@pytest.fixture
def sets(new_tables: NewTables) -> TableSets:
    return new_tables("tracking")


@pytest.fixture
def database(sets: TableSets) -> Iterator[Database]:
    with made_tables(sets) as made:
        yield made


@given(HISTORIES, st.data())
def test_taken_in_any_batches_and_opened_again_anywhere_the_tables_equal_the_pure_fold(
    commits: list[Commit], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        digest = digest_taken_anyhow(SqliteFiles(Path(folder), "tracking"), commits, data)

    assert digest == pure_digest(commits)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=HISTORIES, data=st.data())
def test_so_they_do_in_postgresql(new_postgres: NewDatabase, commits: list[Commit], data: st.DataObject) -> None:
    digest = digest_taken_anyhow(PostgresSchemas(new_postgres(), "tracking"), commits, data)

    assert digest == pure_digest(commits)


def digest_taken_anyhow(sets: TableSets, commits: list[Commit], data: st.DataObject) -> str:
    with ExitStack() as open_ones:
        database = open_ones.enter_context(made_tables(sets))
        while (taken := database.position // 1_000) < len(commits):
            some = data.draw(st.integers(min_value=1, max_value=len(commits) - taken), label="commits")
            again = data.draw(st.integers(min_value=0, max_value=taken), label="delivered again")
            database.take(commits[taken - again : taken + some])
            if data.draw(st.booleans(), label="opened again"):
                open_ones.close()
                database = open_ones.enter_context(serving_tables(sets))
        return database.digest()


def test_rows_and_position_are_seen_together(database: Database) -> None:
    with database.reading() as before:
        database.take(COMMITS)
        rows_before = before.session.get(Activity, (CAMPAIGN, ACTIVITY.activity_id))
    with database.reading() as after:
        rows_after = after.session.get(Activity, (CAMPAIGN, ACTIVITY.activity_id))

    assert (before.position, rows_before) == (0, None)
    assert after.position == 2_000
    assert rows_after is not None


def test_a_fold_that_fails_leaves_rows_and_position_as_they_were(sets: TableSets) -> None:
    fails = [True]

    def fold(rows: Rows, fact: object, position: int) -> None:
        TRACKING.fold(rows, fact, position)  # type: ignore[arg-type]
        if position == 2_000 and fails:
            raise RuntimeError(fails.pop())

    with made_tables(sets, Projection("tracking", TRACKING.tables, fold)) as database:
        with pytest.raises(RuntimeError):
            database.take(COMMITS)
        position_after_failure = database.position
        with database.reading() as view:
            figures_after_failure = view.session.get(ActivityFigure, (CAMPAIGN, "hctc", ACTIVITY.kind, ACTIVITY.clause))
        database.take(COMMITS)

        assert (position_after_failure, figures_after_failure) == (0, None)
        assert database.digest() == pure_digest(COMMITS)


def test_a_database_that_cannot_be_written_takes_nothing_and_says_so(sets: TableSets) -> None:
    with made_tables(sets) as database:
        database.take(COMMITS[:1])
        with database.engine.connect() as connection:
            connection.exec_driver_sql("DROP TABLE activity")
            connection.commit()

        with pytest.raises(DatabaseUnavailable):
            database.take(COMMITS[1:])

        assert database.position == (len(BEGINNING) - 1) + 1_000


def test_a_missing_commit_is_never_passed_over(database: Database) -> None:
    with pytest.raises(LogDamaged, match="Commit 1 is missing"):
        database.take(COMMITS[1:])

    assert database.position == 0


def test_commits_taken_before_are_passed_over(database: Database) -> None:
    database.take(COMMITS)

    database.take(COMMITS)

    assert database.digest() == pure_digest(COMMITS)


def test_tables_of_another_edition_are_not_continued(sets: TableSets) -> None:
    with made_tables(sets) as database:
        database.take(COMMITS)

    later = Projection("tracking", TRACKING.tables, TRACKING.fold, edition=TRACKING.edition + 1)

    assert opened(sets.open(sets.serving()), later) is None


def test_only_one_rebuild_runs_at_a_time_and_the_next_removes_what_it_left(sets: TableSets) -> None:
    with sets.building() as first:
        Database.make(first.engine, TRACKING).close()
        with pytest.raises(RebuildRunning), sets.building():
            pass
    with sets.building() as second:
        Database.make(second.engine, TRACKING).close()

    assert first.number == second.number == 1
    assert sets.serving() == 0


def test_a_second_writer_writes_over_nothing_and_is_told(sets: TableSets) -> None:
    with made_tables(sets) as database, serving_tables(sets) as other:
        other.take(COMMITS[:1])

        with pytest.raises(DatabaseUnavailable):
            database.take(COMMITS)

        assert other.position == (len(BEGINNING) - 1) + 1_000
        assert other.digest() == pure_digest(COMMITS[:1])


def test_read_models_are_for_their_owner_alone(tmp_path: Path) -> None:
    with made_tables(SqliteFiles(tmp_path / "read-models", "tracking")) as database:
        database.take(COMMITS)

        modes = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "read-models").glob("*.sqlite*")}

    assert set(modes.values()) == {0}
    assert (tmp_path / "read-models").stat().st_mode & 0o077 == 0
