"""The access table: bearer tokens made, listed and revoked. It holds hashes alone and never sees a token again.

A bearer token carries 256 random bits, so a plain SHA-256 of it cannot be guessed back however fast it is computed;
the slow hashes made for people's passwords would only cost every service its speed.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from sqlalchemy import URL, Dialect, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.schema import CreateTable
from sqlmodel import Field, Session, SQLModel, create_engine, select

from shared.adapters.private_file import make_private
from shared.core.access import ROLES
from shared.core.errors import Fate, ThiDuaError
from shared.core.values import Role

BEARER: Final = re.compile(r"thidua_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
NKEY: Final = re.compile(r"U[A-Z2-7]{55}")  # the public half of a NATS user's key
MAX_DAYS: Final = 3_660

_UNIT_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MAX_ID: Final = 128
_BUSY_SECONDS: Final = 5


class AccessUnavailable(ThiDuaError):
    """The access table cannot be read or written, so nothing was changed. Check the database, then try again."""

    vi = "Không đọc hay ghi được bảng truy cập nên chưa thay đổi gì. Hãy kiểm tra cơ sở dữ liệu rồi thử lại."
    fate = Fate.LATER


class TokenRefused(ThiDuaError):
    """The token was not made."""

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is wrong with what was asked for."""
        super().__init__(en)
        self.vi = f"Chưa tạo mã truy cập. {vi}"


class NoSuchToken(ThiDuaError):
    """There is no token with this id, so nothing was revoked. Look it up with `thidua token list`."""

    vi = "Không có mã truy cập nào mang mã số này nên chưa thu hồi gì. Hãy xem `thidua token list`."


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


class AccessRow(SQLModel, table=True):
    """One bearer token: whom it stands for, and the SHA-256 of its text. Rows are never removed."""

    __tablename__ = "access"
    # Tables of its own: a service that creates its read models does not create this one beside them.
    metadata = MetaData()

    id: str = Field(primary_key=True)
    role: str
    unit_id: str
    person_id: str
    hash: bytes = Field(unique=True, repr=False)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    last_used_at: datetime | None = Field(default=None, sa_type=Moment)


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of a token: everything but the token and its hash."""

    id: str
    role: Role
    unit_id: str
    person_id: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Access:
    """The access table as `thidua token` uses it, whether the services run or not."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime]) -> Self:
        """Open the table at a database URL, and make it if there is none. Raises AccessUnavailable."""
        return cls(open_engine(url), now)

    def create_token(
        self, role: str, *, unit_id: str = "", person_id: str = "", days: int | None = None
    ) -> tuple[str, str]:
        """Make a token and return its id and the bearer text, which is kept nowhere; without `days` it stays good.

        Unit and person need not be known yet. Raises TokenRefused, AccessUnavailable.
        """
        _check(role, unit_id, person_id, days)
        token_id = secrets.token_hex(6)
        bearer = f"thidua_{token_id}_{secrets.token_urlsafe(32)}"
        self._add(token_id, hash_of(bearer), role=role, unit_id=unit_id, person_id=person_id, days=days)
        return token_id, bearer

    def admit_nkey(self, nkey: str, *, unit_id: str, days: int | None = None) -> str:
        """Let the holder of an nkey in at the NATS door as a unit; the id under which it is listed and revoked.

        Raises TokenRefused, AccessUnavailable.
        """
        _check("unit", unit_id, "", days)
        token_id = secrets.token_hex(6)
        if not NKEY.fullmatch(nkey):
            raise TokenRefused(
                "Khóa công khai nkey của người dùng có 56 ký tự, bắt đầu bằng U. Hãy sửa --nkey.",
                "The public nkey of a user has 56 characters and begins with U. Correct --nkey.",
            )
        self._add(token_id, hash_of_nkey(nkey), role="unit", unit_id=unit_id, person_id="", days=days)
        return token_id

    def _add(
        self, token_id: str, secret_hash: bytes, *, role: str, unit_id: str, person_id: str, days: int | None
    ) -> None:
        made_at = self._now()
        row = AccessRow(
            id=token_id,
            role=role,
            unit_id=unit_id,
            person_id=person_id,
            hash=secret_hash,
            made_at=made_at,
            expires_at=None if days is None else made_at + timedelta(days=days),
        )
        with told_as_unavailable(), Session(self._engine) as session:
            if session.exec(select(AccessRow.id).where(AccessRow.hash == secret_hash)).first() is not None:
                raise TokenRefused(
                    "Khóa này đã được dùng. Hãy tạo một khóa khác.", "This key was used before. Make another one."
                )
            session.add(row)
            session.commit()

    def list_tokens(self) -> list[Token]:
        """All tokens, revoked and expired ones too, oldest first. Raises AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            rows = session.exec(select(AccessRow).order_by(AccessRow.made_at, AccessRow.id)).all()  # type: ignore[arg-type]
            return [token_of(row) for row in rows]

    def revoke(self, token_id: str) -> None:
        """Revoke a token for good; revoking it again changes nothing. Raises NoSuchToken, AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            row = session.get(AccessRow, token_id)
            if row is None:
                raise NoSuchToken
            row.revoked_at = row.revoked_at or self._now()
            session.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def token_of(row: AccessRow) -> Token:
    """What may be told of a row."""
    return msgspec.convert(row, Token, from_attributes=True)


def hash_of(bearer: str) -> bytes:
    """What is kept of a bearer token. No text makes this fail: an unencodable one is simply nobody's."""
    return sha256(bearer.encode(errors="replace")).digest()


def hash_of_nkey(nkey: str) -> bytes:
    """What is kept of an nkey's public half; no text that may be a bearer token has the same."""
    return hash_of(f"nkey {nkey}")


def open_engine(url: str) -> Engine:
    """An engine on the access table, which is made if there is none. Raises AccessUnavailable."""
    target = make_url(url)
    with told_as_unavailable():
        if target.get_backend_name() == "sqlite":
            make_private(Path(target.database or ""), lambda draft: _make_table(target.set(database=str(draft))))
        else:
            _make_table(target)
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


def _check(role: str, unit_id: str, person_id: str, days: int | None) -> None:
    if role not in ROLES:
        raise TokenRefused(
            f"Không có vai trò này. Hãy chọn một trong: {', '.join(sorted(ROLES))}.",
            f"There is no such role. Choose one of: {', '.join(sorted(ROLES))}.",
        )
    if role == "unit" and not unit_id:
        raise TokenRefused(
            "Mã truy cập của vai trò unit nói thay một đơn vị. Hãy nêu đơn vị bằng --unit.",
            "A token of role unit speaks for one unit. Name it with --unit.",
        )
    if unit_id and not _UNIT_ID.fullmatch(unit_id):
        raise TokenRefused(
            "Mã đơn vị có 1 đến 63 ký tự a-z, 0-9 và '-', không bắt đầu bằng '-'. Hãy sửa --unit.",
            "A unit's id has 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'. Correct --unit.",
        )
    if person_id and not (len(person_id) <= _MAX_ID and person_id.isprintable()):
        raise TokenRefused(
            "Mã của một người có 1 đến 128 ký tự in được. Hãy sửa --person.",
            "A person's id has 1 to 128 printable characters. Correct --person.",
        )
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise TokenRefused(
            f"Mã truy cập có hạn 1 đến {MAX_DAYS} ngày. Hãy sửa --days, hoặc bỏ trống.",
            f"A token is good for 1 to {MAX_DAYS} days. Correct --days, or leave it out.",
        )


def _make_table(target: URL) -> None:
    engine = _engine(target)
    with engine.begin() as connection:
        connection.execute(CreateTable(AccessRow.metadata.tables["access"], if_not_exists=True))
    engine.dispose()


def _engine(target: URL) -> Engine:
    if target.get_backend_name() != "sqlite":
        return create_engine(target, hide_parameters=True)
    engine = create_engine(target, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _settle_sqlite)
    return engine


def _settle_sqlite(connection: Any, _record: object) -> None:
    """Readers never wait for a writer, and a revocation is on disk when it is acknowledged."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
