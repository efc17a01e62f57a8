"""One set of a read model's tables in a database: facts in, rows and position out in one transaction. No dialect's SQL.

Rows are written through the driver itself, many in one statement: a row costs about 1 µs so, 4 µs through SQLAlchemy's
Core and 27 µs through its ORM. Reading is SQLModel's as usual, each answer at one position from its first question to
its last.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from importlib import import_module
from itertools import chain
from typing import Any, Final, NamedTuple, Self

import sqlalchemy
from sqlalchemy import BigInteger, Engine, Integer, MetaData, inspect
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlmodel import Field, Session, SQLModel, select

from shared.core.errors import Fate, LogDamaged, ThiDuaError
from shared.core.log import Commit
from shared.core.projecting import END, Layout, Projection, Rows, Table, Values, digest_of, fold_commits, slices

_WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")
_DIGEST_ROWS: Final = 5_000
_TOGETHER: Final = 50  # rows in one statement: they cost half of what they cost one by one
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


_POSITION: Final = select(ReadPosition.position)


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
        self._sql = {table: _Statements(engine, table) for table in tables}
        self._rows = Rows(projection.tables, self._read)
        self._cursor: Any = None
        with told_as_unavailable():
            with Session(engine) as session:
                mark = session.exec(select(ReadPosition)).one()
                self.position, self.commit_id = mark.position, mark.commit_id
            self._writer = engine.connect()

    @classmethod
    def make(cls, engine: Engine, projection: Projection) -> Self:
        """The projection's tables in a database that has none of them yet."""
        with told_as_unavailable():
            with engine.begin() as connection:
                for table in (*projection.tables, ReadPosition):
                    inspect(table).local_table.create(connection)
            with Session(engine) as session:
                session.add(ReadPosition(name=projection.name, shape=shape_of(projection)))
                session.commit()
        return cls(engine, projection)

    def take(self, commits: Sequence[Commit], *, until: int = END) -> int:
        """Fold commits, and write the rows and the new position in one transaction; those taken before are passed over.

        Returns how many facts the others have. Raises LogDamaged if a commit is missing, DatabaseUnavailable; then
        nothing was taken.
        """
        last = self.position // 1_000
        fresh = [commit for commit in commits if commit.number > last]
        if not fresh:
            return 0
        if fresh[0].number != last + 1:
            raise LogDamaged(f"Commit {last + 1} is missing, {fresh[0].number} came instead.")
        try:
            with self._writing():
                self._check_alone()
                position = self.position
                for some in slices(fresh, _NEAR):
                    position = fold_commits(self._projection, self._rows, some, until=until) or position
                    for table, changed in self._rows.hand_over():
                        self._sql[table].upsert(self._cursor, changed)
                mark = (self._projection.name, self._shape, position, fresh[-1].id)
                self._sql[ReadPosition].upsert(self._cursor, [mark])
        except BaseException:
            self._rows.forget()
            raise
        self.position, self.commit_id = position, fresh[-1].id
        return sum(commit.payload.count(b"\n") + 1 for commit in fresh)

    @contextmanager
    def reading(self) -> Iterator[View]:
        """The read model at one position: facts that are taken while an answer is made are not in it.

        Raises DatabaseUnavailable.
        """
        with told_as_unavailable(), Session(self.engine) as session:
            yield View(session, session.exec(_POSITION).one())

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

    @contextmanager
    def _writing(self) -> Iterator[None]:
        driver: Any = self.engine.dialect.loaded_dbapi
        try:
            with self._writer.begin(), closing(self._writer.connection.cursor()) as self._cursor:
                yield
        except (SQLAlchemyError, driver.Error) as error:
            # Not the driver's own words: those of some quote the values.
            raise DatabaseUnavailable(type(error).__name__) from error

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


class _Statements:
    """What the writer says of a table, in the words of the database's driver."""

    def __init__(self, engine: Engine, table: Table) -> None:
        layout, target = Layout(table), inspect(table).local_table
        insert = import_module(f"sqlalchemy.dialects.{engine.dialect.name}").insert(target)
        new = {name: insert.excluded[name] for name in layout.columns if name not in layout.key}
        key = [target.c[name] for name in layout.key]
        wanted = sqlalchemy.and_(*(column == sqlalchemy.bindparam(column.name) for column in key))
        self.select = _text(engine, sqlalchemy.select(target).where(wanted), layout.key)
        self._one = _text(engine, insert.on_conflict_do_update(index_elements=key, set_=new), layout.columns)
        head, row, tail = re.split(r"(?<=VALUES )(\(.*?\))(?= ON CONFLICT)", self._one)
        self._many = head + ", ".join([row] * _TOGETHER) + tail

    def upsert(self, cursor: Any, rows: Sequence[Values]) -> None:
        """Write rows, each key once; what stands under it is replaced."""
        whole = len(rows) - len(rows) % _TOGETHER
        for begin in range(0, whole, _TOGETHER):
            cursor.execute(self._many, [*chain.from_iterable(rows[begin : begin + _TOGETHER])])
        cursor.executemany(self._one, rows[whole:])


def _text(engine: Engine, statement: Any, parameters: Sequence[str]) -> str:
    compiled = statement.compile(dialect=engine.dialect)
    if list(compiled.positiontup) != list(parameters):
        raise TypeError(f"The driver's parameters are not in the order of the columns: {compiled}")
    return str(compiled)
