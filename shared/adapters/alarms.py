"""Alarms that were handed over without the log, remembered beside who is let in, where every replica sees them.

The log may be what is in trouble, so it cannot keep them. They are in no record: they keep an alarm to once (ADR-0038).
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Self

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from shared.adapters.access_tables import AccessUnavailable, AlarmRow, open_engine, told_as_unavailable

IN_HAND: Final = timedelta(seconds=60)  # no channel takes as long: whoever had it in hand for longer was ended

_logger: Final = logging.getLogger(__name__)


class Alarms:
    """One row for each alarm of each recipient; `now` is the machine's clock, the same for all replicas."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime]) -> Self:
        """Open the table at a database URL, and make it if there is none. Raises AccessUnavailable."""
        return cls(open_engine(url), now)

    async def begin(self, name: str) -> bool:
        """Whether an alarm is to be handed over by who asks: nobody has, or has it in hand.

        So it is where the database does not say: an alarm that comes twice is better than one that never comes.
        """
        try:
            return await asyncio.to_thread(self._begin, name)
        except AccessUnavailable:
            _logger.warning("alarms_unknown")
            return True

    async def taken(self, name: str) -> None:
        """It was taken, or perhaps was."""
        with suppress(AccessUnavailable):
            await asyncio.to_thread(self._taken, name)

    async def clear(self, name: str) -> None:
        """It certainly was not."""
        with suppress(AccessUnavailable):
            await asyncio.to_thread(self._clear, name)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _begin(self, name: str) -> bool:
        moment = self._now()
        with told_as_unavailable(), Session(self._engine) as session:
            try:
                session.add(AlarmRow(name=name, begun_at=moment))
                session.commit()
            except IntegrityError:
                session.rollback()
            else:
                return True
            # Two may see at once that somebody was ended with it in hand: the row changes for one of them.
            left = update(AlarmRow).where(
                col(AlarmRow.name) == name, col(AlarmRow.taken_at).is_(None), col(AlarmRow.begun_at) <= moment - IN_HAND
            )
            changed = session.connection().execute(left.values(begun_at=moment)).rowcount
            session.commit()
            return changed == 1

    def _taken(self, name: str) -> None:
        with told_as_unavailable(), Session(self._engine) as session:
            row = session.exec(select(AlarmRow).where(col(AlarmRow.name) == name)).first()
            if row is not None:
                row.taken_at = self._now()
                session.commit()

    def _clear(self, name: str) -> None:
        with told_as_unavailable(), Session(self._engine) as session:
            session.exec(delete(AlarmRow).where(col(AlarmRow.name) == name))
            session.commit()
