"""A campaign's worst day, drawn from a seed: two pens, callers who send again, crashes, and a log that fails.

On some days the pens hold a lease in turn: then who holds it knows all that anybody acknowledged, and who has lost it
without having noticed still answers nothing that is no longer so.

Every choice comes from one `random.Random`, and time is imagined, so a seed always plays the same. `simulate` returns
what happened; what must be true of it stands in `invariants.py`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import pytest

from shared.core import draft
from shared.core.decider import Answer, Command, Duplicate, Recorded
from shared.core.envelope import MAX_COMMIT_FACTS
from shared.core.errors import LogUnavailable
from shared.core.events import Data
from shared.core.pen import Pen
from tests.unit.core.ledger import (
    CAMPAIGN,
    DAY,
    Ledger,
    Treasurer,
    approved,
    command_of,
    paid,
    taken_back,
)
from tests.unit.core.unreliable_log import Fate, UnreliableLog, give_way, later, play

PATIENCE: Final = 1.0
HOUSEHOLDS: Final = ("ho-0001", "ho-0002", "ho-0003")


class Chance:
    """The weather of one seed: some days are calm, on others hardly anything arrives."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._storm = random.choice((0.0, 0.1, 0.3, 0.6))
        self._slow = random.choice((0.0, 0.05, 0.3))
        self._ends = random.choice((0.0, 2.0, 6.0))  # from here on the weather is fine
        self._down_until = 0.0

    def clear_up(self) -> None:
        """Let the weather be fine from now on."""
        self._storm = self._slow = self._down_until = 0.0

    def fate(self) -> Fate:
        if self._fails():
            return self._random.choice((Fate.LOST_ACK, Fate.DROPPED, Fate.LATE))
        return Fate.STORED

    def read_fails(self) -> bool:
        return self._fails()

    async def delay(self) -> None:
        if self._random.random() < self._slow:
            await later(self._random.choice((0.01, 0.15, 0.4, 1.5)))
        else:
            await give_way(self._random.choice((0, 0, 1, 2, 5)))

    def neighbours(self) -> int:
        return self._random.choice((0, 0, 1, 3))

    def lateness(self) -> float:
        return self._random.choice((0.0, 0.05, 0.1, 0.3, 2.0))

    def _fails(self) -> bool:
        now = asyncio.get_running_loop().time()
        if self._random.random() < self._storm / 10:
            self._down_until = now + self._random.choice((0.3, 3.0))
        return now < self._down_until or self._random.random() < self._storm


@dataclass
class Attempt:
    """Commands sent once, and what the caller was told; `None`: nothing, it may or may not be recorded."""

    commands: list[Command]
    whole: bool
    known_then: int  # the newest commit that its pen must have known when the commands came
    answers: list[Answer] | None = None
    stored_then: int = 0  # how many commits the log held when the answers came
    left_at: int | None = None  # after so many sendings to the log the caller heard that there is no answer, or left


class Writer:
    """One replica: its pen is started again, with an empty memory, whenever it dies.

    `known` is the newest commit that it must have folded: what it acknowledged itself, or anybody before its birth.
    """

    def __init__(self, log: UnreliableLog, name: str, *, lease: "Lease") -> None:
        self._log = log
        self._name = name
        self._lease = lease
        self._lives = 0
        self._start(known=0)

    def _start(self, *, known: int) -> None:
        self._lives += 1
        self.known = known
        ids = iter(range(1_000_000))
        life = f"{self._name}-{self._lives}"
        self.pen = Pen(
            self._log,
            Ledger(),
            campaign=CAMPAIGN,
            owner="tracking",
            decider=Treasurer(),
            new_commit_id=lambda: f"{life}-{next(ids)}",
            patience=PATIENCE,
            is_sure=lambda: self._lease.is_sure(self),
        )
        self._task = asyncio.create_task(self.pen.run())

    async def crash(self, *, known: int) -> None:
        """Die where it stands, and come back when everybody knows of the commits up to `known`."""
        await self.stop()
        self._start(known=known)

    async def stop(self) -> None:
        """Die where it stands. Raises what the pen died of, if it was dead before."""
        await give_way(1)  # a task that is cancelled before its first step never takes one
        self._task.cancel()
        try:
            await self._task
        except asyncio.CancelledError:
            return


class Lease:
    """Which of the pens is sure to be the only one; without leases each believes so."""

    def __init__(self, *, given: bool) -> None:
        self.given = given
        self.holder: Writer | None = None

    def is_sure(self, writer: Writer) -> bool:
        return not self.given or self.holder is writer

    async def pass_on(self, to: Writer, *, known: int) -> None:
        """Nobody is sure for a while; then one takes the pen up anew, which may have been anybody's."""
        before, self.holder = self.holder, None
        try:
            await give_way(5)
            await to.crash(known=known)
        except asyncio.CancelledError:  # the day is over
            self.holder = before
            raise
        self.holder = to


class Day:
    """All that happens under one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.chance = Chance(self.random)
        self.log = UnreliableLog(self.chance)
        self.attempts: list[Attempt] = []
        self.writers: list[Writer] = []
        self._nonces = iter(range(1_000_000))
        self._households = self.random.choice((1, 3))
        self._identities = self.random.choice((8, 30))
        self.most = self.random.choice((2, 3, 5, MAX_COMMIT_FACTS))  # facts in a commit

    async def run(self) -> None:
        """From the first caller to the last answer; then each pen is asked once more, in fine weather."""
        names = "AB"[: self.random.choice((1, 2, 2))]
        self.lease = Lease(given=len(names) > 1 and self.random.random() < 0.7)
        self.writers = [Writer(self.log, name, lease=self.lease) for name in names]
        self.lease.holder = self.writers[0]
        crashes = asyncio.create_task(self._crashes())
        await asyncio.gather(*(self._caller() for _ in range(self.random.choice((1, 3, 8)))))
        crashes.cancel()
        self.chance.clear_up()
        await asyncio.gather(crashes, return_exceptions=True)
        while self.log.under_way:
            await later(0.5)
        for writer in self.writers:
            if self.lease.given and self.lease.holder is not writer:
                await self.lease.pass_on(writer, known=max(one.known for one in self.writers))
            household = approved(f"probe-{len(self.attempts)}")
            while not await self._attempt([(f"probe-{len(self.attempts)}", household)], writer=writer):
                await later(0.1)

    async def close(self) -> None:
        """Lay the pens down. Raises what one of them died of before."""
        for writer in self.writers:
            await writer.stop()

    async def _caller(self) -> None:
        random = self.random
        for _ in range(random.choice((1, 2, 4))):
            await self._interval()
            statements = [self._statement() for _ in range(random.choice((1, 1, 2, 3, 7)))]
            whole = random.random() < 0.25
            while not await self._attempt(statements, writer=random.choice(self.writers), whole=whole):
                await self._interval()

    async def _attempt(self, statements: Sequence[tuple[str, Data]], *, writer: Writer, whole: bool = False) -> bool:
        """Send once; True if the caller is content, or has lost interest."""
        commands = [
            command_of(data, identity=identity, nonce=f"{next(self._nonces):032x}", recorded_at=self._now())
            for identity, data in statements
        ]
        attempt = Attempt(commands, whole=whole, known_then=self._known_to(writer))
        self.attempts.append(attempt)
        pen = writer.pen
        submit = pen.submit_whole if whole else pen.submit
        interest = self.random.choice((None, None, None, 0.0, 0.05, 0.5))
        try:
            async with asyncio.timeout(interest):
                attempt.answers = await submit(commands)
        except LogUnavailable:
            attempt.left_at = self.log.sendings
            return False
        except TimeoutError:
            attempt.left_at = self.log.sendings
            return self.random.random() < 0.3 and not identity_of_probe(statements)
        attempt.stored_then = len(self.log.commits)
        told = [answer.position // 1_000 for answer in attempt.answers if isinstance(answer, Recorded | Duplicate)]
        if writer.pen is pen:
            writer.known = max(writer.known, *told, 0)
        return True

    async def _crashes(self) -> None:
        for _ in range(self.random.choice((2, 6, 12) if self.lease.given else (0, 0, 2, 6))):
            await self._interval()
            known, writer = max(writer.known for writer in self.writers), self.random.choice(self.writers)
            if self.lease.given:
                await self.lease.pass_on(writer, known=known)
            else:
                await writer.crash(known=known)

    def _known_to(self, writer: Writer) -> int:
        """The newest commit that an answer of this pen must rest on."""
        return max(one.known for one in self.writers) if self.lease.given else writer.known

    async def _interval(self) -> None:
        if self.random.random() < 0.7:
            await give_way(self.random.randrange(12))
        else:
            await later(self.random.random() * 0.5)

    def _statement(self) -> tuple[str, Data]:
        """A statement under one of few ids: the same id mostly comes with the same content, and now and then not."""
        number = self.random.randrange(self._identities)
        household = HOUSEHOLDS[number % self._households]
        if self.random.random() < 0.2:
            return f"approval-{household}-{number % 3}", approved(household, 120_000_000)
        if self.random.random() < 0.15:
            return f"statement-{number}", taken_back(f"payment-{number // 3}")
        return f"statement-{number}", paid(f"payment-{number // 2}", household, 10_000_000 * (1 + number % 4))

    def _now(self) -> str:
        """The time of arrival, by a clock that differs a little from replica to replica."""
        now = asyncio.get_running_loop().time() + 1 + self.random.random() / 2
        return f"{DAY}T01:{int(now // 60):02}:{now % 60:06.3f}Z"


def identity_of_probe(statements: Sequence[tuple[str, Data]]) -> bool:
    """Whether this is the last question, which must be answered."""
    return statements[0][0].startswith("probe-")


def simulate(seed: int) -> Day:
    """Play one seed, with commits of at most 2, 3 or 5 facts so that they fill up, or as they are."""
    day = Day(seed)

    async def play_and_close() -> None:
        await day.run()
        await day.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draft, "MAX_COMMIT_FACTS", day.most)
        play(play_and_close())
    return day
