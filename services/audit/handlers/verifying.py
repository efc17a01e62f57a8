"""Reads the whole log again beside what is served, and holds it against what was signed. It changes and keeps nothing.

What facts say, and whether read models follow from them, is not looked at here: `thidua audit verify` does that too.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from services.audit.domain.bundle import piece_of
from services.audit.domain.errors import KeyRefused
from services.audit.domain.findings import Wrong
from services.audit.domain.stored import StoredCheck
from services.audit.domain.tree import Frontier, leaf_hash
from services.audit.domain.trust import Signed, Trust
from services.audit.domain.walk import Walk
from services.audit.ports import Tiles
from shared.core.errors import LogDamaged, LogUnavailable, ThiDuaError
from shared.core.health import Parked
from shared.core.log import Commit, EventLog
from shared.core.problems import Problem
from shared.core.projecting import slices

AT_ONCE: Final = 500  # facts between two turns of the event loop: some 5 ms


class State(Enum):
    """How far a verification has come."""

    RUNNING = "running"
    WHOLE = "whole"
    WRONG = "wrong"
    BROKEN_OFF = "broken_off"


class Verification(NamedTuple):
    """One verification: since when, how many facts of how many are read, and what came of it."""

    state: State
    began: datetime
    done: int
    facts: int
    checkpoints: int = 0
    ended: datetime | None = None
    cause: ThiDuaError | None = None


class Verifying:
    """One verification at a time; `newest` is the one that runs, or else the last that ran."""

    def __init__(
        self,
        log: EventLog,
        tiles: Tiles,
        *,
        notes: Callable[[], Sequence[bytes]],
        keys: Callable[[], Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        """`notes`: every checkpoint that was ever signed; `keys`: whose signatures count."""
        self.newest: Verification | None = None
        self._log = log
        self._tiles = tiles
        self._notes = notes
        self._keys = keys
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin one, unless one is running."""
        if self._task is None or self._task.done():
            self.newest = Verification(State.RUNNING, self._clock(), 0, 0)
            self._task = asyncio.create_task(self._run(self.newest), name="verification")

    async def ended(self) -> None:
        """Wait for the one that is running."""
        if self._task is not None:
            await self._task

    async def close(self) -> None:
        """Break off the one that is running."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, begun: Verification) -> None:
        state = State.WHOLE
        cause: ThiDuaError | None = None
        try:
            signed = await asyncio.to_thread(self._signed)
            self.newest = begun._replace(facts=signed[-1].size if signed else 0, checkpoints=len(signed))
            await self._walk(signed)
        except (Wrong, KeyRefused, LogDamaged) as error:
            state, cause = State.WRONG, error
        except LogUnavailable as error:
            state, cause = State.BROKEN_OFF, error
        self.newest = (self.newest or begun)._replace(state=state, ended=self._clock(), cause=cause)

    def _signed(self) -> list[Signed]:
        """Every checkpoint, in ascending order of size. Raises Wrong, KeyRefused."""
        trust = Trust(given=(), named=self._keys())
        origin = trust.logs[0].name if trust.logs else ""
        by_size: dict[int, Signed] = {}
        for place, note in enumerate(self._notes(), start=1):
            one = trust.opened(note, origin=origin, place=f"checkpoint number {place}")
            if by_size.setdefault(one.size, one).root != one.root:
                raise Wrong(one.place, *_DISAGREE)
        return [by_size[size] for size in sorted(by_size)]

    async def _walk(self, signed: Sequence[Signed]) -> None:
        """Read what was signed: order, hashes, roots, tiles. Raises Wrong, LogUnavailable, LogDamaged."""
        size = signed[-1].size if signed else 0
        walk = Walk(Frontier(), [one for one in signed if one.size], begins=1_000)
        stored = StoredCheck(size, self._tiles.read)
        async for batch in self._log.read():
            for commits in slices(batch, AT_ONCE):
                if walk.tree.size < size:  # what came after the newest checkpoint is for the next verification
                    _take(commits, walk, stored)
                self.newest = self.newest and self.newest._replace(done=min(walk.tree.size, size))
                await asyncio.sleep(0)
        if walk.tree.size < size:
            raise Wrong(signed[-1].place, *_TOO_SHORT)
        stored.finish()


def _take(commits: Sequence[Commit], walk: Walk, stored: StoredCheck) -> None:
    for commit in commits:
        piece = piece_of(commit, leaf=walk.tree.size)
        if piece is not None:
            leaves = [leaf_hash(line) for line in piece.lines()]
            stored.take(piece, leaves)  # first, since it names a position; a root speaks for all before it
            walk.take(piece, leaves)


def parked_of(problem: Problem | None, newest: Verification | None) -> list[Parked]:
    """What was given up: signing, while there is a problem; the log as it is, where it was found wrong last."""
    unsigned = [Parked("checkpoints", "", problem.en)] if problem else []
    wrong = newest is not None and newest.state is State.WRONG
    return [*unsigned, Parked("verification", "", str(newest.cause))] if newest and wrong else unsigned


_DISAGREE: Final = (
    "có hai mốc kiểm tra cùng cỡ nhưng khác gốc: người giữ khóa đã ký hai nhật ký khác nhau.",
    "two checkpoints of this size have other roots: whoever has the key signed two logs.",
)
_TOO_SHORT: Final = (
    "nhật ký ngắn hơn phần đã được ký: nó đã mất phần cuối.",
    "the log ends before what was signed: it lost its end.",
)
