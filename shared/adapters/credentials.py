"""The credentials every service checks from memory, told of changes at once. It makes and revokes nothing itself."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Final, Self

import msgspec
from sqlalchemy import Engine, bindparam, func, or_, update
from sqlmodel import Session, col, select

from shared.adapters.access import BEARER, grant_of, hash_of, hash_of_nkey, id_named
from shared.adapters.access_tables import AccessRow, AccessUnavailable, open_engine, told_as_unavailable
from shared.adapters.browser import SESSION
from shared.adapters.refused import RefusedCredentials, Way, Wrong
from shared.adapters.sessions import Sessions
from shared.adapters.telemetry import Telemetry
from shared.core.access import Caller
from shared.core.grants import Grant

# A revocation holds within 200 ms: the time between two looks, and what a look takes.
_SECONDS_BETWEEN_LOOKS: Final = 0.15
# Unknown bearers make it look at once, but a flood of them no oftener than this.
_SECONDS_BETWEEN_EXTRA_LOOKS: Final = 0.02
_LOOKS_BETWEEN_NOTES: Final = 200

_log = logging.getLogger(__name__)


class _Good(msgspec.Struct, frozen=True):
    """A grant that is not revoked."""

    caller: Caller
    expires_at: datetime | None


class Credentials:
    """All good tokens of the installation, by hash."""

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], *, refused: RefusedCredentials | None = None
    ) -> None:
        self._engine = engine
        self._now = now
        self._refused = refused
        self._sessions = Sessions(engine, now)
        self._one_look = Lock()
        self._good: dict[bytes, _Good] = {}
        self._hashes: dict[str, bytes] = {}
        self._revoked: dict[bytes, str] = {}  # their ids, to tell what is wrong with who comes with one
        self._marker: object = None
        self._changes = 0
        self._moved = asyncio.Condition()
        self._answers = True
        self._used: dict[str, datetime] = {}
        self._next_look: asyncio.Task[None] | None = None
        self._last_extra_look = float("-inf")

    @classmethod
    def load(cls, url: str, now: Callable[[], datetime], *, telemetry: Telemetry | None = None) -> Self:
        """Read all tokens of the installation; afterwards `watch` keeps them current. Raises AccessUnavailable.

        Whoever comes with what is not good is counted in `telemetry`, and noted in the log.
        """
        credentials = cls(open_engine(url), now, refused=None if telemetry is None else RefusedCredentials(telemetry))
        credentials.refresh_if_changed()
        return credentials

    def who(self, bearer: str) -> Caller | None:
        """Whom a bearer token stands for, from memory, or None if it is unknown, expired or revoked.

        What is looked up is the hash of 256 random bits, so the time it takes tells nobody anything.
        """
        # What is public, an nkey's half, has a hash in the same table: only what may be a token is looked up.
        return self._standing(self._good.get(hash_of(bearer))) if BEARER.fullmatch(bearer) else None

    def holder(self, nkey: str) -> Caller | None:
        """Whom an nkey stands for, if who names it has proved to hold it; else None."""
        return self._standing(self._good.get(hash_of_nkey(nkey)))

    def with_id(self, token_id: str) -> Caller | None:
        """Whom the token with this id stands for, from memory; None as soon as it is expired or revoked."""
        return self._standing(self._good.get(self._hashes.get(token_id, b"")))

    def good_until(self, token_id: str) -> datetime | None:
        """When the token with this id expires; None if it does not, or is not good any more."""
        good = self._good.get(self._hashes.get(token_id, b""))
        return None if good is None else good.expires_at

    def is_revoked(self, token_id: str) -> bool:
        """Whether there is no such token that could still be good."""
        return token_id not in self._hashes

    async def changed(self, *, since: int) -> int:
        """Wait for a change of the table after the one with this number (0: the first look); that change's number."""
        async with self._moved:
            await self._moved.wait_for(lambda: self._changes > since)
            return self._changes

    async def all_grants(self) -> list[Grant]:
        """Every grant there ever was, revoked and expired ones too. Raises AccessUnavailable."""
        return await asyncio.to_thread(self._read_grants)

    async def caller_of(self, presented: str) -> Caller | None:
        """Whom a bearer token or a browser's session stands for, or None if it is over. Raises AccessUnavailable."""
        if not SESSION.fullmatch(presented):
            return await self.who_by_now(presented)
        grant_id = await asyncio.to_thread(self._sessions.grant_of, presented)
        caller = None if grant_id is None else await self.with_id_by_now(grant_id)
        if caller is None:
            self.refuse("http", "session_over", grant=grant_id or "")
        return caller

    async def who_by_now(self, bearer: str, *, way: Way = "http") -> Caller | None:
        """`who`, but for an unknown bearer only after a fresh look: a token made a moment ago works on first use.

        All who wait share one look, and looks keep a distance, so a flood of wrong bearers costs its senders the wait
        and the database next to nothing. Raises AccessUnavailable.
        """
        caller = self.who(bearer)
        if caller is None and BEARER.fullmatch(bearer):
            await self._next()
            caller = self.who(bearer)
        if caller is None:
            self._tell_wrong(way, hash_of(bearer), names=id_named(bearer))
        return caller

    async def holder_by_now(self, nkey: str) -> Caller | None:
        """`holder`, in the same way. Raises AccessUnavailable."""
        caller = self.holder(nkey)
        if caller is not None:
            return caller
        await self._next()
        caller = self.holder(nkey)
        if caller is None:
            self._tell_wrong("nats", hash_of_nkey(nkey))
        return caller

    async def with_id_by_now(self, grant_id: str) -> Caller | None:
        """`with_id`, in the same way: a grant made a moment ago is known. Raises AccessUnavailable."""
        if self.is_revoked(grant_id):
            await self._next()
        return self.with_id(grant_id)

    def refuse(self, way: Way, wrong: Wrong, *, grant: str = "") -> None:
        """Have it noted that somebody was refused."""
        if self._refused is not None:
            self._refused.note(way, wrong, grant=grant)

    def refresh_if_changed(self) -> bool:
        """Read all tokens again if any was made or revoked since the last look, and say whether.

        Rows are never removed and never unrevoked, so the two counts change with every change. Waits for the
        database. Raises AccessUnavailable.
        """
        with self._one_look, told_as_unavailable(), Session(self._engine) as session:
            marker = session.exec(select(func.count(), func.count(col(AccessRow.revoked_at)))).one()
            if marker == self._marker:
                return False
            rows = session.exec(select(AccessRow)).all()
            self._good = {row.hash: _good(row) for row in rows if row.revoked_at is None}
            self._revoked = {row.hash: row.id for row in rows if row.revoked_at is not None}
            self._hashes = {good.caller.token_id: bearer_hash for bearer_hash, good in self._good.items()}
            self._changes += 1
            # Counted before the rows were read: what came between is read now, and once more at the next look.
            self._marker = marker
            return True

    async def watch(self) -> None:
        """Look for changes for ever, and now and then note when each token was last used; cancel it to stop.

        While the database does not answer, the tokens known so far stay good.
        """
        try:
            while True:
                for _ in range(_LOOKS_BETWEEN_NOTES):
                    await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
                    await self._look_again()
                await self._note_uses()
        finally:
            await self._note_uses()

    def _read_grants(self) -> list[Grant]:
        with told_as_unavailable(), Session(self._engine) as session:
            rows = session.exec(select(AccessRow).order_by(col(AccessRow.made_at), col(AccessRow.id)))
            return [grant_of(row) for row in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    async def _next(self) -> None:
        """Wait for a look that begins from now on."""
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._look_soon())
        await asyncio.shield(self._next_look)

    def _standing(self, good: _Good | None) -> Caller | None:
        if good is None:
            return None
        moment = self._now()
        if good.expires_at is not None and moment >= good.expires_at:
            return None
        self._used[good.caller.token_id] = moment
        return good.caller

    def _tell_wrong(self, way: Way, secret_hash: bytes, *, names: str = "") -> None:
        """Note why what has this hash is not good; `names` is the id it bears itself, as one does that was changed."""
        if (good := self._good.get(secret_hash)) is not None:
            self.refuse(way, "expired", grant=good.caller.token_id)
        elif secret_hash in self._revoked:
            self.refuse(way, "revoked", grant=self._revoked[secret_hash])
        elif names in self._hashes:
            self.refuse(way, "tampered", grant=names)
        else:
            self.refuse(way, "unknown")

    async def _look_soon(self) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(self._last_extra_look + _SECONDS_BETWEEN_EXTRA_LOOKS - clock())
        self._last_extra_look = clock()
        # Whoever asks from here on may hold a token made after this look began, and waits for the next one.
        self._next_look = None
        await self._look()

    async def _look(self) -> None:
        if await asyncio.to_thread(self.refresh_if_changed):
            async with self._moved:
                self._moved.notify_all()

    async def _look_again(self) -> None:
        """One look; logs when the database stops answering, and when it answers again."""
        answered = self._answers
        try:
            await self._look()
            self._answers = True
        except AccessUnavailable:
            self._answers = False
            if answered:
                _log.exception("access_table_unreadable")
        if self._answers and not answered:
            _log.warning("access_table_readable_again")

    async def _note_uses(self) -> None:
        """Write back when tokens were last used; what could not be written waits for the next time."""
        used, self._used = self._used, {}
        try:
            await asyncio.to_thread(self._write_uses, used)
        except AccessUnavailable:
            self._used = used | self._used
            _log.exception("token_uses_not_noted")

    def _write_uses(self, used: dict[str, datetime]) -> None:
        if not used:
            return
        # Several services note the same tokens: the latest use stands.
        earlier = or_(col(AccessRow.last_used_at).is_(None), col(AccessRow.last_used_at) < bindparam("used_at"))
        note = update(AccessRow).where(col(AccessRow.id) == bindparam("token_id"), earlier)
        with told_as_unavailable(), self._engine.begin() as connection:
            connection.execute(
                note.values(last_used_at=bindparam("used_at")),
                [{"token_id": token_id, "used_at": used_at} for token_id, used_at in used.items()],
            )


def _good(row: AccessRow) -> _Good:
    grant = grant_of(row)
    return _Good(Caller(grant.role, grant.unit_id, grant.person_id, grant.id), grant.expires_at)
