"""A log in memory that fails as it is told to, and a loop whose time is imagined: the stage of the pen's tests.

Nothing here waits: time jumps to the next timer, and a loop in which nobody can go on any more says so.
"""

import asyncio
import functools
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import suppress
from enum import Enum
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from shared.core.envelope import MAX_COMMIT_BYTES, MAX_COMMIT_FACTS
from shared.core.errors import CommitTooLarge, FenceConflict, LogDamaged, LogUnavailable
from shared.core.log import Commit
from shared.core.values import CampaignId, Owner

T = TypeVar("T")
ENDLESS: Final = 30_000  # rounds of the loop; the longest simulation needs a twentieth of it


class _Impatient(selectors.SelectSelector):
    """Lets time pass instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.rounds = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.rounds += 1
        assert timeout is not None, "Nothing is going to happen any more, and somebody still waits."
        assert self.rounds < ENDLESS, "This never comes to an end."
        self.now += max(timeout, 0.0)
        return []


class ImaginedTime(asyncio.SelectorEventLoop):
    """An event loop that is the same every time it is run: no clock, no sockets."""

    def __init__(self) -> None:
        self._imagined = _Impatient()
        super().__init__(self._imagined)

    def time(self) -> float:
        return self._imagined.now


def play(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in imagined time."""
    with asyncio.Runner(loop_factory=ImaginedTime) as runner:
        return runner.run(main)


def played(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that is a coroutine, run in imagined time."""

    @functools.wraps(test)
    def in_imagined_time(*args: object, **kwargs: object) -> None:
        play(test(*args, **kwargs))

    return in_imagined_time


async def later(seconds: float) -> None:
    """Wait in imagined time."""
    now = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, now.set)
    await now.wait()


async def give_way(times: int) -> None:
    """Let the others go on so many times."""
    for _ in range(times):
        await asyncio.sleep(0)


class Fate(Enum):
    """What becomes of a commit on its way."""

    STORED = "stored and acknowledged"
    LOST_ACK = "stored, and the acknowledgement is lost"
    DROPPED = "lost on the way"
    LATE = "reported as lost, and stored some time later if its fence still holds"


class Weather(Protocol):
    """What the log asks before each step."""

    def fate(self) -> Fate:
        """What becomes of the next commit."""
        ...

    def read_fails(self) -> bool:
        """Whether the log fails now while it is read."""
        ...

    async def delay(self) -> None:
        """Take the time that a message takes."""
        ...

    def neighbours(self) -> int:
        """How many commits others wrote in the meantime."""
        ...

    def lateness(self) -> float:
        """After how many seconds a late commit arrives."""
        ...


class Forecast:
    """Weather as a test foretells it: these fates, then fine."""

    def __init__(self, *fates: Fate) -> None:
        self._fates = list(fates)

    def fate(self) -> Fate:
        return self._fates.pop(0) if self._fates else Fate.STORED

    def read_fails(self) -> bool:
        return False

    async def delay(self) -> None:
        await give_way(1)

    def neighbours(self) -> int:
        return 2

    def lateness(self) -> float:
        return 0.25


class UnreliableLog:
    """EventLog in memory. The fence is checked before anything else, numbers have no gaps, nothing stored is lost."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.commits: list[Commit] = []
        self.under_way = 0
        self.sent: dict[str, int] = {}  # which of all sendings was a commit's first, by its id
        self.sendings = 0

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        self.sendings += 1
        self.sent.setdefault(commit_id, self.sendings)
        store = partial(self._store, payload, campaign, owner, expect, commit_id)
        fate = self.weather.fate()
        try:
            await self.weather.delay()
        except asyncio.CancelledError:
            if fate is not Fate.DROPPED:
                self._store_later(store)  # its writer died; what was sent is still on its way
            raise
        if fate is Fate.LATE:
            self._store_later(store)
        if fate in (Fate.LATE, Fate.DROPPED):
            raise LogUnavailable
        number = store()
        await self.weather.delay()
        if fate is Fate.LOST_ACK:
            raise LogUnavailable
        return number

    async def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncIterator[Sequence[Commit]]:
        end = len(self.commits)
        if end < after:
            raise LogDamaged(f"It ends at commit {end}, commit {after} had been seen.")
        found = [one for one in self.commits[after:end] if (one.campaign, one.owner) == (campaign, owner)]
        for begin in range(0, len(found) + 1, 2):
            await self.weather.delay()
            if self.weather.read_fails():
                raise LogUnavailable
            yield found[begin : begin + 2]

    async def follow(self, *, after: int) -> AsyncIterator[Sequence[Commit]]:
        raise AssertionError(f"A pen reads; it does not follow from {after}.")
        yield []

    async def last(self) -> int:
        return len(self.commits)

    def add(self, payload: bytes, campaign: CampaignId, owner: Owner, commit_id: str) -> int:
        """Put a commit at the end, whoever stands there."""
        self.commits.append(Commit(len(self.commits) + 1, campaign, owner, commit_id, payload))
        return len(self.commits)

    def _store(self, payload: bytes, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        if len(payload) > MAX_COMMIT_BYTES or payload.count(b"\n") >= MAX_COMMIT_FACTS:
            raise CommitTooLarge
        own = [one for one in reversed(self.commits) if (one.campaign, one.owner) == (campaign, owner)]
        if expect != (own[0].number if own else 0):
            raise FenceConflict
        assert all(one.id != commit_id for one in self.commits), "The same commit was let in twice."
        for _ in range(self.weather.neighbours()):
            self.add(b"another's", campaign, "awards", "another's")
        return self.add(payload, campaign, owner, commit_id)

    def _store_later(self, store: Callable[[], int]) -> None:
        def arrive() -> None:
            self.under_way -= 1
            with suppress(FenceConflict):
                store()

        self.under_way += 1
        asyncio.get_running_loop().call_later(self.weather.lateness(), arrive)
