"""Copies of a read model as it stood at a few positions, so that its past need not be folded from the beginning."""

import asyncio
from bisect import bisect_right, insort
from contextlib import ExitStack
from operator import attrgetter
from typing import Final, NamedTuple

from sqlalchemy import Engine

from shared.adapters.database import Database, mark_of
from shared.adapters.table_sets import TableSets
from shared.core.projecting import Projection

APART: Final = 5_000  # facts: folding them takes about a tenth of a second
MOST: Final = 8
BUSY: Final = 2_000  # facts between two looks: a copy would take the disk from those who wait for it


class _Mark(NamedTuple):
    position: int
    engine: Engine
    gone: ExitStack


class Stretch:
    """How many facts were folded, in all and since the last way-mark."""

    def __init__(self) -> None:
        self._facts = self._since = self._looked_at = 0

    def walk(self, facts: int) -> None:
        """So many facts more were folded."""
        self._facts += facts
        self._since += facts

    def is_long(self) -> bool:
        """Whether it is time for a way-mark: in long logs they stand far apart, for a copy costs by what it holds."""
        return self._since >= max(APART, self._facts // 3)

    def is_overdue(self) -> bool:
        """Whether it can wait no longer: half of all facts came since the last."""
        return self._since >= max(MOST * APART, self._facts // 2)

    def is_calm(self) -> bool:
        """Whether few facts came since this was last asked."""
        came, self._looked_at = self._facts - self._looked_at, self._facts
        return came < BUSY

    def start_again(self) -> None:
        """A way-mark was set here."""
        self._since = 0


class WayMarks:
    """A few copies, each at the end of a commit. Whoever sets one waits until nobody copies one."""

    def __init__(self, projection: Projection, files: TableSets) -> None:
        self._projection = projection
        self._files = files
        self._marks: list[_Mark] = []

    def before(self, position: int) -> Engine | None:
        """The copy nearest before a position, to be copied in its turn; None if there is none."""
        index = bisect_right(self._marks, position, key=attrgetter("position"))
        return self._marks[index - 1].engine if index else None

    async def set(self, database: Database) -> None:
        """Copy a read model that takes whole commits only."""
        gone = ExitStack()
        engine = await asyncio.to_thread(gone.enter_context, self._files.copied(database.engine))
        insort(self._marks, _Mark(mark_of(engine, self._projection).position, engine, gone), key=attrgetter("position"))
        if len(self._marks) > MOST:
            for mark in self._marks[::2]:
                mark.gone.close()
            self._marks = self._marks[1::2]

    def close(self) -> None:
        """Let go of them all."""
        while self._marks:
            self._marks.pop().gone.close()
