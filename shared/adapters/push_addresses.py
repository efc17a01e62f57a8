"""Browsers that want to be told things, kept beside who is let in, and known from memory. They are in no log.

An endpoint is of use to nobody without the installation's own key, with which every message is signed (RFC 8292).
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NoReturn, Self

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from shared.adapters.access_tables import AccessUnavailable, PushRow, open_engine, told_as_unavailable
from shared.core.pushing import PushAddress

MOST: Final = 20  # browsers of one recipient; the oldest go
LOOK_SECONDS: Final = 5.0


class PushAddresses:
    """All of them; `now` is the service's clock, by which notices are recorded."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self._of: Mapping[str, Sequence[PushAddress]] = {}
        self._since: Mapping[str, str] = {}
        self._read()

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime]) -> Self:
        """Open the table at a database URL, and make it if there is none. Raises AccessUnavailable."""
        return cls(open_engine(url), now)

    def of(self, recipient: str) -> Sequence[PushAddress]:
        """The browsers of a recipient."""
        return self._of.get(recipient, ())

    def since(self, recipient: str) -> str:
        """Since when any of its browsers is told, as the log writes times; "" where there is none."""
        return self._since.get(recipient, "")

    async def keep(self, address: PushAddress) -> None:
        """Remember a browser: for this recipient alone, whosever it was. Raises AccessUnavailable."""
        await asyncio.to_thread(self._keep, address)

    async def forget(self, recipient: str, endpoint: str = "") -> None:
        """Forget one browser of a recipient, or all. Raises AccessUnavailable."""
        await asyncio.to_thread(self._forget, recipient, endpoint)

    async def watch(self) -> NoReturn:
        """Learn what other processes changed, for ever; cancel it to stop."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await asyncio.to_thread(self._read)
            except AccessUnavailable:
                continue  # those known so far stay

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _keep(self, address: PushAddress) -> None:
        with told_as_unavailable(), Session(self._engine) as session:
            row = session.get(PushRow, _id(address.endpoint))
            if row is None or row.recipient != address.recipient:
                if row is not None:
                    session.delete(row)
                    session.flush()
                row = PushRow(
                    id=_id(address.endpoint),
                    recipient=address.recipient,
                    endpoint=address.endpoint,
                    key=address.key,
                    secret=address.secret,
                    made_at=self._now(),
                )
            row.key, row.secret = address.key, address.secret
            session.add(row)
            session.flush()
            mine = select(PushRow).where(PushRow.recipient == address.recipient).order_by(col(PushRow.made_at).desc())
            for old in session.exec(mine).all()[MOST:]:
                session.delete(old)
            session.commit()
        self._read()

    def _forget(self, recipient: str, endpoint: str) -> None:
        gone = delete(PushRow).where(col(PushRow.recipient) == recipient)
        if endpoint:
            gone = gone.where(col(PushRow.id) == _id(endpoint))
        with told_as_unavailable(), Session(self._engine) as session:
            session.execute(gone)
            session.commit()
        self._read()

    def _read(self) -> None:
        with told_as_unavailable(), Session(self._engine) as session:
            rows = session.exec(select(PushRow).order_by(col(PushRow.made_at), col(PushRow.id))).all()
        of: dict[str, list[PushAddress]] = defaultdict(list)
        since: dict[str, str] = {}
        for row in rows:
            of[row.recipient].append(PushAddress(row.recipient, row.endpoint, row.key, row.secret))
            since.setdefault(row.recipient, _written(row.made_at))
        self._of, self._since = dict(of), since


def _id(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()[:32]


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
