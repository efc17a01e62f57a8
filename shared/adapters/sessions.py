"""Sessions of browsers: begun by a grant, found by the secret in a cookie, ended. It knows no HTTP and no role.

They are looked up in the database each time, not in memory: a person asks seldom, and what is ended ends everywhere at
once (ADR-0016).
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Engine, or_
from sqlmodel import Session, col, delete, select

from shared.adapters.access import hash_of
from shared.adapters.access_tables import AccessRow, SessionRow, told_as_unavailable

IDLE: Final = timedelta(hours=1)
AT_MOST: Final = timedelta(hours=12)

FRESH: Final = timedelta(minutes=10)  # so long after signing in somebody may end other sessions

_NOTED_AFTER: Final = timedelta(minutes=1)


class Begun(NamedTuple):
    """One session of somebody's, by an id that opens nothing; `is_here`: it is the one that asks."""

    id: str
    made_at: datetime
    used_at: datetime
    is_here: bool


class Sessions:
    """The sessions of the installation. All but the constructor wait for the database: call them in a thread."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def begin(self, grant_id: str, *, https: bool = False) -> str:
        """Begin a session and return its secret, which is kept nowhere; by its first letter it is good in one cookie.

        Raises AccessUnavailable.
        """
        secret = f"{'h' if https else 's'}_{secrets.token_urlsafe(32)}"
        moment = self._now()
        with told_as_unavailable(), Session(self._engine) as session:
            over = or_(col(SessionRow.made_at) <= moment - AT_MOST, col(SessionRow.used_at) <= moment - IDLE)
            session.exec(delete(SessionRow).where(over))
            session.add(SessionRow(hash=hash_of(secret), grant_id=grant_id, made_at=moment, used_at=moment))
            session.commit()
        return secret

    def grant_of(self, secret: str) -> str | None:
        """The grant by which a session was begun, None when either is over; it counts as use of the session.

        Raises AccessUnavailable.
        """
        moment = self._now()
        with told_as_unavailable(), Session(self._engine) as session:
            found = session.get(SessionRow, hash_of(secret))
            if found is None or moment >= found.made_at + AT_MOST or moment >= found.used_at + IDLE:
                return None
            grant = session.get(AccessRow, found.grant_id)
            if grant is None or grant.revoked_at is not None:
                return None
            if moment >= found.used_at + _NOTED_AFTER:
                found.used_at = moment
                session.commit()
            return grant.id

    def begun_by(self, grant_id: str, *, here: str) -> list[Begun]:
        """All sessions of a grant that are not over, the one used last first; `here` is the one that asks.

        Raises AccessUnavailable.
        """
        moment, own = self._now(), hash_of(here)
        of_grant = (
            select(SessionRow).where(col(SessionRow.grant_id) == grant_id).order_by(col(SessionRow.used_at).desc())
        )
        with told_as_unavailable(), Session(self._engine) as session:
            return [
                Begun(_id_of(one), one.made_at, one.used_at, is_here=one.hash == own)
                for one in session.exec(of_grant)
                if moment < one.made_at + AT_MOST and moment < one.used_at + IDLE
            ]

    def end_of(self, grant_id: str, session_id: str, *, here: str) -> bool:
        """End one session of a grant, all but the one that asks where `session_id` is ""; False where that is too old.

        Whoever does so has signed in a little while ago: another's browser left open ends nobody's. Raises
        AccessUnavailable.
        """
        own = hash_of(here)
        with told_as_unavailable(), Session(self._engine) as session:
            asking = session.get(SessionRow, own)
            if asking is None or asking.grant_id != grant_id or self._now() >= asking.made_at + FRESH:
                return False
            for one in session.exec(select(SessionRow).where(col(SessionRow.grant_id) == grant_id)).all():
                if _id_of(one) == session_id or (not session_id and one.hash != own):
                    session.delete(one)
            session.commit()
        return True

    def end(self, secret: str) -> None:
        """End a session; one that is over already changes nothing. Raises AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            session.exec(delete(SessionRow).where(col(SessionRow.hash) == hash_of(secret)))
            session.commit()


def _id_of(row: SessionRow) -> str:
    """By what a page names a session: a part of its secret's hash."""
    return row.hash.hex()[:16]
