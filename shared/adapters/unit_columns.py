"""What units call the columns of their files, kept beside who is let in. It is no fact: losing it loses no record.

All calls wait for the database: make them in a thread.
"""

from collections.abc import Mapping
from typing import Final, Self

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.adapters.access_tables import ColumnRow, open_engine, told_as_unavailable
from shared.sheets.unit_columns import UnitColumn
from shared.sheets.value_words import folded

MOST: Final = 500  # of one unit; a file has some twenty


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
