"""How far awards has weighed the log, told over NATS to whoever must wait for it. No fact and no command: a mark.

Notify answers `?after=` only when every flag that follows from a position is made; no fact says so when none does.
A mark that is lost does no harm: the newest is told again every half second.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import msgspec
from nats.aio.msg import Msg

from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable
from shared.core.subjects import AWARDS_PROGRESS

EVERY_SECONDS: Final = 0.5


class Progress(msgspec.Struct, frozen=True):
    """Every flag that follows from facts up to position `weighed` stands in the log, the newest at `committed`."""

    weighed: int = 0
    committed: int = 0


class ProgressTeller:
    """Tells a service's progress whenever it moves (`moved` waits for that), and now and then; `run` it as a task."""

    def __init__(
        self, connection: NatsConnection, *, read: Callable[[], Progress], moved: Callable[[], Awaitable[None]]
    ) -> None:
        self._connection = connection
        self._read = read
        self._moved = moved

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            with suppress(LogUnavailable):  # told again as soon as there is a connection
                await self._connection.send(AWARDS_PROGRESS, msgspec.json.encode(self._read()), reply="")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._moved()


class ProgressFollower:
    """Hears another service's progress; `run` it as a task."""

    def __init__(self, connection: NatsConnection) -> None:
        self._connection = connection
        self._heard = Progress()
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Listen until cancelled; the client listens again by itself after a restart of the server."""
        stop = await self._connection.listen(AWARDS_PROGRESS, self._on_message)
        try:
            await asyncio.Event().wait()
        finally:
            await stop()

    async def weighed(self, position: int) -> Progress:
        """Wait until facts up to a position are weighed; what was heard then. Wrap it in a timeout."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._heard.weighed // 1_000 >= position // 1_000)
            return self._heard

    async def _on_message(self, message: Msg) -> None:
        heard = msgspec.json.decode(message.data, type=Progress)
        async with self._changed:
            self._heard = heard
            self._changed.notify_all()
