"""The pens of a service of which several replicas run: each is held by one, and statements go to who holds it.

It is what `Pens` is to whoever lays statements down. See ADR-0041.
"""

import asyncio
import logging
import time
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final, NoReturn, TypeVar

from nats.aio.msg import Msg

from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.leases import Leases
from shared.adapters.one_of_many import step_down
from shared.adapters.pens import AT_ONCE, Pens
from shared.core.decider import Answer, Command
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.forwarding import (
    Asked,
    How,
    Said,
    asked,
    asked_of_position,
    read_asked,
    read_said,
    said,
    said_trouble,
    said_where,
)
from shared.core.leases import WHOLE, Replica
from shared.core.names import Name
from shared.core.subjects import pens_subject

T = TypeVar("T")
PATIENCE_SECONDS: Final = 7.0  # longer than a pen lets its callers wait for the log
MAX_BYTES: Final = 1_900_000  # what the server takes at once, less what it adds

_logger: Final = logging.getLogger(__name__)


class SharedPens:
    """The pens of one owner, spread over replicas; `tasks` are to be run.

    `is_whole`: one replica holds all pens, and does whatever else the service does by itself. `ready` waits until what
    others have recorded by now is known here, before statements from elsewhere are decided; our own doors do so
    themselves. `reached` waits until everything that follows from facts up to a position is done by this replica, and
    says up to where that shows.
    """

    def __init__(
        self,
        pens: Pens,
        connection: NatsConnection,
        service: str,
        *,
        replica: Replica,
        life: str,
        is_whole: bool,
        ready: Callable[[], Awaitable[None]],
        reached: Callable[[int], Awaitable[int | None]] | None = None,
    ) -> None:
        self._pens = pens
        self._connection = connection
        self._service = service
        self._is_whole = is_whole
        self._ready = ready
        self._reached = reached
        self._deciding: Counter[str] = Counter()
        self._answering: set[asyncio.Task[None]] = set()
        self.leases: Final = Leases(
            connection,
            service,
            me=f"{replica.name}-{life}",
            only_reads=replica.reads,
            duties=(WHOLE,) if is_whole else (),
            held=self,
            now=time.monotonic,
        )

    def tasks(self) -> dict[str, Any]:
        """What is to run, by name, until cancelled."""
        down = {"stepping_down": step_down(self.leases, self._service)} if self._is_whole else {}
        return {"leases": self.leases.run(), "pens_for_others": self._listen(), **down}

    def __contains__(self, campaign: str) -> bool:
        return campaign in self._pens

    @property
    def stated(self) -> int:
        """How many commands were ever handed to the pens of this replica, each alone."""
        return self._pens.stated

    def is_sure(self, campaign: str) -> bool:
        """Whether the pen of a campaign is this replica's, and nobody else's by now."""
        return self.leases.is_sure(self._thing(campaign))

    @asynccontextmanager
    async def turn(self, campaign: str) -> AsyncIterator[bool]:
        """Whether what is done once for a campaign is for this replica, as who holds its pen; it is kept meanwhile.

        Raises LogUnavailable.
        """
        thing = self._thing(campaign)
        with self._noted(thing):
            yield await self.leases.holder_of(thing) == self.leases.me and self.leases.is_sure(thing)

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen decide commands, each alone, wherever it is. Raises LogUnavailable, LogDamaged."""
        answers: list[Answer] = []
        for first in range(0, len(commands), AT_ONCE):
            answers += await self._decided("each", campaign, commands[first : first + AT_ONCE])
        return answers

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen decide commands together. Raises LogUnavailable, LogDamaged."""
        return await self._decided("whole", campaign, commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Have a campaign's pen say what would become of commands. Raises LogUnavailable, LogDamaged."""
        return await self._decided("trial", campaign, commands)

    async def hold(self, campaign: str, names: Sequence[Name], *, keep: bool) -> list[int] | None:
        """As Pens.hold; None: the pen is another replica's. Raises LogUnavailable, LogDamaged."""
        async with self.turn(campaign) as is_ours:
            return await self._pens.hold(campaign, names, keep=keep) if is_ours else None

    async def all_done(self, position: int) -> int | None:
        """Wait until the one replica that does what follows from facts has done so, up to a position.

        Says up to where that shows, None if it takes too long. Raises LogUnavailable, LogDamaged.
        """
        return await self._by_holder(WHOLE, lambda holder: self._done_by(holder, position))

    async def _done_by(self, holder: str, position: int) -> int | None:
        if holder == self.leases.me and self._reached is not None:
            return await self._reached(position)
        told = await self._ask(holder, asked_of_position(position), patience=PATIENCE_SECONDS * 2)
        return None if told.trouble == "late" else told.position

    async def close(self) -> None:
        """Lay the pens down, and let others have them at once."""
        await self._pens.close()
        await self.leases.leave()

    def is_idle(self, thing: str) -> bool:
        """Whether nobody waits for a pen."""
        return not self._is_whole and not self._deciding[thing]

    def lay_down(self, thing: str) -> None:
        """A pen is another's from now on."""
        _logger.info("pen_laid_down", extra={"campaign": thing})
        self._pens.lay_down(None if self._is_whole else thing)

    async def _decided(self, how: How, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        return await self._by_holder(
            self._thing(campaign), lambda holder: self._decided_by(holder, how, campaign, commands)
        )

    async def _by_holder(self, thing: str, ask: Callable[[str], Awaitable[T]]) -> T:
        """Ask who holds a thing, and who follows if that one is there no more: what it recorded is a duplicate then."""
        holder = await self.leases.holder_of(thing)
        try:
            return await ask(holder)
        except LogUnavailable:
            await self.leases.look()
            if (now := await self.leases.holder_of(thing)) == holder:
                raise
        return await ask(now)

    async def _decided_by(self, holder: str, how: How, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        if holder == self.leases.me:
            return await self._decide(how, campaign, commands)
        body = asked(how, campaign, commands)
        if len(body) <= MAX_BYTES or how == "whole":
            return (await self._ask(holder, body)).answers()
        if how == "trial":  # of which each is decided on what those before it would change
            return (await self._ask(holder, body, packed=True)).answers()
        half = len(commands) // 2
        return [
            *await self._decided(how, campaign, commands[:half]),
            *await self._decided(how, campaign, commands[half:]),
        ]

    async def _decide(self, how: How, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        decide = {"each": self._pens.submit, "whole": self._pens.submit_whole, "trial": self._pens.try_out}[how]
        with self._noted(self._thing(campaign)):
            return await decide(campaign, commands)

    @contextmanager
    def _noted(self, thing: str) -> Iterator[None]:
        self._deciding[thing] += 1
        try:
            yield
        finally:
            self._deciding[thing] -= 1
            if not self._deciding[thing]:
                del self._deciding[thing]

    async def _ask(self, holder: str, body: bytes, *, packed: bool = False, patience: float = PATIENCE_SECONDS) -> Said:
        body = zlib.compress(body, 1) if packed else body
        if len(body) > MAX_BYTES:
            raise LogUnavailable("What is tried out is too large to be handed on: try out a part of it.")
        answer = await self._connection.request(pens_subject(self._service, holder), body, patience=patience)
        told = read_said(answer)
        if told.trouble == "damaged":
            raise LogDamaged(told.why)
        if told.trouble == "unavailable":
            raise LogUnavailable(told.why)
        return told

    async def _listen(self) -> NoReturn:
        stop = await self._connection.listen(pens_subject(self._service, self.leases.me), self._on_message)
        try:
            while True:
                await asyncio.Event().wait()
        finally:
            await stop()

    async def _on_message(self, message: Msg) -> None:
        """One question; others are heard while it is answered."""
        task = asyncio.create_task(self._answer(message))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, message: Msg) -> None:
        try:
            body = await self._said(_unpacked(message.data))
        except LogDamaged as damage:
            body = said_trouble("damaged", str(damage))
        except LogUnavailable as error:
            body = said_trouble("unavailable", str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours: whoever asks is to ask again
            # The type alone: an error's text may quote what was stated.
            _logger.critical("pen_for_others_failed", extra={"error": type(error).__name__})
            body = said_trouble("unavailable", "A fault of ours.")
        try:
            await self._connection.send(message.reply, body, reply="")
        except LogUnavailable:
            _logger.info("answer_lost", extra={"service": self._service})  # it is asked again

    async def _said(self, body: bytes) -> bytes:
        question = read_asked(body)
        await self._check_ours(question)
        if question.how == "reached":
            where = await self._reached(question.position) if self._reached else None
            return said_trouble("late") if where is None else said_where(where)
        await self._ready()
        return said(await self._decide(question.how, question.campaign, question.commands()))

    async def _check_ours(self, question: Asked) -> None:
        """Who asks may know of a change that we have not seen yet. Raises LogUnavailable."""
        thing = WHOLE if question.how == "reached" else self._thing(question.campaign)
        if self.leases.holds(thing):
            return
        await self.leases.look()
        if not self.leases.holds(thing):
            raise LogUnavailable("Another replica holds this pen.")

    def _thing(self, campaign: str) -> str:
        return WHOLE if self._is_whole else campaign


async def in_turn(shared: SharedPens | None, work: Coroutine[Any, Any, object]) -> None:
    """What one replica at a time does: begun once that is this one."""
    try:
        if shared is not None:
            await shared.leases.until_held(WHOLE)
    except BaseException:
        work.close()
        raise
    await work


def _unpacked(body: bytes) -> bytes:
    """Only what is large comes compressed; JSON never begins like that."""
    return body if body.startswith(b"[") else zlib.decompress(body)
