"""A stretch of network between a client and a server: it can be cut, stalled, slow, narrow. It loses no byte."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

Way: TypeAlias = Coroutine[Any, Any, None]

CHUNK = 64 * 1024
UNDER_WAY = 64  # chunks on their way in one direction, at most


class Link:
    """Passes bytes on to a port of this machine, `seconds` later and `bytes_a_second` at most (0: all that come)."""

    def __init__(self, port: int, *, seconds: float = 0.0, bytes_a_second: int = 0) -> None:
        self.seconds = seconds
        self.bytes_a_second = bytes_a_second
        self.to = port
        self._connections: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._is_cut = False
        self._passable = asyncio.Event()
        self._passable.set()
        self.port = 0
        self.passed = 0  # bytes, both ways

    @property
    def url(self) -> str:
        """Where a client of NATS connects."""
        return f"nats://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Link"]:
        """Take connections until the end."""
        server = await asyncio.start_server(self._on_connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.drop_all()
            await asyncio.gather(*self._connections.values())

    def cut(self) -> None:
        """From now on nobody gets through, and both ends are told."""
        self._is_cut = True
        self.drop_all()

    def stall(self) -> None:
        """From now on nothing gets through, and nobody is told; what is under way waits."""
        self._passable.clear()

    def mend(self) -> None:
        """What is under way passes, and whoever tries again gets through."""
        self._is_cut = False
        self._passable.set()

    def drop_all(self) -> None:
        """Drop every connection there is now."""
        for writer in self._connections:
            writer.transport.abort()

    async def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[writer] = task
        with suppress(OSError):
            if not self._is_cut:
                await self._between(reader, writer)
        writer.transport.abort()
        del self._connections[writer]

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on in both directions until one of them ends."""
        there, back = await asyncio.open_connection("127.0.0.1", self.to)
        ways = [asyncio.create_task(way) for way in self._ways(reader, writer, there, back)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            back.transport.abort()

    def _ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> tuple[Way, Way]:
        """What passes bytes on to the server, and back to the client, for one connection."""
        return self._pass_on(reader, back), self._pass_on(there, writer)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Each chunk arrives so much later than it left, and not before the one ahead of it is through."""
        loop = asyncio.get_running_loop()
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(UNDER_WAY)

        async def leave() -> None:
            through, chunk = 0.0, b"not the end"
            while chunk:
                chunk = await reader.read(CHUNK)
                takes = len(chunk) / self.bytes_a_second if self.bytes_a_second else 0.0
                through = max(through, loop.time()) + takes
                await under_way.put((through + self.seconds, chunk))

        async def arrive() -> None:
            chunk = b"not the end"
            while chunk:
                due, chunk = await under_way.get()
                await until(due)
                await self._passable.wait()
                writer.write(chunk)
                await writer.drain()
                self.passed += len(chunk)

        async with asyncio.TaskGroup() as both:
            both.create_task(leave())
            both.create_task(arrive())


async def until(moment: float) -> None:
    """Wait for a moment of the loop's time."""
    loop = asyncio.get_running_loop()
    if moment > loop.time():
        come = loop.create_future()
        loop.call_at(moment, come.set_result, None)
        await come
