"""A way to the log on which answers are lost: it drops connections between a commit and its acknowledgement."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum
from random import Random

CHUNK = 64 * 1024
COMMIT, ACK = b"HPUB log.", b'"stream":"LOG"'  # a commit on its way there, and the server's answer to one


class Loss(Enum):
    """At which moment a connection drops."""

    STORED = "the server has stored the commit and its acknowledgement is on the way back"
    SENT = "the commit has just left, and nobody knows whether the server got it"


class LosingProxy:
    """Passes bytes on to a NATS server; one commit in `one_in` costs its connection, as the dice fall."""

    def __init__(self, port: int, *, dice: Random, one_in: int) -> None:
        self._port = port
        self._dice = dice
        self._one_in = one_in
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self.lost = dict.fromkeys(Loss, 0)
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["LosingProxy"]:
        """Take connections until the end."""
        server = await asyncio.start_server(self._on_connection, "127.0.0.1", 0)
        self.url = f"nats://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.drop_all()
            await asyncio.gather(*self._connections.values())

    def drop_all(self) -> None:
        """Drop every connection there is now."""
        for writer in self._connections:
            writer.transport.abort()

    async def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[writer] = task
        with suppress(OSError):
            await self._between(reader, writer)
        writer.transport.abort()
        del self._connections[writer]

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on in both directions until either end is gone or the dice say so."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        losing = asyncio.Event()
        ways = {
            asyncio.create_task(self._to_server(reader, back, losing)),
            asyncio.create_task(self._to_client(there, writer, losing)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            back.transport.abort()

    async def _to_server(self, reader: asyncio.StreamReader, back: asyncio.StreamWriter, losing: asyncio.Event) -> None:
        while chunk := await reader.read(CHUNK):
            loss = None
            if COMMIT in chunk and not losing.is_set() and self._dice.randrange(self._one_in) == 0:
                loss = self._dice.choice(list(Loss))
            if loss is Loss.STORED:
                losing.set()
            back.write(chunk)
            await back.drain()
            if loss is Loss.SENT:
                self.lost[loss] += 1
                return

    async def _to_client(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        while chunk := await there.read(CHUNK):
            if losing.is_set() and ACK in chunk:
                self.lost[Loss.STORED] += 1
                return
            writer.write(chunk)
            await writer.drain()
