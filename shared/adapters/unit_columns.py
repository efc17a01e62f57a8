"""What units call the columns of their files, kept beside who is let in. It is no fact: losing it loses no record.

The calls of `UnitColumns` wait for the database: make them in a thread.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Self

import msgspec
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.adapters.access_tables import AccessUnavailable, ColumnRow, open_engine, told_as_unavailable
from shared.adapters.http import Refusal
from shared.core.problems import LOG_UNAVAILABLE
from shared.sheets.value_words import folded

MOST: Final = 500  # of one unit; a file has some twenty


class UnitColumn(msgspec.Struct, frozen=True):
    """One column of a unit's files: of which type, as it is written, and the field it holds ("": it is passed over)."""

    type: str
    column: str
    field: str


class UnitColumns:
    """The columns of all units."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the table at a database URL, and make it if there is none. Raises AccessUnavailable."""
        return cls(open_engine(url))

    def of(self, unit_id: str) -> list[UnitColumn]:
        """What a unit calls its columns, by type and name. Raises AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            found = select(ColumnRow).where(ColumnRow.unit_id == unit_id)
            rows = session.exec(found.order_by(col(ColumnRow.type), col(ColumnRow.folded))).all()
            return [UnitColumn(row.type, row.written, row.field) for row in rows]

    def keep(self, unit_id: str, short: str, columns: Mapping[str, str | None]) -> None:
        """Remember, or forget (None), what columns of one type hold; beyond 500 of a unit nothing new is kept.

        Raises AccessUnavailable.
        """
        with told_as_unavailable(), Session(self._engine) as session:
            kept = len(session.exec(select(ColumnRow.folded).where(ColumnRow.unit_id == unit_id)).all())
            for written, field in columns.items():
                row = session.get(ColumnRow, (unit_id, short, folded(written)))
                if field is None:
                    if row is not None:
                        session.delete(row)
                elif row is not None:
                    row.written, row.field = written, field
                elif kept < MOST:
                    kept += 1
                    session.add(
                        ColumnRow(unit_id=unit_id, type=short, folded=folded(written), written=written, field=field)
                    )
            session.commit()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


class ColumnsAside:
    """The same, asked in a thread, and refused where the tables do not answer."""

    def __init__(self, columns: UnitColumns) -> None:
        self._columns = columns

    async def of(self, unit_id: str) -> list[UnitColumn]:
        """What a unit calls its columns. Raises Refusal (503)."""
        with _refused():
            return await asyncio.to_thread(self._columns.of, unit_id)

    async def keep(self, unit_id: str, short: str, columns: Mapping[str, str | None]) -> None:
        """Remember, or forget (None), what columns of one type hold. Raises Refusal (503)."""
        with _refused():
            await asyncio.to_thread(self._columns.keep, unit_id, short, columns)

    def close(self) -> None:
        """Let go of the database."""
        self._columns.close()


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except AccessUnavailable as error:
        raise Refusal(LOG_UNAVAILABLE) from error
