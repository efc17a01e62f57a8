"""The clock as a port: the machine's, or one that a simulation sets for the whole installation (design 10)."""

import mmap
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

Clock: TypeAlias = Callable[[], datetime]

_DOUBLE: Final = struct.Struct("<d")


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class SharedClock:
    """One moment, shared by every process of an installation through a mapped file of eight bytes.

    Whoever simulates calls `set`; every service calls the clock itself. Reading costs no system call.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_DOUBLE.pack(0.0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _DOUBLE.size)

    def __call__(self) -> datetime:
        """The simulated moment, in UTC."""
        (seconds,) = _DOUBLE.unpack_from(self._map)
        return datetime.fromtimestamp(seconds, UTC)

    def set(self, moment: datetime) -> None:
        """Move the installation to a moment; never back, since facts are recorded in order of time."""
        _DOUBLE.pack_into(self._map, 0, max(moment.timestamp(), self().timestamp()))
