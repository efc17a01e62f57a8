"""One set of a read model's tables in a database: facts in, rows and position out in one transaction. No dialect's SQL.

Rows are written through the driver itself, many in one statement: a row costs about 1 µs so, 4 µs through SQLAlchemy's
Core and 27 µs through its ORM. Reading is SQLModel's as usual, each answer at one position from its first question to
its last.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any, Final, NamedTuple, Self

import sqlalchemy
from sqlalchemy import BigInteger, Engine, Integer, MetaData, inspect
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateTable
from sqlmodel import Field, Session, SQLModel, select

from shared.adapters.giving_way import AT_EASE, Pace
from shared.adapters.row_statements import RowStatements
from shared.core.errors import Fate, LogDamaged, ThiDuaError
from shared.core.log import Commit
from shared.core.projecting import (
    END,
    Layout,
    Projection,
    Rows,
    Table,
    Values,
    digest_of,
    fold_by_turns,
    fold_commits,
    slices,
)

_WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")
_DIGEST_ROWS: Final = 5_000
_NEAR: Final = 1_000  # facts folded at a time: what is written soon after is still in the processor's cache


class DatabaseUnavailable(ThiDuaError):
    """The tables of a read model cannot be written, so nothing was taken. It is tried again; see to the database."""

    vi = "Không ghi được các bảng đọc nên chưa nhận gì. Hệ thống sẽ thử lại; hãy kiểm tra cơ sở dữ liệu."
    fate = Fate.LATER


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """A database that does not answer, or will not, in this module's word. Not in its own: those may quote values."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnavailable(type(error.orig or error).__name__) from error


class ReadPosition(SQLModel, table=True):
    """Up to where the rows beside it are true, by which commit, by which shape of tables and edition of the fold."""

    __tablename__ = "read_position"
    metadata = MetaData()

    name: str = Field(primary_key=True)
    shape: str
    position: int = Field(default=0, sa_type=_WHOLE)
    commit_id: str = ""


_POSITION: Final = "SELECT position FROM read_position"  # every answer begins with it: as text, half the time


class Mark(NamedTuple):
    """How far the facts in a database reach, and which commit was the last of them."""

    position: int = 0
    commit_id: str = ""


class View(NamedTuple):
    """A read model as it stands at one position, for the time of one answer."""

    session: Session
    position: int


class Database:
    """The tables of one projection. One writer; any number of readers, in any thread."""

    def __init__(self, engine: Engine, projection: Projection) -> None:
        self.engine = engine
        self._projection = projection
        self._shape = shape_of(projection)
        tables: tuple[Table, ...] = (*projection.tables, ReadPosition)
        self._sql = {table: RowStatements(engine, table) for table in tables}
        self._rows = Rows(projection.tables, self._read)
        self._cursor: Any = None
        with told_as_unavailable():
            with Session(engine) as session:
                mark = session.exec(select(ReadPosition)).one()
                self.position, self.commit_id = mark.position, mark.commit_id
            self._writer = engine.connect()

    @classmethod
    def make(cls, engine: Engine, projection: Projection, *, indexed: bool = True) -> Self:
        """The projection's tables in a database that has none of them yet.

        Not `indexed`, whoever fills them calls `add_indexes` once they are full: one by one, an entry costs 1 to 3 µs.
        """
        with told_as_unavailable():
            with engine.begin() as connection:
                for table in (*projection.tables, ReadPosition):
                    connection.execute(CreateTable(inspect(table).local_table))
            with Session(engine) as session:
                session.add(ReadPosition(name=projection.name, shape=shape_of(projection)))
                session.commit()
        database = cls(engine, projection)
        if indexed:
            database.add_indexes()
        return database

    def add_indexes(self) -> None:
        """What reads by other columns than the key looks in; the fold asks for rows by their key alone."""
        with told_as_unavailable(), self.engine.begin() as connection:
            for table in self._projection.tables:
                for index in inspect(table).local_table.indexes:
                    index.create(connection)

    def take(self, commits: Sequence[Commit], *, until: int = END) -> int:
        """Fold commits, and write the rows and the new position in one transaction; those taken before are passed over.

        Returns how many facts the others have. Raises LogDamaged if a commit is missing, DatabaseUnavailable; then
        nothing was taken.
        """
        fresh, position = self._fresh(commits), self.position
        with self._writing(fresh):
            for some in slices(fresh, _NEAR) if fresh else ():
                position = fold_commits(self._projection, self._rows, some, until=until) or position
                self._write()
            self._mark(fresh, position)
        return self._taken(fresh, position)

    async def take_by_turns(self, commits: Sequence[Commit], *, pace: Callable[[], Pace] = lambda: AT_EASE) -> int:
        """The same, at a pace that is asked for each time; until it is over nothing else may be taken."""
        fresh, position = self._fresh(commits), self.position
        with self._writing(fresh):
            for reached in fold_by_turns(self._projection, self._rows, fresh, lambda: pace().facts) if fresh else ():
                position = reached
                self._write()
                await asyncio.sleep(pace().pause)
            self._mark(fresh, position)
        return self._taken(fresh, position)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """The read model at one position: facts that are taken while an answer is made are not in it.

        Raises DatabaseUnavailable.
        """
        with told_as_unavailable(), Session(self.engine) as session:
            yield View(session, session.connection().exec_driver_sql(_POSITION).scalar_one())

    def digest(self) -> str:
        """The digest of all rows and the position, as `shared.core.projecting.digest_of`."""
        return self.position_and_digest()[1]

    def position_and_digest(self) -> tuple[int, str]:
        """The digest, with the position it is true for: another process may be writing."""
        with self.reading() as view:
            return view.position, digest_of(self._everything(view.session), position=view.position)

    def close(self) -> None:
        """Let go of the database."""
        self._writer.close()
        self.engine.dispose()

    def _fresh(self, commits: Sequence[Commit]) -> Sequence[Commit]:
        """Those that were not taken yet. Raises LogDamaged."""
        last = self.position // 1_000
        fresh = [commit for commit in commits if commit.number > last]
        if fresh and fresh[0].number != last + 1:
            raise LogDamaged(f"Commit {last + 1} is missing, {fresh[0].number} came instead.")
        return fresh

    def _write(self) -> None:
        """Write the rows that changed."""
        for table, changed in self._rows.hand_over():
            self._sql[table].upsert(self._cursor, changed)

    def _mark(self, commits: Sequence[Commit], position: int) -> None:
        """Write up to where the rows are true."""
        if commits:
            mark = (self._projection.name, self._shape, position, commits[-1].id)
            self._sql[ReadPosition].upsert(self._cursor, [mark])

    def _taken(self, commits: Sequence[Commit], position: int) -> int:
        if commits:
            self.position, self.commit_id = position, commits[-1].id
        return sum(commit.payload.count(b"\n") + 1 for commit in commits)

    @contextmanager
    def _writing(self, commits: Sequence[Commit]) -> Iterator[None]:
        """One transaction, if there is anything to take; where it fails nothing is remembered of its rows."""
        if not commits:
            yield
            return
        driver: Any = self.engine.dialect.loaded_dbapi
        try:
            with self._writer.begin(), closing(self._writer.connection.cursor()) as self._cursor:
                self._check_alone()
                yield
        except (SQLAlchemyError, driver.Error) as error:
            self._rows.forget()
            # Not the driver's own words: those of some quote the values.
            raise DatabaseUnavailable(type(error).__name__) from error
        except BaseException:
            self._rows.forget()
            raise

    def _check_alone(self) -> None:
        """What is remembered of rows is true only while nobody else writes them."""
        stands = self._read(ReadPosition, (self._projection.name,))
        if stands is None or stands[2:] != (self.position, self.commit_id):
            raise DatabaseUnavailable("Another process writes these tables.")

    def _read(self, table: Table, key: Values) -> Values | None:
        self._cursor.execute(self._sql[table].select, key)
        row = self._cursor.fetchone()
        return None if row is None else tuple(row)

    def _everything(self, session: Session) -> Iterator[tuple[str, Values]]:
        for table in self._projection.tables:
            everything = sqlalchemy.select(inspect(table).local_table).execution_options(yield_per=_DIGEST_ROWS)
            for row in session.connection().execute(everything):
                yield table.__name__, tuple(row)


def opened(engine: Engine, projection: Projection) -> Database | None:
    """The projection's tables in a database, or None if they are not there or have another shape by now.

    Raises DatabaseUnavailable.
    """
    with told_as_unavailable():
        if inspect(engine).has_table("read_position"):
            with Session(engine) as session:
                mark = session.get(ReadPosition, projection.name)
            if mark is not None and mark.shape == shape_of(projection):
                return Database(engine, projection)
    engine.dispose()
    return None


def mark_of(engine: Engine, projection: Projection) -> Mark:
    """How far a database had followed the log, whatever shape its tables have. Raises DatabaseUnavailable."""
    try:
        if inspect(engine).has_table("read_position"):
            with Session(engine) as session:
                found = session.get(ReadPosition, projection.name)
            if found is not None:
                return Mark(found.position, found.commit_id)
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(type(error).__name__) from error
    finally:
        engine.dispose()
    return Mark()


def shape_of(projection: Projection) -> str:
    """Columns and edition in one word: tables of another shape cannot be continued, only built anew."""
    layouts = [(layout.name, layout.columns, layout.key) for layout in map(Layout, projection.tables)]
    return sha256(repr((projection.edition, layouts)).encode()).hexdigest()[:16]
