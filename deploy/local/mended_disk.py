"""Ends a nats-server whose disk refused a write, once the disk takes writes again: until then it takes nothing more.

See ADR-0044. It knows what the server writes into its log file about its disk, and no fact.
"""

import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from shared.adapters.durable_files import sync

LOOK_SECONDS: Final = 1.0
MOST_SECONDS: Final = 60.0
PROBE_BYTES: Final = 1 << 20
_REFUSED: Final = re.compile(rb"Filestore \[[^\]]*\] Critical write error")


class MendedDisk:
    """Looks into a server's log file, and tries the disk under its `store`; `end` ends the server, which is restarted.

    Each end in vain doubles the time until the next, up to a minute.
    """

    def __init__(
        self,
        *,
        log_file: Path,
        store: Path,
        end: Callable[[], None],
        report: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log_file = log_file
        self._store = store
        self._end = end
        self._report = report
        self._now = now
        self._read_to = _size(log_file)
        self._refused = False
        self._ended = False
        self._due_at = 0.0
        self._pause = LOOK_SECONDS

    def tend(self) -> None:
        """One round: it looks once a second, and tries the disk only after it refused a write."""
        now = self._now()
        if now < self._due_at:
            return
        self._due_at = now + LOOK_SECONDS
        if self._refuses_by_now() and not self._refused:
            self._refused = True
            self._report("the disk under the log refused a write: nothing is recorded until it takes writes again")
        if self._refused and self._takes_writes():
            self._refused, self._ended = False, True
            self._due_at, self._pause = now + self._pause, min(self._pause * 2, MOST_SECONDS)
            self._report("the disk takes writes again")
            self._end()

    def before_start(self) -> None:
        """Have what the server is about to read be on disk: after an fsync that failed only memory may hold it.

        Raises OSError.
        """
        if not self._ended:
            return
        draft = self._store.with_name("block.new")
        for folder in self._store.glob("jetstream/*/streams/*/msgs"):
            newest = max(folder.glob("*.blk"), key=lambda block: int(block.stem), default=None)
            if newest is not None:
                _write_anew(newest, draft)
        self._ended = False

    def _refuses_by_now(self) -> bool:
        """Whether the server has said so since the last look."""
        size = _size(self._log_file)
        if size < self._read_to:
            self._read_to = 0  # it began another file
        if size == self._read_to:
            return False
        with self._log_file.open("rb") as file:
            file.seek(self._read_to)
            said = file.read(size - self._read_to)
        self._read_to += said.rfind(b"\n") + 1
        return _REFUSED.search(said) is not None

    def _takes_writes(self) -> bool:
        probe = self._store.with_name("disk-probe")
        try:
            with probe.open("wb") as file:
                file.write(bytes(PROBE_BYTES))
                file.flush()
                os.fsync(file.fileno())
            probe.unlink()
        except OSError:
            return False
        return True


def _write_anew(path: Path, draft: Path) -> None:
    """The same content, every page of it written; the draft lies where the server does not look for blocks."""
    draft.unlink(missing_ok=True)
    with path.open("rb") as old, draft.open("xb") as new:
        while chunk := old.read(PROBE_BYTES):
            new.write(chunk)
        new.flush()
        os.fsync(new.fileno())
        os.fchmod(new.fileno(), stat.S_IMODE(os.fstat(old.fileno()).st_mode))
    draft.replace(path)
    sync(path.parent)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
