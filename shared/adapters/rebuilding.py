"""Tables built from the whole log, brought up with it, and held against it. Nothing is followed here.

Whoever follows is `shared.adapters.read_model`; a command rebuilds beside it.
"""

from contextlib import aclosing

from shared.adapters.database import Database, Mark, mark_of
from shared.adapters.replaying import AT_ONCE, WHEN_ALONE, in_slices
from shared.adapters.table_sets import TableSets
from shared.core.errors import LogDamaged
from shared.core.log import EventLog
from shared.core.projecting import Projection


async def check_followed(log: EventLog, files: TableSets, projection: Projection) -> None:
    """Raise LogDamaged unless the log still holds the newest commit whose facts the tables that serve took.

    A log that lost its end and grew again has other commits under the numbers that were taken. Raises LogUnavailable
    and DatabaseUnavailable too: then it is not known.
    """
    serving = files.serving()
    mark = mark_of(files.open(serving), projection) if serving else Mark()
    number = mark.position // 1_000
    if not number:
        return
    async with aclosing(in_slices(log.read(after=number - 1), AT_ONCE)) as slices:
        async for commits in slices:
            if commits[0].id == mark.commit_id:
                return
            raise LogDamaged(f"Commit {number} is another than the one its facts were taken from.")
    raise LogDamaged(f"It ends before commit {number}, whose facts were taken.")


async def rebuild(projection: Projection, files: TableSets, log: EventLog) -> int:
    """Fold the whole log into new tables, let them serve, and return their position; the old ones serve until then.

    Raises LogUnavailable, LogDamaged, RebuildRunning, DatabaseUnavailable: then the old tables go on serving.
    """
    with files.building() as new:
        database = Database.make(new.engine, projection, indexed=False)
        try:
            await catch_up(database, log, at_once=WHEN_ALONE)
            database.add_indexes()
        finally:
            database.close()
        files.serve(new.number)
    return database.position


async def catch_up(database: Database, log: EventLog, *, at_once: int) -> None:
    """Take what the log holds now, so many facts between two turns of the event loop."""
    async with aclosing(in_slices(log.read(after=database.position // 1_000), at_once)) as slices:
        async for commits in slices:
            database.take(commits)
