"""An HTTP/1.1 client that costs little, so that the server is measured: keep-alive, one request at a time a connection.

It knows HTTP, nothing of what is sent.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, NamedTuple, cast

import httptools

HOST: Final = "127.0.0.1"


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection; make it with `connect`."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(cls, port: int) -> "Connection":
        """Connect. Raises OSError."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        return connection

    @property
    def is_open(self) -> bool:
        """Whether the server has not hung up."""
        return self._transport is not None

    async def exchange(self, request: bytes) -> Answer:
        """Send one request and wait for its answer. Raises ConnectionError."""
        if self._transport is None:
            raise ConnectionError("The server hung up.")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    # --- called by asyncio and by the parser

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Hand it to the parser."""
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits."""
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError(f"The server hung up: {error}"))

    def on_body(self, part: bytes) -> None:
        """Keep a part of the answer."""
        self._body.append(part)

    def on_message_complete(self) -> None:
        """Hand the answer to whoever waits."""
        answer, self._body = Answer(self._parser.get_status_code(), b"".join(self._body)), []
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


class Connections:
    """As many connections as are in use at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[Connection] = []

    async def exchange(self, request: bytes) -> Answer:
        """Send one request over an idle connection, or a new one."""
        self._idle = [one for one in self._idle if one.is_open]  # a server hangs up on who is silent for long
        connection = self._idle.pop() if self._idle else await Connection.connect(self._port)
        answer = await connection.exchange(request)
        self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Hang up all."""
        for connection in self._idle:
            connection.close()


@asynccontextmanager
async def connections(port: int) -> AsyncGenerator[Connections, None]:
    """Connections to a port of this machine, for a while."""
    opened = Connections(port)
    try:
        yield opened
    finally:
        opened.close()


def post(path: str, body: bytes, *, bearer: str, content_type: str) -> bytes:
    """A whole POST request."""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {bearer}\r\n"
        f"content-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, *, bearer: str) -> bytes:
    """A whole GET request."""
    return f"GET {path} HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {bearer}\r\n\r\n".encode()
