"""Grants of access: bearer tokens and nkeys made, listed and revoked. It keeps hashes alone and sees no token again.

A bearer token carries 256 random bits, so a plain SHA-256 of it cannot be guessed back however fast it is computed;
the slow hashes made for people's passwords would only cost every service its speed.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Self

import msgspec
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.adapters.access_tables import AccessRow, open_engine, told_as_unavailable
from shared.core.access import ROLES
from shared.core.errors import ThiDuaError
from shared.core.grants import Grant
from shared.core.values import AccessWay

BEARER: Final = re.compile(r"thidua_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
NKEY: Final = re.compile(r"U[A-Z2-7]{55}")  # the public half of a NATS user's key
MAX_DAYS: Final = 3_660

_UNIT_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MAX_ID: Final = 128
_TOKENS: Final[tuple[AccessWay, ...]] = ("token", "nkey")


class GrantRefused(ThiDuaError):
    """No access was granted."""

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is wrong with what was asked for."""
        super().__init__(en)
        self.vi = f"Chưa cấp quyền truy cập. {vi}"


class NoSuchToken(ThiDuaError):
    """There is no token with this id, so nothing was revoked. Look it up with `thidua token list`."""

    vi = "Không có mã truy cập nào mang mã số này nên chưa thu hồi gì. Hãy xem `thidua token list`."


class Bearing(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a grant is to stand for: a role, and the unit or person of it ("" where there is none)."""

    role: str
    unit_id: str = ""
    person_id: str = ""


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

        Unit and person need not be known yet. Raises GrantRefused, AccessUnavailable.
        """
        bearing = Bearing(role=role, unit_id=unit_id, person_id=person_id)
        check_bearing(bearing)
        check_days(days)
        token_id = secrets.token_hex(6)
        bearer = f"thidua_{token_id}_{secrets.token_urlsafe(32)}"
        self._add(grant_row(token_id, bearing, "token", hash_of(bearer), made_at=self._now()), days)
        return token_id, bearer

    def admit_nkey(self, nkey: str, *, unit_id: str, days: int | None = None) -> str:
        """Let the holder of an nkey in at the NATS door as a unit; the id under which it is listed and revoked.

        Raises GrantRefused, AccessUnavailable.
        """
        bearing = Bearing(role="unit", unit_id=unit_id)
        check_bearing(bearing)
        check_days(days)
        if not NKEY.fullmatch(nkey):
            raise GrantRefused(
                "Khóa công khai nkey của người dùng có 56 ký tự, bắt đầu bằng U. Hãy sửa --nkey.",
                "The public nkey of a user has 56 characters and begins with U. Correct --nkey.",
            )
        token_id = secrets.token_hex(6)
        self._add(grant_row(token_id, bearing, "nkey", hash_of_nkey(nkey), made_at=self._now()), days)
        return token_id

    def _add(self, row: AccessRow, days: int | None) -> None:
        row.expires_at = None if days is None else row.made_at + timedelta(days=days)
        with told_as_unavailable(), Session(self._engine) as session:
            if session.exec(select(AccessRow.id).where(AccessRow.hash == row.hash)).first() is not None:
                raise GrantRefused(
                    "Khóa này đã được dùng. Hãy tạo một khóa khác.", "This key was used before. Make another one."
                )
            session.add(row)
            session.commit()

    def list_tokens(self) -> list[Grant]:
        """All tokens, revoked and expired ones too, oldest first. Raises AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            found = select(AccessRow).where(col(AccessRow.way).in_(_TOKENS))
            rows = session.exec(found.order_by(col(AccessRow.made_at), col(AccessRow.id))).all()
            return [grant_of(row) for row in rows]

    def revoke(self, token_id: str) -> None:
        """Revoke a token for good; revoking it again changes nothing. Raises NoSuchToken, AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            row = session.get(AccessRow, token_id)
            if row is None or row.way not in _TOKENS:
                raise NoSuchToken
            row.revoked_at = row.revoked_at or self._now()
            session.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def grant_of(row: AccessRow) -> Grant:
    """What may be told of a row."""
    return msgspec.convert(row, Grant, from_attributes=True)


def grant_row(grant_id: str, bearing: Bearing, way: AccessWay, secret_hash: bytes, *, made_at: datetime) -> AccessRow:
    """The row of a new grant that stays good until it is revoked; whom it bears was checked."""
    return AccessRow(
        id=grant_id,
        role=bearing.role,
        unit_id=bearing.unit_id,
        person_id=bearing.person_id,
        hash=secret_hash,
        made_at=made_at,
        way=way,
    )


def hash_of(bearer: str) -> bytes:
    """What is kept of a bearer token. No text makes this fail: an unencodable one is simply nobody's."""
    return sha256(bearer.encode(errors="replace")).digest()


def id_named(bearer: str) -> str:
    """The id that a bearer token bears in clear; "" for what is none."""
    return bearer.split("_")[1] if BEARER.fullmatch(bearer) else ""


def hash_of_nkey(nkey: str) -> bytes:
    """What is kept of an nkey's public half; no text that may be a bearer token has the same."""
    return hash_of(f"nkey {nkey}")


def check_bearing(bearing: Bearing) -> None:
    """Whether access may be granted to this role, unit and person at all. Raises GrantRefused."""
    role, unit_id, person_id = bearing.role, bearing.unit_id, bearing.person_id
    if role not in ROLES:
        raise GrantRefused(
            f"Không có vai trò này. Hãy chọn một trong: {', '.join(sorted(ROLES))}.",
            f"There is no such role. Choose one of: {', '.join(sorted(ROLES))}.",
        )
    if role == "unit" and not unit_id:
        raise GrantRefused(
            "Vai trò unit nói thay một đơn vị. Hãy nêu đơn vị bằng --unit.",
            "The role unit speaks for one unit. Name it with --unit.",
        )
    if unit_id and not _UNIT_ID.fullmatch(unit_id):
        raise GrantRefused(
            "Mã đơn vị có 1 đến 63 ký tự a-z, 0-9 và '-', không bắt đầu bằng '-'. Hãy sửa --unit.",
            "A unit's id has 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'. Correct --unit.",
        )
    if person_id and not (len(person_id) <= _MAX_ID and person_id.isprintable()):
        raise GrantRefused(
            "Mã của một người có 1 đến 128 ký tự in được. Hãy sửa --person.",
            "A person's id has 1 to 128 printable characters. Correct --person.",
        )


def check_days(days: int | None) -> None:
    """Whether access may be granted for so many days; None is for ever. Raises GrantRefused."""
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise GrantRefused(
            f"Mã truy cập có hạn 1 đến {MAX_DAYS} ngày. Hãy sửa --days, hoặc bỏ trống.",
            f"A token is good for 1 to {MAX_DAYS} days. Correct --days, or leave it out.",
        )
