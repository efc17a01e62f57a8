"""A compact map from 64-bit hashes to integers, in flat arrays: the write side's memory for millions of ids.

A dict of the same content takes about 110 bytes an entry, this one about 30 to 45 (ADR-0009). It holds hashes, so it
answers "seen before?" and never gives an id back.
"""

from array import array
from typing import Final

_EMPTY: Final = 0
_BITS: Final = (1 << 64) - 1


def hash64(*parts: str) -> int:
    """A 64-bit hash of some texts, never 0; parts are kept apart. It differs from run to run: never store it.

    Python hashes texts under a secret drawn when it starts (SipHash), so nobody can make up ids that fall together to
    slow an index down or to shut another's id out; and it is six times as fast as any hash of `hashlib`.
    """
    return hash("\x00".join(parts)) & _BITS or 1


class Index:
    """Open addressing with linear probing; value columns are unsigned 64-bit integers."""

    __slots__ = ("_columns", "_keys", "_mask", "_used")

    def __init__(self, columns: int = 1) -> None:
        self._mask = 63
        self._used = 0
        self._keys = array("Q", bytes(8 * 64))
        self._columns = tuple(array("Q", bytes(8 * 64)) for _ in range(columns))

    def __len__(self) -> int:
        return self._used

    def get(self, key: int, column: int = 0) -> int | None:
        """The value under a hash, or None."""
        keys, mask = self._keys, self._mask
        slot = key & mask
        while found := keys[slot]:
            if found == key:
                return self._columns[column][slot]
            slot = (slot + 1) & mask
        return None

    def row(self, key: int) -> tuple[int, ...] | None:
        """All values under a hash, or None."""
        slot = self._slot(key)
        return tuple([column[slot] for column in self._columns]) if self._keys[slot] else None

    def put(self, key: int, *values: int) -> None:
        """Enter or replace the values under a hash. Raises ValueError unless there is one for each column."""
        if len(values) != len(self._columns):
            raise ValueError(f"{len(values)} values for {len(self._columns)} columns")
        keys, mask = self._keys, self._mask
        slot = key & mask
        while (found := keys[slot]) and found != key:
            slot = (slot + 1) & mask
        if not found:
            if self._used * 4 >= (mask + 1) * 3:
                self._grow()
                slot = self._slot(key)
            self._keys[slot] = key
            self._used += 1
        for place, column in enumerate(self._columns):  # a strict zip costs twice as much
            column[slot] = values[place]

    def discard(self, key: int) -> None:
        """Take an entry out, moving back those that had to step over it."""
        slot = self._slot(key)
        keys, mask = self._keys, self._mask
        if not keys[slot]:
            return
        self._used -= 1
        follower = slot
        while True:
            follower = (follower + 1) & mask
            moved = keys[follower]
            if not moved:
                break
            # An entry may fill the gap only if its home does not lie between the gap and where it stands now.
            if ((follower - moved) & mask) >= ((follower - slot) & mask):
                self._copy(follower, slot)
                slot = follower
        keys[slot] = _EMPTY

    def nbytes(self) -> int:
        """The memory the arrays take, in bytes."""
        return (1 + len(self._columns)) * 8 * (self._mask + 1)

    def _slot(self, key: int) -> int:
        keys, mask = self._keys, self._mask
        slot = key & mask
        while (found := keys[slot]) and found != key:
            slot = (slot + 1) & mask
        return slot

    def _copy(self, source: int, target: int) -> None:
        self._keys[target] = self._keys[source]
        for column in self._columns:
            column[target] = column[source]

    def _grow(self) -> None:
        old_keys, old_columns = self._keys, self._columns
        size = (self._mask + 1) * 2
        self._mask = size - 1
        self._keys = array("Q", bytes(8 * size))
        self._columns = tuple(array("Q", bytes(8 * size)) for _ in old_columns)
        keys, mask, columns = self._keys, self._mask, list(zip(self._columns, old_columns, strict=True))
        for old, key in enumerate(old_keys):
            if key:
                slot = key & mask
                while keys[slot]:
                    slot = (slot + 1) & mask
                keys[slot] = key
                for column, old_column in columns:
                    column[slot] = old_column[old]
