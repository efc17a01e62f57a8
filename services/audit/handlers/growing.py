"""The tree of the log and its files: every commit is added once, whatever was written before a crash. It signs nothing.

At every start the log is read again from its first fact, so that nothing is taken on trust that lies on this disk: what
was signed must come out of the log again. Up to there nothing is written; a tile that is damaged, or gone, is made
anew once the log is known to be the one that was signed.
"""

import asyncio
from collections.abc import Iterator, Sequence
from enum import Enum

from services.audit.domain import guard
from services.audit.domain.checkpoints import Checkpoint
from services.audit.domain.growing import Growth, Written
from services.audit.ports import Index, Tiles
from shared.core.log import Commit
from shared.core.problems import Problem


class Objection(Exception):
    """Something forbids a signature until a person has decided, or has repaired it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.en)
        self.problem = problem


class TilesDamaged(Exception):
    """Some of the files are not what the log, which is the one that was signed, makes of them."""


class Trust(Enum):
    """What is known of the log up to the last signature."""

    NONE = "it may be any log"
    SIGNED = "it was read, and is the one that was signed"


class Tree:
    """Hand it every commit from the first on with `take`. `size` counts leaves, `number` is that of the last commit."""

    def __init__(self, tiles: Tiles, index: Index, *, signed: Checkpoint, trust: Trust) -> None:
        self.number = 0
        self.grown = asyncio.Event()
        self._tiles = tiles
        self._index = index
        self._signed = signed
        self._growth = Growth()
        self._trusted = trust is Trust.SIGNED or not signed.size
        self._beyond = not signed.size  # past what was signed
        self._damaged = False

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self._growth.size

    def root(self) -> bytes:
        """The hash over all of them."""
        return self._growth.root()

    def edge(self) -> list[Written]:
        """The tiles that are not full."""
        return self._growth.edge()

    def take(self, commits: Sequence[Commit]) -> None:
        """Add the next commits. Raises Objection, TilesDamaged, OSError."""
        for some in [commits] if self._beyond else self._parted(commits):
            self._add(some)
            if not self._beyond and self.size >= self._signed.size:
                self._check_signed()
        self.grown.set()

    def check_reaches(self) -> None:
        """Call it when all is taken that the log held at the start. Raises Objection."""
        if self.size < self._signed.size:
            raise Objection(guard.log_too_short(self._signed, size=self.size))

    def _parted(self, commits: Sequence[Commit]) -> Iterator[Sequence[Commit]]:
        """The commits up to the one that reaches the size that was signed, and those after it."""
        size = self.size
        for place, commit in enumerate(commits, start=1):
            size += commit.payload.count(b"\n") + 1
            if size >= self._signed.size:
                yield commits[:place]
                commits = commits[place:]
                break
        if commits:
            yield commits

    def _add(self, commits: Sequence[Commit]) -> None:
        entries: list[bytes] = []
        for commit in commits:
            entries += commit.payload.split(b"\n")
            self._note(commit.number, self.size + len(entries))
        for one in self._growth.extend(entries):
            self._write(one)
        self.number = commits[-1].number

    def _check_signed(self) -> None:
        """The log has given all that was signed."""
        if self.size != self._signed.size or self.root() != self._signed.root:
            raise Objection(guard.log_differs(self._signed))
        for one in self.edge():
            self._write(one)
        if self._damaged:
            raise TilesDamaged
        self._trusted = self._beyond = True

    def _write(self, one: Written) -> None:
        if self._tiles.read(one.path) == one.content:
            return
        if self._trusted:
            self._tiles.put(one.path, one.content)
        else:
            self._damaged = True

    def _note(self, number: int, size: int) -> None:
        if self._trusted:
            self._index.put(number, size)
        else:
            self._damaged |= number > len(self._index) or self._index.leaves(number) != size
