"""Read models as they stood at earlier positions: the same fold, up to there, in a database for a while."""

import asyncio
from collections import OrderedDict
from contextlib import ExitStack, aclosing
from typing import Final, NamedTuple

from shared.adapters.database import Database
from shared.adapters.replaying import AT_ONCE, in_slices
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.log import EventLog
from shared.core.projecting import Projection

KEPT: Final = 4


class _Moment(NamedTuple):
    database: Database
    gone: ExitStack


class Moments:
    """The moments asked about last; one fold runs at a time, since each takes as long as a rebuild up to there."""

    def __init__(self, projection: Projection, files: SqliteFiles, log: EventLog) -> None:
        self._projection = projection
        self._files = files
        self._log = log
        self._kept: OrderedDict[int, _Moment] = OrderedDict()
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

    def close(self) -> None:
        """Let go of them all."""
        while self._kept:
            self._kept.popitem()[1].gone.close()

    async def _fold(self, position: int) -> _Moment:
        with ExitStack() as stack:
            database = Database.make(stack.enter_context(self._files.scratch()), self._projection)
            stack.callback(database.close)
            async with aclosing(in_slices(self._log.read(), AT_ONCE)) as slices:
                async for commits in slices:
                    database.take(commits, until=position)
                    if commits[-1].number * 1_000 >= position:
                        break
            return _Moment(database, stack.pop_all())
