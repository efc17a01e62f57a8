"""Sets of tables as schemas of a PostgreSQL, one of which serves: `tracking_3`, and its number in `read_models`.

A rebuild fills a new schema beside the one that serves, and the number is changed in one transaction. A read model can
be made anew from the log, so commits do not wait for the server's disk: after a crash the tables are whole and know
how far they reach, and the rest is taken from the log again.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from psycopg.adapt import Loader
from sqlalchemy import URL, Column, Connection, Engine, NullPool, String, event, text
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlmodel import create_engine

from shared.adapters.database import DatabaseUnavailable, told_as_unavailable
from shared.adapters.postgres_patience import be_impatient
from shared.adapters.postgres_url import postgres_url
from shared.adapters.table_sets import Building, RebuildRunning

_HOME: Final = "thidua"  # the schema that says which sets serve
_SETTINGS: Final = "-c synchronous_commit=off -c lock_timeout=5000 -c client_min_messages=warning"


class PostgresSchemas:
    """The sets of one read model in one database. Raises DatabaseUnavailable where that does not answer."""

    def __init__(self, url: str, name: str) -> None:
        self._url = postgres_url(url)
        self._name = name
        self._home = _engine(self._url, _HOME, kept=False)

    def serving(self) -> int:
        """The number of the set that serves (0: none yet)."""
        with self._speaking() as connection:
            return self._serving(connection)

    def open(self, number: int) -> Engine:
        """The database of one set."""
        return _engine(self._url, self._schema(number))

    @contextmanager
    def building(self) -> Iterator[Building]:
        """A new set to fill; what an earlier build left behind is removed. Raises RebuildRunning."""
        with told_as_unavailable():
            guard = self._home.connect()
        try:
            with told_as_unavailable():
                # It is the session's, so it goes with the process, however that ends.
                wanted = text("SELECT pg_try_advisory_lock(hashtext(:name))")
                if not guard.execute(wanted, {"name": f"thidua building {self._name}"}).scalar_one():
                    raise RebuildRunning
                guard.commit()
            with self._speaking() as connection:
                serving = self._serving(connection)
                self._remove(connection, lambda number: number > serving)
                connection.execute(text(f'CREATE SCHEMA "{self._schema(serving + 1)}"'))
            engine = _engine(self._url, self._schema(serving + 1))
            try:
                yield Building(serving + 1, engine)
            finally:
                engine.dispose()
        finally:
            guard.close()

    def serve(self, number: int) -> None:
        """Let a set serve from now on; what the server acknowledged before is on its disk before this is."""
        with self._speaking() as connection:
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            named = "INSERT INTO read_models VALUES (:name, :number) ON CONFLICT (name) DO UPDATE SET number = :number"
            connection.execute(text(named), {"name": self._name, "number": number})

    def sweep(self) -> None:
        """Remove the sets that served before; who still reads one may finish."""
        with self._speaking() as connection:
            serving = self._serving(connection)
            self._remove(connection, lambda number: number < serving)

    def sweep_scratch(self) -> None:
        """Remove what a process that was killed had for a while; nobody else may have anything for a while now."""
        with self._speaking() as connection:
            for schema in self._schemas(connection, f"{self._name}_scratch_"):
                _drop(connection, schema)

    def tidy(self, engine: Engine) -> None:
        """The server does that by itself."""

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        """A database for a while, gone afterwards."""
        schema = f"{self._name}_scratch_{secrets.token_hex(6)}"
        with self._speaking() as connection:
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))
        engine = _engine(self._url, schema, kept=False)
        try:
            yield engine
        finally:
            engine.dispose()
            with suppress(DatabaseUnavailable), self._speaking() as connection:  # else the next start removes it
                _drop(connection, schema)

    @contextmanager
    def copied(self, source: Engine) -> Iterator[Engine]:
        """What a database holds at this moment, in another for a while. It may wait for the server."""
        with self.scratch() as engine:
            with told_as_unavailable(), source.connect() as old, engine.begin() as new:
                _copy(new, old.execute(text("SELECT current_schema()")).scalar_one())
            yield engine

    @contextmanager
    def _speaking(self) -> Iterator[Connection]:
        """One transaction in the schema that says which sets serve."""
        with told_as_unavailable(), self._home.begin() as connection:
            yield connection

    def _serving(self, connection: Connection) -> int:
        if connection.execute(text("SELECT to_regclass('read_models')")).scalar_one() is None:
            connection.execute(text(f"SELECT pg_advisory_xact_lock(hashtext('{_HOME}'))"))  # all services start at once
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_HOME}"))
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS read_models (name varchar PRIMARY KEY, number bigint NOT NULL)")
            )
        found = connection.execute(text("SELECT number FROM read_models WHERE name = :name"), {"name": self._name})
        return int(found.scalar_one_or_none() or 0)

    def _schema(self, number: int) -> str:
        return f"{self._name}_{number}"

    def _remove(self, connection: Connection, wanted: Callable[[int], bool]) -> None:
        for schema in self._schemas(connection, f"{self._name}_"):
            number = schema.removeprefix(f"{self._name}_")
            if number.isdecimal() and wanted(int(number)):
                _drop(connection, schema)

    def _schemas(self, connection: Connection, begin: str) -> list[str]:
        found = text("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, :begin)")
        return list(connection.execute(found, {"begin": begin}).scalars())


class _ByCodePoint(PGDDLCompiler):
    """Text is ordered by its code points, as SQLite does: a list must not change with the server's language."""

    def get_column_specification(self, column: Column[Any], **more: Any) -> str:
        """The column as it is made."""
        made: str = super().get_column_specification(column, **more)  # type: ignore[no-untyped-call]
        kind = getattr(column.type, "impl_instance", column.type)
        return f'{made} COLLATE "C"' if isinstance(kind, String) else made


class _Number(Loader):
    """A sum of whole numbers is of the type NUMERIC here: it is a whole number all the same."""

    def load(self, data: Any) -> int | float:
        """The number that the server wrote."""
        said = bytes(data)
        return int(said) if said.removeprefix(b"-").isdigit() else float(said)


def _engine(url: URL, schema: str, *, kept: bool = True) -> Engine:
    """An engine that sees one schema alone, each of its transactions at one moment from its first question on."""
    settings = f'{_SETTINGS} -c search_path="{schema}"'
    pool: dict[str, Any] = {"pool_pre_ping": True} if kept else {"poolclass": NullPool}
    engine = create_engine(
        url,
        paramstyle="format",
        isolation_level="REPEATABLE READ" if schema != _HOME else "READ COMMITTED",
        hide_parameters=True,
        connect_args={"options": settings},
        **pool,
    )
    if kept or schema == _HOME:  # what is copied for a while may take its time, in a thread
        be_impatient(engine, url)
    engine.dialect.ddl_compiler = _ByCodePoint

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        connection.adapters.register_loader("numeric", _Number)

    return engine


def _copy(target: Connection, source: str) -> None:
    """Table by table, all as they stood at one moment; whoever writes to them meanwhile is not waited for."""
    tables = text("SELECT tablename FROM pg_tables WHERE schemaname = :source")
    for table in target.execute(tables, {"source": source}).scalars().all():
        target.execute(text(f'CREATE UNLOGGED TABLE "{table}" (LIKE "{source}"."{table}" INCLUDING ALL)'))
        target.execute(text(f'INSERT INTO "{table}" SELECT * FROM "{source}"."{table}"'))


def _drop(connection: Connection, schema: str) -> None:
    connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))
