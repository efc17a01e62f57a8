"""Sets of tables of a read model, one of which serves: what is asked of whatever database keeps them.

A rebuild fills a new set beside the one that serves, and then the new one is named. Knows no projection and no fact.
"""

from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from sqlalchemy import Engine

from shared.core.errors import Fate, ThiDuaError


class RebuildRunning(ThiDuaError):
    """A rebuild of the same read model is running. Wait until that is done, then start again."""

    vi = "Bảng đọc này đang được dựng lại. Hãy chờ xong rồi khởi động lại."
    fate = Fate.LATER


class Building(NamedTuple):
    """A new set of tables: its number, and the database to fill."""

    number: int
    engine: Engine


class TableSets(Protocol):
    """The sets of tables of one read model. What cannot reach its database raises DatabaseUnavailable."""

    def serving(self) -> int:
        """The number of the set that serves (0: none yet)."""
        ...

    def open(self, number: int) -> Engine:
        """The database of one set."""
        ...

    def building(self) -> AbstractContextManager[Building]:
        """A new set to fill; what an earlier build left behind is removed. Raises RebuildRunning."""
        ...

    def serve(self, number: int) -> None:
        """Let a set serve from now on."""
        ...

    def sweep(self) -> None:
        """Remove the sets that served before."""
        ...

    def sweep_scratch(self) -> None:
        """Remove what a process that was killed had for a while; nobody else may have anything for a while now."""
        ...

    def tidy(self, engine: Engine) -> None:
        """What the database wants done now and then, where nobody waits for it."""
        ...

    def scratch(self) -> AbstractContextManager[Engine]:
        """A database for a while, gone afterwards."""
        ...

    def copied(self, source: Engine) -> AbstractContextManager[Engine]:
        """What a database holds at this moment, in another for a while."""
        ...
