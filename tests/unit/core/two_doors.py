"""Two doors of one campaign on their worst day, drawn from a seed: one set of names, callers at both, both may die.

The busy door is a pen that looks into what is held elsewhere, the rare one claims names first. Time is imagined and
every choice comes from one `random.Random`, so a seed always plays the same. What somebody sent who died then arrives
or is lost before who follows begins: that much the doors rely on (ADR-0045).
"""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Final

from msgspec.structs import replace

from shared.adapters.claiming import ClaimingPens
from shared.adapters.telemetry import Telemetry
from shared.core.decider import Answer, Command
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.index import hash64
from shared.core.names import UNDER_WAY, Elsewhere, Name
from shared.core.pen import Pen
from shared.core.values import Owner
from tests.unit.core.ledger import CAMPAIGN, Ledger, Treasurer, approved, command_of
from tests.unit.core.simulation import Chance
from tests.unit.core.unreliable_log import UnreliableLog, give_way, later, play

PATIENCE: Final = 1.0
NAMES: Final = 5
SOURCE: Final = "/office"


class Weather(Chance):
    """As Chance, over a log of which every commit can be read."""

    def neighbours(self) -> int:
        return 0


class TableInMemory:
    """What is claimed, changed by compare-and-set; it fails and dawdles as the log does."""

    def __init__(self, weather: Weather) -> None:
        self._weather = weather
        self._names: list[Name] = []
        self._number = 0
        self.under_way = 0

    async def standing(self, _campaign: str) -> Sequence[Name]:
        return (await self.found(_campaign))[0]

    async def found(self, _campaign: str) -> tuple[list[Name], int]:
        await self._weather.delay()
        if self._weather.read_fails():
            raise LogUnavailable
        return list(self._names), self._number

    async def put(self, _campaign: str, names: Sequence[Name], *, expect: int) -> int:
        """It arrives, late or never; and so does the answer."""
        loop = asyncio.get_running_loop()
        if self._weather.read_fails():
            if self._weather.read_fails():
                self.under_way += 1
                loop.call_later(self._weather.lateness(), self._arrive, list(names), expect)
            raise LogUnavailable
        await self._weather.delay()
        if expect != self._number:
            raise LogUnavailable
        self._put(names)
        number = self._number
        await self._weather.delay()
        if self._weather.read_fails():
            raise LogUnavailable
        return number

    async def campaigns(self) -> list[str]:
        await self._weather.delay()
        return [CAMPAIGN] if self._number else []

    def _arrive(self, names: Sequence[Name], expect: int) -> None:
        self.under_way -= 1
        if expect == self._number:
            self._put(names)

    def _put(self, names: Sequence[Name]) -> None:
        self._names, self._number = list(names), self._number + 1


class Day:
    """All that happens under one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.weather = Weather(self.random)
        self.log = UnreliableLog(self.weather)
        self._elsewhere = Weather(self.random)  # one server may be well while another is not
        self.table = TableInMemory(self._elsewhere)
        self._agreement = self.random.choice((0.2, 0.8))  # how often a household is approved that may be already
        self.told: list[tuple[Owner, Command, Answer]] = []
        self.freed: list[Answer] = []  # what is told of names that nothing stands under, once all is well
        self._numbers = iter(range(1_000_000))
        self._questions: set[asyncio.Task[None]] = set()
        self._tracking: Pen[Ledger] | None = None
        self._awards: ClaimingPens | None = None
        self._task: asyncio.Task[None] | None = None
        self._giving_back: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """From the first caller to the last answer; then, in fine weather, every free name is used once."""
        await self._start_tracking()
        await self._start_awards()
        crashes = asyncio.create_task(self._crashes())
        callers = self.random.choice((1, 2, 4))
        doors: tuple[Owner, ...] = ("tracking", "awards")
        await asyncio.gather(*(self._caller(door) for door in doors for _ in range(callers)))
        crashes.cancel()
        await asyncio.gather(crashes, return_exceptions=True)
        self.weather.clear_up()
        self._elsewhere.clear_up()
        if self._tracking is None:
            await self._start_tracking()
        if self._awards is None:
            await self._start_awards()
        await self._quiet()
        await self._use_free_names()
        await self._stop_awards()
        await self._stop_tracking()

    async def submit(self, door: Owner, commands: Sequence[Command]) -> list[Answer] | None:
        """Send once; None: there is no answer."""
        try:
            async with asyncio.timeout(self.random.choice((None, None, None, 0.1))):
                if door == "awards":
                    answers = await self._awards.submit(CAMPAIGN, commands) if self._awards else None
                else:
                    answers = await self._tracking.submit(commands) if self._tracking else None
        except (LogUnavailable, TimeoutError):
            return None
        if answers is not None:
            self.told += [(door, command, answer) for command, answer in zip(commands, answers, strict=True)]
        return answers

    def statement(self, door: Owner, name: str) -> Command:
        """A statement that its door takes, or will refuse since the household is approved already."""
        again = self.random.random() < self._agreement
        household = f"{door}-{self.random.randrange(8) if again else f'n{next(self._numbers)}'}"
        nonce = f"{next(self._numbers):032x}"
        return replace(
            command_of(approved(household), identity=name, nonce=nonce), source=SOURCE, key=hash64(SOURCE, name)
        )

    # --- callers

    async def _caller(self, door: Owner) -> None:
        for _ in range(self.random.choice((2, 4, 8))):
            await self._interval()
            names = self.random.sample(range(NAMES), k=self.random.choice((1, 1, 2, 3)))
            commands = [self.statement(door, f"n-{n}") for n in names]
            for _ in range(self.random.choice((1, 3))):
                answers = await self.submit(door, commands)
                if answers is not None and UNDER_WAY not in answers:
                    break
                await self._interval()

    async def _use_free_names(self) -> None:
        """Nobody may be refused a name that nothing stands under."""
        stand = {fact.id for commit in self.log.commits for fact in commit.facts()}
        doors: tuple[Owner, ...] = ("tracking", "awards")
        for n in range(NAMES):
            if f"n-{n}" in stand:
                continue
            door = self.random.choice(doors)
            household = command_of(approved(f"{door}-free-{n}"), identity=f"n-{n}")
            command = replace(household, source=SOURCE, key=hash64(SOURCE, f"n-{n}"))
            while (answers := await self.submit(door, [command])) is None:
                await later(0.1)
            self.freed += answers

    async def _quiet(self) -> None:
        """Until nothing is on its way, and what was claimed for nothing is given back."""
        while self.log.under_way or self.table.under_way or self._questions or self._is_claiming():
            await later(0.5)

    def _is_claiming(self) -> bool:
        tasks = [one.task for one in self._awards._claiming.values()] if self._awards else []
        return any(task is not None and not task.done() for task in [*tasks, self._giving_back])

    # --- lives and deaths

    async def _crashes(self) -> None:
        for _ in range(self.random.choice((0, 2, 5, 10))):
            await self._interval()
            if self.random.random() < 0.5:
                await self._stop_awards()
                await self._start_awards()
            else:
                await self._stop_tracking()
                await self._start_tracking()

    async def _start_tracking(self) -> None:
        await self._all_arrived()
        other = Elsewhere(self.log, self.table, campaign=CAMPAIGN, owner="awards")
        self._tracking = self._pen("tracking", elsewhere=other)
        self._task = asyncio.create_task(self._tracking.run())

    async def _stop_tracking(self) -> None:
        task, self._task, self._tracking = self._task, None, None
        if task is not None:
            await give_way(1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _start_awards(self) -> None:
        await self._all_arrived()
        self._awards = pens = ClaimingPens(
            lambda _campaign: self._pen("awards", elsewhere=None),
            on_damage=_never_damaged,
            telemetry=Telemetry.silent("awards"),
            table=self.table,
            asking=self._ask,
        )
        self._giving_back = asyncio.create_task(pens.give_back())

    async def _stop_awards(self) -> None:
        pens, self._awards = self._awards, None
        if pens is not None:
            await give_way(1)
            await pens.close()
        if self._giving_back is not None:
            self._giving_back.cancel()
            await asyncio.gather(self._giving_back, return_exceptions=True)

    async def _all_arrived(self) -> None:
        """What the dead have sent has arrived, or never will."""
        while self.log.under_way or self.table.under_way:
            await later(0.1)

    def _pen(self, owner: Owner, *, elsewhere: Elsewhere | None) -> Pen[Ledger]:
        life = next(self._numbers)
        return Pen(
            self.log,
            Ledger(),
            campaign=CAMPAIGN,
            owner=owner,
            decider=Treasurer(),
            new_commit_id=lambda: f"{owner}-{life}-{next(self._numbers)}",
            patience=PATIENCE,
            elsewhere=elsewhere,
        )

    async def _ask(self, _campaign: str, names: Sequence[Name], *, keep: bool) -> Sequence[int]:
        """A question that may be lost, dawdle or outlive who asks; and so may its answer."""
        answer: asyncio.Future[Sequence[int]] = asyncio.get_running_loop().create_future()
        if not self._elsewhere.read_fails():
            question = asyncio.create_task(self._answer(names, answer, keep=keep))
            self._questions.add(question)
            question.add_done_callback(self._questions.discard)
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        except TimeoutError:
            raise LogUnavailable from None

    async def _answer(self, names: Sequence[Name], answer: "asyncio.Future[Sequence[int]]", *, keep: bool) -> None:
        await self._elsewhere.delay()
        pen = self._tracking
        if pen is None:
            return
        try:
            positions = await pen.hold([hash64(*name) for name in names], keep=keep)
        except (LogUnavailable, LogDamaged):
            return
        await self._elsewhere.delay()
        if not answer.done() and not self._elsewhere.read_fails():
            answer.set_result(positions)

    async def _interval(self) -> None:
        if self.random.random() < 0.7:
            await give_way(self.random.randrange(12))
        else:
            await later(self.random.random() * 0.5)


def simulate(seed: int) -> Day:
    """Play one seed."""
    day = Day(seed)
    play(day.run())
    return day


def _never_damaged(_campaign: str, damage: LogDamaged) -> None:
    raise AssertionError(damage)
