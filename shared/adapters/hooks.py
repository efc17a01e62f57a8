"""Webhooks: made for one unit, given new keys, listed and revoked. It checks no signature and reads no message.

A webhook stands on a grant as a token does. Its key must be known to check with, so it is kept, but sealed
(AES-256-GCM) under a key of the vault: who has the access tables alone, as in a database's backup, can sign nothing.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Self

import msgspec
from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select

from shared.adapters import sealing
from shared.adapters.access import Bearing, GrantRefused, check_bearing, check_days, grant_row, hash_of
from shared.adapters.access_tables import AccessRow, HookKeyRow, HookRow, open_engine, told_as_unavailable
from shared.adapters.sealing import Sealed
from shared.adapters.webhooks import check_key, new_secret
from shared.core.errors import ThiDuaError

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class NoSuchHook(ThiDuaError):
    """There is no webhook of this name that is still good, so nothing was changed. Look at `thidua hook list`."""

    vi = "Không có webhook nào mang tên này còn hiệu lực nên chưa thay đổi gì. Hãy xem `thidua hook list`."


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of a webhook: everything but its keys."""

    name: str
    grant_id: str
    unit_id: str
    mapping: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Hooks:
    """The webhooks, as `thidua hook` and the door use them. All calls wait for the database: make them in a thread.

    `sealing_key` seals what messages are signed with.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], *, sealing_key: bytes) -> None:
        self._engine = engine
        self._now = now
        self._sealing_key = sealing_key

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime], *, sealing_key: bytes) -> Self:
        """Open the tables at a database URL, and make them if there are none. Raises AccessUnavailable."""
        return cls(open_engine(url), now, sealing_key=sealing_key)

    def create(self, name: str, unit_id: str, *, mapping: str, key: str = "", days: int | None = None) -> str:
        """Make a webhook that speaks as one unit, and return its key: the sender's, if one is given, else a new one.

        Raises GrantRefused, NotAKey, AccessUnavailable.
        """
        key = key or new_secret()
        check_key(key)
        bearing = Bearing(role="unit", unit_id=unit_id)
        check_bearing(bearing)
        check_days(days)
        if not _NAME.fullmatch(name):
            raise GrantRefused(
                "Tên webhook có 1 đến 63 ký tự a-z, 0-9 và '-', không bắt đầu bằng '-'. Hãy chọn tên khác.",
                "A webhook's name has 1 to 63 of a-z, 0-9 and '-', and does not begin with '-'. Choose another name.",
            )
        grant = grant_row(secrets.token_hex(6), bearing, "hook", hash_of(f"hook {name}"), made_at=self._now())
        grant.expires_at = None if days is None else grant.made_at + timedelta(days=days)
        with told_as_unavailable(), Session(self._engine) as session:
            if session.get(HookRow, name) is not None:
                raise GrantRefused(
                    "Tên webhook này đã được dùng, kể cả khi đã thu hồi. Hãy chọn tên khác.",
                    "This webhook's name is taken, be it by one that was revoked. Choose another name.",
                )
            session.add_all([grant, HookRow(name=name, grant_id=grant.id, mapping=mapping), self._key(name, key)])
            session.commit()
        return key

    def rotate(self, name: str, *, overlap: timedelta, key: str = "") -> str:
        """Give a webhook another key, the ones before staying good for `overlap`. Returns the new key.

        Raises NoSuchHook, NotAKey, AccessUnavailable.
        """
        key = key or new_secret()
        check_key(key)
        with told_as_unavailable(), Session(self._engine) as session:
            _standing(session, name)
            ends = self._now() + overlap
            for row in session.exec(select(HookKeyRow).where(col(HookKeyRow.hook) == name)):
                row.ends_at = ends if row.ends_at is None else min(row.ends_at, ends)
            session.add(self._key(name, key))
            session.commit()
        return key

    def remap(self, name: str, mapping: str) -> None:
        """Give a webhook another mapping. Raises NoSuchHook, AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            _standing(session, name)[0].mapping = mapping
            session.commit()

    def revoke(self, name: str) -> None:
        """Take nothing from it from now on; again changes nothing. Raises NoSuchHook, AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            hook, grant = _found(session, name) or (None, None)
            if hook is None or grant is None:
                raise NoSuchHook
            grant.revoked_at = grant.revoked_at or self._now()
            session.commit()

    def list_hooks(self) -> list[Hook]:
        """All webhooks by name, revoked ones too. Raises AccessUnavailable."""
        both = select(HookRow, AccessRow).where(col(HookRow.grant_id) == col(AccessRow.id))
        with told_as_unavailable(), Session(self._engine) as session:
            return [_told(hook, grant) for hook, grant in session.exec(both.order_by(col(HookRow.name)))]

    def found(self, name: str) -> tuple[Hook, tuple[str, ...]] | None:
        """A webhook and the keys that are good now, be it revoked or not; None if there is none of this name.

        Raises AccessUnavailable, SealBroken (the vault is not the one that the keys were sealed with).
        """
        moment = self._now()
        good = or_(col(HookKeyRow.ends_at).is_(None), col(HookKeyRow.ends_at) > moment)
        with told_as_unavailable(), Session(self._engine) as session:
            both = _found(session, name)
            if both is None:
                return None
            keys = session.exec(select(HookKeyRow).where(col(HookKeyRow.hook) == name, good)).all()
            hook = _told(*both)
        return hook, tuple(self._opened(one) for one in keys)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _key(self, name: str, key: str) -> HookKeyRow:
        key_id = secrets.token_hex(6)
        sealed = sealing.seal(self._sealing_key, key.encode(), bound_to=_bound_to(name, key_id))
        return HookKeyRow(id=key_id, hook=name, sealed=sealed, made_at=self._now())

    def _opened(self, row: HookKeyRow) -> str:
        return sealing.unseal(self._sealing_key, Sealed(row.sealed), bound_to=_bound_to(row.hook, row.id)).decode()


def _found(session: Session, name: str) -> tuple[HookRow, AccessRow] | None:
    both = select(HookRow, AccessRow).where(col(HookRow.grant_id) == col(AccessRow.id), col(HookRow.name) == name)
    return session.exec(both).first()


def _standing(session: Session, name: str) -> tuple[HookRow, AccessRow]:
    both = _found(session, name)
    if both is None or both[1].revoked_at is not None:
        raise NoSuchHook
    return both


def _told(hook: HookRow, grant: AccessRow) -> Hook:
    return Hook(
        name=hook.name,
        grant_id=grant.id,
        unit_id=grant.unit_id,
        mapping=hook.mapping,
        made_at=grant.made_at,
        expires_at=grant.expires_at,
        revoked_at=grant.revoked_at,
        last_used_at=grant.last_used_at,
    )


def _bound_to(name: str, key_id: str) -> bytes:
    """A sealed key moved to another webhook does not open."""
    return f"hook {name} {key_id}".encode()
