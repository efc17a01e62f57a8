"""A read model as a service runs it: it follows the log, answers at one position, travels in time, and is replaced.

It takes facts on the event loop, a few milliseconds at a time: in a thread of its own the driver would hand the
interpreter back and forth at every row, and wait for the loop each time.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from typing import Final, NoReturn

from shared.adapters.database import Database, DatabaseUnavailable, View, opened
from shared.adapters.giving_way import GivingWay
from shared.adapters.moments import Moments
from shared.adapters.rebuilding import catch_up, check_followed, rebuild
from shared.adapters.replaying import AT_ONCE, in_slices
from shared.adapters.table_sets import RebuildRunning, TableSets
from shared.core.errors import Fate, LogDamaged, LogUnavailable, ThiDuaError
from shared.core.log import EventLog
from shared.core.projecting import Projection

PATIENCE_SECONDS: Final = 10.0
TEND_SECONDS: Final = 1.0
UNTAKEABLE: Final = "A fact after position {position} is of a kind or a form that this release does not know"
RETRY_SECONDS: Final = 1.0
# An index by another order than the key's has a page for every few facts of a transaction: with four times as many in
# each, 1.4 kB are written for an activity and not 3.6, and a tenth of the time is saved.
TOGETHER: Final = 2_000  # facts in one transaction at most
STARTING: Final = "It is being built from the log."

_logger: Final = logging.getLogger(__name__)


class NotBuiltYet(ThiDuaError):
    """The read model is being built from the log. Ask again in a little while."""

    vi = "Bảng đọc đang được dựng từ nhật ký. Hãy hỏi lại sau giây lát."
    fate = Fate.LATER


class ReadModel:
    """One projection, kept up with the log. `run` it as a task; `trouble` says what is wrong (empty: nothing).

    `stated` counts what was stated in this process, whose door comes before its rows (0: it has no door).
    """

    def __init__(
        self, projection: Projection, files: TableSets, log: EventLog, *, stated: Callable[[], int] = lambda: 0
    ) -> None:
        self.trouble = STARTING
        self._projection = projection
        self._files = files
        self._log = log
        self._way = GivingWay(stated, lambda: any(not future.done() for _, future in self._waiting))
        self._swept = False
        self._number = 0
        self._database: Database | None = None
        self._retired: Database | None = None
        self._damage: LogDamaged | None = None
        self._has_stopped = False
        self._is_silent = False  # the database did not answer a read: until it does, no other waits for it
        self._taking = asyncio.Lock()
        self._compared = asyncio.Event()
        self._waiting: set[tuple[int, asyncio.Future[None]]] = set()
        self._moments = Moments(projection, files, log)

    @property
    def has_stopped(self) -> bool:
        """Whether it gave up: a fact that it cannot take in, or a log that is not the one it followed."""
        return self._has_stopped

    @property
    def position(self) -> int:
        """Up to where the rows are true (0: nothing yet)."""
        return self._database.position if self._database else 0

    async def run(self) -> NoReturn:
        """Follow the log until cancelled. Raises LogDamaged; other troubles are shown, and tried again.

        Raises too what a fact is met with that this release cannot take in; that is shown, and not tried again.
        """
        tending = asyncio.create_task(self._tend(), name=f"tend {self._projection.name}")
        try:
            while True:
                try:
                    await self._follow(await self._start())
                except (LogUnavailable, RebuildRunning) as error:
                    self._tell(error)  # what is there can still be read
                except DatabaseUnavailable as error:
                    self._tell(error)
                    self._let_go()
                await asyncio.sleep(RETRY_SECONDS)
        except LogDamaged as damage:
            self._stop(damage)
            raise
        except Exception as error:
            told = f"{UNTAKEABLE.format(position=self.position)} ({type(error).__name__})"
            self.trouble, self._has_stopped = told, True
            _logger.critical("read_model_stopped", extra={"read_model": self._projection.name, "cause": told})
            raise
        finally:
            tending.cancel()
            await asyncio.gather(tending, return_exceptions=True)

    async def reached(self, position: int, *, within: float = PATIENCE_SECONDS) -> bool:
        """Wait, so many seconds at most, until every fact up to a position is taken. Raises LogDamaged."""
        if self._damage is not None:
            raise self._damage
        number = position // 1_000
        if number <= self.position // 1_000:
            return True
        waiter = (number, asyncio.get_running_loop().create_future())
        self._waiting.add(waiter)
        self._way.hurry()
        try:
            async with asyncio.timeout(within):
                await waiter[1]
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiter)
        return True

    async def recognised(self) -> None:
        """Wait until the log is known to be the one whose facts were taken. Raises LogDamaged, then and ever after."""
        await self._compared.wait()
        if self._damage is not None:
            raise self._damage.with_traceback(None)

    def reading(self) -> AbstractContextManager[View]:
        """The read model as it stands. Raises NotBuiltYet, DatabaseUnavailable."""
        if self._is_silent:
            raise DatabaseUnavailable
        return self._heeding(self._tables().reading())

    @contextmanager
    def _heeding(self, reading: AbstractContextManager[View]) -> Iterator[View]:
        try:
            with reading as view:
                yield view
        except DatabaseUnavailable:
            self._is_silent = True
            raise

    async def at(self, position: int) -> AbstractContextManager[View]:
        """The read model as it stood at a position; as it stands, if that is still to come.

        Raises NotBuiltYet, LogUnavailable, LogDamaged.
        """
        if position >= self.position:
            return self.reading()
        return (await self._moments.at(position)).reading()

    def digest(self) -> str:
        """The digest of the rows as they stand. Raises NotBuiltYet."""
        return self._tables().digest()

    def close(self) -> None:
        """Let go of the database."""
        self._moments.close()
        self._let_go()

    # --- following ------------------------------------------------------------------------------------------------

    async def _start(self) -> Database:
        if self._database is None:  # asked in a thread first: who stands still must hold up nobody else
            await asyncio.to_thread(self._files.serving)
        if not self._swept:
            self._files.sweep_scratch()
            self._swept = True
        serves = self._database is not None or self._open_serving()
        await check_followed(self._log, self._files, self._projection)
        self._compared.set()
        if not serves:
            await rebuild(self._projection, self._files, self._log)
            self._open_serving()
        database = self._tables()
        self.trouble, self._is_silent = "", False
        self._wake()
        return database

    def _open_serving(self) -> bool:
        self._number = self._files.serving()
        self._database = opened(self._files.open(self._number), self._projection) if self._number else None
        return self._database is not None

    async def _follow(self, database: Database) -> None:
        async with aclosing(in_slices(self._log.follow(after=database.position // 1_000), TOGETHER)) as slices:
            async for commits in slices:
                async with self._taking:  # others may serve since the last time
                    facts = await self._tables().take_by_turns(commits, pace=self._way.pace)
                self._moments.live.walk(facts)
                self._wake()
                if facts <= TOGETHER // 2:  # none is far behind
                    await self._way.caught_up(facts)

    def _tables(self) -> Database:
        if self._database is None:
            raise NotBuiltYet
        return self._database

    def _wake(self) -> None:
        reached = self.position // 1_000
        for number, future in self._waiting:
            if number <= reached and not future.done():
                future.set_result(None)

    def _tell(self, error: ThiDuaError) -> None:
        if self.trouble == str(error):
            return  # told already: it is tried again every second
        self.trouble = str(error)
        _logger.error("read_model_in_trouble", extra={"read_model": self._projection.name, "cause": self.trouble})

    def _stop(self, damage: LogDamaged) -> None:
        self._damage, self.trouble, self._has_stopped = damage, str(damage), True
        self._compared.set()
        _logger.critical("read_model_stopped", extra={"read_model": self._projection.name, "cause": self.trouble})
        for _, future in self._waiting:
            if not future.done():
                future.set_exception(damage)

    def _let_go(self) -> None:
        for database in (self._database, self._retired):
            if database is not None:
                database.close()
        self._database = self._retired = None

    # --- being replaced -------------------------------------------------------------------------------------------

    async def _tend(self) -> None:
        """Now and then: tidy the file, and take over tables that were built beside those that serve."""
        while True:
            await asyncio.sleep(TEND_SECONDS)
            if self._database is None:
                continue
            try:
                serving = await asyncio.to_thread(self._files.serving)
                self._is_silent = False
                await asyncio.to_thread(self._files.tidy, self._database.engine)
                await self._moments.keep_up(self._database)
                if self._retired is not None:
                    self._retired.close()
                    self._retired = None
                    self._files.sweep()
                if serving != self._number:
                    await self._take_over(self._database)
            except ThiDuaError as error:
                _logger.warning("read_model_untended", extra={"read_model": self._projection.name, "cause": str(error)})

    async def _take_over(self, old: Database) -> None:
        """The new tables serve as soon as they know all that the old ones do, so that no answer goes back in time."""
        number = self._files.serving()
        new = opened(self._files.open(number), self._projection)
        if new is None:
            _logger.warning("tables_of_another_shape", extra={"read_model": self._projection.name, "number": number})
            self._number = number
            return
        async with self._taking:
            while new.position < old.position:
                await catch_up(new, self._log, at_once=AT_ONCE)
            self._database, self._number, self._retired = new, number, old
        self._wake()
        _logger.info("read_model_replaced", extra={"read_model": self._projection.name, "number": number})
