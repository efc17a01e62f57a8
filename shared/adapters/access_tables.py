"""The tables of who is let in (grants, accounts, sessions, webhooks), of units' columns, browsers, and alarms told.

They hold hashes alone: no bearer token, no password and no session's secret can be read out of them. What a webhook is
signed with must be known to check it: it stands there sealed, under a key that only the vault has.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Dialect, Engine, Inspector, MetaData, String, Table, TypeDecorator, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Field, SQLModel, create_engine

from shared.adapters.postgres_url import is_postgres, postgres_url
from shared.adapters.private_file import make_private
from shared.core.errors import Fate, ThiDuaError

_BUSY_SECONDS: Final = 5
# Columns that came later, and how tables that were made before get them.
_CAME_LATER: Final = {
    ("access", "way"): "VARCHAR NOT NULL DEFAULT 'token'",
    ("accounts", "first_until"): "VARCHAR(32)",
    ("accounts", "vouched"): "VARCHAR",
}


class AccessUnavailable(ThiDuaError):
    """The access tables cannot be read or written, so nothing was changed. Check the database, then try again."""

    vi = "Không đọc hay ghi được bảng truy cập nên chưa thay đổi gì. Hãy kiểm tra cơ sở dữ liệu rồi thử lại."
    fate = Fate.LATER


class Moment(TypeDecorator[datetime]):
    """An aware time as UTC text of fixed length: the same in every database, and ordered like the time."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else datetime.fromisoformat(value)


class _Kept(SQLModel):
    # Tables of their own: a service that creates its read models does not create these beside them.
    metadata = MetaData()


class AccessRow(_Kept, table=True):
    """One grant: whom it stands for, and the SHA-256 of what it is recognised by. Rows are never removed."""

    __tablename__ = "access"

    id: str = Field(primary_key=True)
    role: str
    unit_id: str
    person_id: str
    hash: bytes = Field(unique=True, repr=False)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)
    way: str = Field(default="token", sa_column_kwargs={"server_default": "token"})


class AccountRow(_Kept, table=True):
    """One local account: its grant, and the argon2 hash of its password. It is locked while its grant is revoked.

    `first_until`: the password is one that the installation drew, and its owner replaces it before then. `vouched`: the
    hash of whom a provider vouched for when it opened the account first; nobody else is let in by a provider.
    """

    __tablename__ = "accounts"

    name: str = Field(primary_key=True)
    grant_id: str
    password: str = Field(repr=False)
    failures: int = 0
    barred_until: datetime | None = Field(default=None, sa_type=Moment)
    first_until: datetime | None = Field(default=None, sa_type=Moment)
    vouched: str | None = Field(default=None, repr=False)


class SessionRow(_Kept, table=True):
    """One browser that is signed in: by which grant, and the SHA-256 of what its cookie holds. It goes when it ends."""

    __tablename__ = "sessions"

    hash: bytes = Field(primary_key=True, repr=False)
    grant_id: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)
    used_at: datetime = Field(sa_type=Moment)


class HookRow(_Kept, table=True):
    """One webhook: its grant, and the text of its mapping ("" where messages are CloudEvents already)."""

    __tablename__ = "hooks"

    name: str = Field(primary_key=True)
    grant_id: str
    mapping: str = ""


class HookKeyRow(_Kept, table=True):
    """One key that a webhook's messages are signed with, sealed under a key of the vault, and until when it is good."""

    __tablename__ = "hook_keys"

    id: str = Field(primary_key=True)
    hook: str = Field(index=True)
    sealed: str = Field(repr=False)
    made_at: datetime = Field(sa_type=Moment)
    ends_at: datetime | None = Field(default=None, sa_type=Moment)


class PushRow(_Kept, table=True):
    """One browser that is told things, of one recipient: where (RFC 8030), and what a message is sealed with."""

    __tablename__ = "push_addresses"

    id: str = Field(primary_key=True)
    recipient: str = Field(index=True)
    endpoint: str = Field(repr=False)
    key: bytes = Field(repr=False)
    secret: bytes = Field(repr=False)
    made_at: datetime = Field(sa_type=Moment)


class AlarmRow(_Kept, table=True):
    """One alarm that is handed over without the log to one recipient: since when, and when it was taken."""

    __tablename__ = "alarms"

    name: str = Field(primary_key=True)
    begun_at: datetime = Field(sa_type=Moment)
    taken_at: datetime | None = Field(default=None, sa_type=Moment)


class ColumnRow(_Kept, table=True):
    """What one unit calls one column of its files of one type, and the field that it holds ("": none)."""

    __tablename__ = "unit_columns"

    unit_id: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    written: str
    field: str


def tables_in_order() -> list[Table]:
    """Every table, that of the grants first."""
    return sorted(_Kept.metadata.tables.values(), key=lambda table: (table.name != "access", table.name))


def open_engine(url: str) -> Engine:
    """An engine on the access tables, which are made if they are not there. Raises AccessUnavailable."""
    target = postgres_url(url) if is_postgres(url) else make_url(url)
    with told_as_unavailable():
        if target.get_backend_name() == "sqlite":
            make_private(Path(target.database or ""), lambda draft: _make_tables(target.set(database=str(draft))))
        if not _are_whole(_only_to_look(target)):
            _make_tables(target)
    return _engine(target)


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """What the database says, in this module's word; its own text only where it never quotes a value."""
    try:
        yield
    except (OperationalError, OSError) as error:
        raise AccessUnavailable(str(getattr(error, "orig", error))) from None
    except SQLAlchemyError as error:
        raise AccessUnavailable(type(error).__name__) from None


def _make_tables(target: URL) -> None:
    """Make what is missing: of an older installation, the tables and the columns that it did not know."""
    engine = _engine(target)
    try:
        with engine.begin() as connection:
            if target.get_backend_name() == "sqlite":
                connection.execute(text("BEGIN IMMEDIATE"))  # several processes may find them missing at once
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('thidua access'))"))
            _Kept.metadata.create_all(connection)
            for table, column in _lacking(inspect(connection)):
                connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column} {_CAME_LATER[table, column]}"))
    finally:
        engine.dispose()


def _are_whole(engine: Engine) -> bool:
    try:
        found = inspect(engine)
        return set(_Kept.metadata.tables) <= set(found.get_table_names()) and not _lacking(found)
    finally:
        engine.dispose()


def _lacking(found: Inspector) -> list[tuple[str, str]]:
    """The columns that came later and are not there yet, each with its table."""
    there = {(table, column["name"]) for table, _ in _CAME_LATER for column in found.get_columns(table)}
    return [one for one in _CAME_LATER if one not in there]


def _only_to_look(target: URL) -> Engine:
    """An engine that changes nothing, not even when it closes.

    Whoever writes and closes last tidies up; should the locks of others be lost, it would take their work away.
    """
    if target.get_backend_name() != "sqlite":
        return _engine(target)
    looking = target.set(database=f"file:{quote(target.database or '')}", query={"mode": "ro", "uri": "true"})
    return create_engine(looking, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})


def _engine(target: URL) -> Engine:
    if target.get_backend_name() != "sqlite":
        from shared.adapters.postgres_patience import be_impatient  # noqa: PLC0415 - the driver, for who needs it

        engine = create_engine(target, hide_parameters=True, pool_pre_ping=True)
        be_impatient(engine, target)
        return engine
    engine = create_engine(target, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _settle_sqlite)
    return engine


def _settle_sqlite(connection: Any, _record: object) -> None:
    """Readers never wait for a writer, and a revocation is on disk when it is acknowledged."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
