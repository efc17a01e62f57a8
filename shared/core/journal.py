"""The journal of what an uncommitted commit changed, so that it can be undone without folding the log again."""

from collections.abc import Callable, MutableMapping
from typing import TypeVar, TypeVarTuple

from shared.core.index import Index

K = TypeVar("K")
V = TypeVar("V")
Ts = TypeVarTuple("Ts")


class Journal:
    """Every change of a pen's state goes through here; `undo` takes back all since the last `settle`."""

    __slots__ = ("_undo",)

    def __init__(self) -> None:
        self._undo: list[tuple[Callable[..., object], tuple[object, ...]]] = []

    def put(self, table: MutableMapping[K, V], key: K, value: V) -> None:
        """Set one entry of a dict."""
        if key in table:
            self._undo.append((table.__setitem__, (key, table[key])))
        else:
            self._undo.append((table.__delitem__, (key,)))
        table[key] = value

    def put_index(self, index: Index, key: int, *values: int) -> None:
        """Set one entry of an Index of one column per value."""
        old = index.row(key)
        if old is None:
            self._undo.append((index.discard, (key,)))
        else:
            self._undo.append((index.put, (key, *old)))
        index.put(key, *values)

    def on_undo(self, change: Callable[[*Ts], object], *args: *Ts) -> None:
        """Remember how to take back a change made elsewhere."""
        self._undo.append((change, args))

    def mark(self) -> int:
        """Where the journal stands, to undo back to here."""
        return len(self._undo)

    def settle(self) -> None:
        """The changes are on disk: forget how to undo them."""
        self._undo.clear()

    def undo(self, mark: int = 0) -> None:
        """Take back every change since a mark, or since the last settle, newest first."""
        while len(self._undo) > mark:
            change, args = self._undo.pop()
            change(*args)
