"""Sets of tables as SQLite files, one of which serves: `tracking.3.sqlite`, and its number in `tracking.serving`.

A rebuild fills a new file beside the one that serves, and the number is changed by one rename. A read model can be
made anew from the log, so its files promise to be whole after a crash, not to hold the very last facts.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Engine, event
from sqlmodel import create_engine

from shared.adapters.database import DatabaseUnavailable
from shared.adapters.table_sets import Building, RebuildRunning

_SERVING: Final = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA wal_autocheckpoint = 0",  # `tidy` does it, where nobody waits for it
)
# A file that is being built is thrown away if anything happens to it.
_NO_JOURNAL: Final = "PRAGMA journal_mode = OFF"
_BUILDING: Final = (
    "PRAGMA page_size = 8192",
    _NO_JOURNAL,
    "PRAGMA synchronous = OFF",
    # And as much again to sort an index by: with twice that a rebuild is no faster, and takes 95 MB more.
    "PRAGMA cache_size = -16000",
)


class SqliteFiles:
    """The files of one read model in a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._pointer = folder / f"{name}.serving"

    def serving(self) -> int:
        """The number of the set that serves (0: none yet)."""
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0

    def open(self, number: int) -> Engine:
        """The database of one set."""
        return _engine(self._file(number), _SERVING)

    @contextmanager
    def building(self) -> Iterator[Building]:
        """A new set to fill; what an earlier build left behind is removed. Raises RebuildRunning."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / f"{self._name}.building").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RebuildRunning from None
            serving = self.serving()
            self._remove(number for number in self._numbers() if number > serving)
            engine = _engine(self._file(serving + 1), _BUILDING)
            try:
                yield Building(serving + 1, engine)
            finally:
                engine.dispose()

    def serve(self, number: int) -> None:
        """Let a set serve from now on; it is on disk before it is named."""
        _sync(self._file(number))
        draft = self._pointer.with_suffix(".draft")
        draft.write_text(str(number), encoding="ascii")
        _sync(draft)
        draft.replace(self._pointer)
        _sync(self._folder)

    def sweep(self) -> None:
        """Remove the sets that served before; who still reads one may finish."""
        serving = self.serving()
        self._remove(number for number in self._numbers() if number < serving)

    def sweep_scratch(self) -> None:
        """Remove what a process that was killed had for a while; nobody else may have anything for a while now."""
        for path in self._folder.glob(f"{self._name}.*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def tidy(self, engine: Engine) -> None:
        """Bring what was written lately to its place in the file. It may wait for the disk."""
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
        finally:
            connection.close()

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        """A database for a while, gone afterwards."""
        with tempfile.TemporaryDirectory(prefix=f"{self._name}.", dir=self._folder) as folder:
            engine = _engine(Path(folder) / "scratch.sqlite", _BUILDING)
            try:
                yield engine
            finally:
                engine.dispose()

    @contextmanager
    def copied(self, source: Engine) -> Iterator[Engine]:
        """What a database holds at this moment, in another for a while. It may wait for the disk.

        Raises DatabaseUnavailable.
        """
        with self.scratch() as engine:
            _copy(source, engine)
            yield engine

    def _file(self, number: int) -> Path:
        return self._folder / f"{self._name}.{number}.sqlite"

    def _numbers(self) -> list[int]:
        names = (path.name.split(".") for path in self._folder.glob(f"{self._name}.*.sqlite"))
        return [int(parts[1]) for parts in names if len(parts) == 3 and parts[1].isdecimal()]

    def _remove(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            file = self._file(number)
            for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
                path.unlink(missing_ok=True)


def _engine(file: Path, settings: Sequence[str]) -> Engine:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    engine = create_engine(
        URL.create("sqlite", database=str(file)), hide_parameters=True, connect_args={"check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _record: object) -> None:
        # The driver would begin transactions for writes alone, and an answer would see facts arrive while it is made.
        connection.isolation_level = None
        for setting in settings:
            connection.execute(setting)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _copy(source: Engine, target: Engine) -> None:
    """Page by page, in one go: whoever writes to the source meanwhile is not waited for and not seen."""
    with closing(source.raw_connection()) as old, closing(target.raw_connection()) as new:
        files: tuple[Any, Any] = (old.driver_connection, new.driver_connection)
        try:
            files[0].backup(files[1])
            files[1].execute(_NO_JOURNAL)  # how a file is journalled stands in its pages
        except sqlite3.Error as error:
            raise DatabaseUnavailable(type(error).__name__) from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
