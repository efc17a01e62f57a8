"""Read models as they stood at earlier positions: the same fold, up to there, in a database for a while."""

import asyncio
from collections import OrderedDict
from contextlib import ExitStack, aclosing
from typing import Final, NamedTuple

from shared.adapters.database import Database
from shared.adapters.replaying import AT_ONCE, in_slices
from shared.adapters.table_sets import TableSets
from shared.adapters.waymarks import Stretch, WayMarks
from shared.core.log import EventLog
from shared.core.projecting import Projection

KEPT: Final = 4


class _Moment(NamedTuple):
    database: Database
    gone: ExitStack


class Moments:
    """The moments asked about last, each folded from the nearest way-mark before it; one fold runs at a time.

    `live` is the stretch that the read model itself has come: who folds it says so.
    """

    def __init__(self, projection: Projection, files: TableSets, log: EventLog) -> None:
        self.live = Stretch()
        self._projection = projection
        self._files = files
        self._log = log
        self._kept: OrderedDict[int, _Moment] = OrderedDict()
        self._way_marks = WayMarks(projection, files)
        self._one_at_a_time = asyncio.Lock()

    async def at(self, position: int) -> Database:
        """The read model with every fact up to a position and none after it. Raises LogUnavailable, LogDamaged."""
        async with self._one_at_a_time:
            moment = self._kept.get(position)
            if moment is None:
                moment = self._kept[position] = await self._fold(position)
            self._kept.move_to_end(position)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)[1].gone.close()
        return moment.database

    async def keep_up(self, database: Database) -> None:
        """Set a way-mark where the read model stands now, if it has come far since the last and rests, or very far."""
        may_now = self.live.is_calm() or self.live.is_overdue()
        if may_now and self.live.is_long() and not self._one_at_a_time.locked():
            async with self._one_at_a_time:
                self.live.start_again()
                await self._way_marks.set(database)

    def close(self) -> None:
        """Let go of them all."""
        self._way_marks.close()
        while self._kept:
            self._kept.popitem()[1].gone.close()

    async def _fold(self, position: int) -> _Moment:
        with ExitStack() as stack:
            database = await self._begin(stack, position)
            stretch = Stretch()
            async with aclosing(in_slices(self._log.read(after=database.position // 1_000), AT_ONCE)) as slices:
                async for commits in slices:
                    stretch.walk(database.take(commits, until=position))
                    if commits[-1].number >= position // 1_000:
                        break  # it may have taken a part of that commit
                    if stretch.is_long():
                        stretch.start_again()
                        await self._way_marks.set(database)
            return _Moment(database, stack.pop_all())

    async def _begin(self, stack: ExitStack, position: int) -> Database:
        """A database of its own, as the nearest way-mark has it, or empty."""
        mark = self._way_marks.before(position)
        if mark is None:
            database = Database.make(stack.enter_context(self._files.scratch()), self._projection)
        else:
            engine = await asyncio.to_thread(stack.enter_context, self._files.copied(mark))
            database = Database(engine, self._projection)
        stack.callback(database.close)
        return database
