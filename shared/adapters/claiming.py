"""Pens whose door is the rare one of two: before they record under a name, the other door has left it to them.

What was claimed and came to nothing is given back, also by who comes after a crash. See ADR-0045.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import Context
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from shared.adapters.pens import Pens
from shared.adapters.telemetry import Telemetry
from shared.core.access import SERVICES_SOURCES
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.names import Name, name_of
from shared.core.pen import Pen

T = TypeVar("T")
RETRY_SECONDS: Final = 0.1
AT_ONCE: Final = 1_000  # names in one claim, so that it fits a message


class Table(Protocol):
    """Where it stands what is claimed; as NatsClaims."""

    async def found(self, campaign: str) -> tuple[list[Name], int]:
        """The names that are claimed, and the number that this has (0: none yet). Raises LogUnavailable."""
        ...

    async def put(self, campaign: str, names: Sequence[Name], *, expect: int) -> int:
        """Claim these instead, durably. Raises LogUnavailable, also if `expect` is no longer what stands there."""
        ...

    async def campaigns(self) -> list[str]:
        """Where anything was ever claimed. Raises LogUnavailable."""
        ...


class Asking(Protocol):
    """The other door; as NatsAsking."""

    async def __call__(self, campaign: str, names: Sequence[Name], /, *, keep: bool) -> Sequence[int]:
        """Where each name stands there (0: nowhere); `keep`: it is left to us. Raises LogUnavailable."""
        ...


class _Wish:
    """One caller's commands, and the future it waits on."""

    __slots__ = ("commands", "future")

    def __init__(self, commands: Sequence[Command]) -> None:
        self.commands = commands
        self.future: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()

    def fail(self, error: Exception) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class _Claiming:
    """One campaign: who waits, what is in doubt, and which message of the table is ours (-1: not looked yet)."""

    def __init__(self) -> None:
        self.waiting: list[_Wish] = []
        self.in_doubt: list[Command] = []  # the log did not say whether they are recorded
        self.stands = -1
        self.is_left_over = False  # something is claimed that was not recorded
        self.task: asyncio.Task[None] | None = None

    def end(self) -> asyncio.Task[None] | None:
        """Go no further: who waits is told so. The task that is ending, if there is one."""
        for wish in self.waiting:
            wish.fail(LogUnavailable())
        self.waiting.clear()
        if self.task is not None:
            self.task.cancel()
        return self.task


class ClaimingPens(Pens):
    """The pens of the rare door. What the service states by itself has a source of its own, and needs no claim."""

    def __init__(
        self,
        make: Callable[[str], Pen[Any]],
        *,
        on_damage: Callable[[str, LogDamaged], None],
        telemetry: Telemetry,
        table: Table,
        asking: Asking,
    ) -> None:
        super().__init__(make, on_damage=on_damage, telemetry=telemetry)
        self._table = table
        self._asking = asking
        self._claiming: dict[str, _Claiming] = {}
        self._is_closed = False

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """As Pens.submit. Raises LogUnavailable, also while the other door does not answer; LogDamaged."""
        if all(command.source in SERVICES_SOURCES for command in commands):
            return await super().submit(campaign, commands)
        answers: list[Answer] = []
        for first in range(0, len(commands), AT_ONCE):
            answers += await self._submit_some(campaign, commands[first : first + AT_ONCE])
        return answers

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """As submit: nothing that this door takes belongs together."""
        return await self.submit(campaign, commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """As Pens.try_out."""
        answers = await super().try_out(campaign, commands)
        new = [command for command, answer in zip(commands, answers, strict=True) if _is_new(answer)]
        if not new:
            return answers
        at = dict(zip((one.key for one in new), await self._ask(campaign, new, keep=False), strict=True))
        return [
            ContentDiffers(at[command.key]) if at.get(command.key) else answer
            for command, answer in zip(commands, answers, strict=True)
        ]

    async def give_back(self) -> None:
        """Give back what an earlier life claimed and did not record; once, as soon as nobody else writes."""
        for campaign in await _patiently(self._table.campaigns):
            claiming = self._claiming.setdefault(campaign, _Claiming())
            await _patiently(partial(self._look, claiming, campaign))
            self._serve(campaign)

    def lay_down(self, campaign: str | None) -> None:
        """As Pens.lay_down."""
        for its in [campaign] if campaign is not None else list(self._claiming):
            if claiming := self._claiming.pop(its, None):
                claiming.end()
        super().lay_down(campaign)

    async def close(self) -> None:
        """As Pens.close."""
        self._is_closed = True
        tasks = [task for claiming in self._claiming.values() if (task := claiming.end()) is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await super().close()

    async def _submit_some(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Claim for what would be recorded; all else has its answer by that."""
        tried = await super().try_out(campaign, commands)
        new = [command for command, answer in zip(commands, tried, strict=True) if _is_new(answer)]
        if not new:
            return tried
        wish = _Wish(new)
        self._serve(campaign, wish)
        told = iter(await wish.future)
        return [next(told) if _is_new(answer) else answer for answer in tried]

    def _serve(self, campaign: str, *wishes: _Wish) -> None:
        claiming = self._claiming.setdefault(campaign, _Claiming())
        claiming.waiting += wishes
        if self._is_closed:
            claiming.end()
        elif claiming.task is None or claiming.task.done():
            # Not in the context of who comes first: it works for all.
            rounds = self._in_rounds(claiming, campaign)
            claiming.task = asyncio.create_task(rounds, name=f"names {campaign}", context=Context())

    async def _in_rounds(self, claiming: _Claiming, campaign: str) -> None:
        """Round by round, while anybody waits; then give back what is left over."""
        wishes: list[_Wish] = []
        try:
            while (wishes := _taken(claiming.waiting)) or claiming.is_left_over:
                if wishes:
                    await self._round(claiming, campaign, wishes)
                elif not await self._give_back(claiming, campaign):
                    await asyncio.sleep(RETRY_SECONDS)
        except LogDamaged:
            return  # nothing is recorded in this campaign any more
        finally:
            for wish in [*wishes, *claiming.waiting]:
                wish.fail(LogUnavailable())
            claiming.waiting.clear()

    async def _round(self, claiming: _Claiming, campaign: str, wishes: Sequence[_Wish]) -> None:
        commands = [command for wish in wishes for command in wish.commands]
        try:
            await self._claim(claiming, campaign, commands)
            where = await self._ask(campaign, commands, keep=True)
        except (LogUnavailable, LogDamaged) as error:
            for wish in wishes:
                wish.fail(error)
        else:
            stand = dict(zip((one.key for one in commands), where, strict=True))
            recorded = await asyncio.gather(*(self._decide(claiming, campaign, wish, stand) for wish in wishes))
            claiming.is_left_over = not all(recorded)

    async def _claim(self, claiming: _Claiming, campaign: str, commands: Sequence[Command]) -> None:
        if claiming.stands < 0:
            await self._look(claiming, campaign)
        await self._settle_doubts(claiming, campaign)
        stood, claiming.stands = claiming.stands, -1  # whatever comes of it, unless it is answered
        claiming.is_left_over = True
        names = list(dict.fromkeys(name_of(command) for command in commands))
        claiming.stands = await self._table.put(campaign, names, expect=stood)

    async def _look(self, claiming: _Claiming, campaign: str) -> None:
        names, claiming.stands = await self._table.found(campaign)
        claiming.is_left_over |= bool(names)

    async def _settle_doubts(self, claiming: _Claiming, campaign: str) -> None:
        """What is in doubt is recorded or not, for good, as soon as the pen decides anything else."""
        if claiming.in_doubt:
            await super().try_out(campaign, claiming.in_doubt[:1])
            claiming.in_doubt.clear()

    async def _give_back(self, claiming: _Claiming, campaign: str) -> bool:
        """Claim nothing any more; False while the log does not answer. Raises LogDamaged."""
        with suppress(LogUnavailable):
            await self._claim(claiming, campaign, ())
            claiming.is_left_over = False
        return not claiming.is_left_over

    async def _decide(self, claiming: _Claiming, campaign: str, wish: _Wish, stand: dict[int, int]) -> bool:
        """Have the pen decide what the other door does not have; whether everything claimed is recorded now."""
        ours = [command for command in wish.commands if not stand[command.key]]
        try:
            told = await super().submit(campaign, ours) if ours else []
        except (LogUnavailable, LogDamaged) as error:
            claiming.in_doubt += ours
            wish.fail(error)
            return False
        if not wish.future.done():
            of_each, at = iter(told), [stand[command.key] for command in wish.commands]
            wish.future.set_result([ContentDiffers(where) if where else next(of_each) for where in at])
        return len(ours) == len(wish.commands) and not any(isinstance(answer, Refused) for answer in told)

    async def _ask(self, campaign: str, commands: Sequence[Command], *, keep: bool) -> Sequence[int]:
        return await self._asking(campaign, [name_of(command) for command in commands], keep=keep)


def _taken(waiting: list[_Wish]) -> list[_Wish]:
    """Those who came first, as many as fit a claim."""
    taken, names = list[_Wish](), 0
    while waiting and (not taken or names + len(waiting[0].commands) <= AT_ONCE):
        taken.append(waiting.pop(0))
        names += len(taken[-1].commands)
    return taken


def _is_new(answer: Answer) -> bool:
    """Whether an answer on trial rests on nothing that is recorded."""
    return isinstance(answer, Recorded | Duplicate | ContentDiffers) and not answer.position


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    while True:
        try:
            return await ask()
        except LogUnavailable:
            await asyncio.sleep(RETRY_SECONDS)
