"""Another service of this machine as an ASGI application: requests go to its socket as they are, answers come back so.

HTTP/1.1, kept alive, streamed both ways. It is our own because a general client cost 4 ms of processor time a request
with 64 under way, and that in the busiest process (ADR-0010); this costs a twentieth. It knows no route.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import httptools

from shared.adapters.running import until_one_ends

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATIENCE_SECONDS: Final = 30.0  # until an answer begins
IDLE_SECONDS: Final = 4.0  # the services hang up after five
_READ_BYTES: Final = 256 * 1_024
# These speak of one connection, not of the request or its answer.
_HOP_BY_HOP: Final = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade", b"te", b"expect"})


class Away(Exception):
    """The service does not answer: it is starting again, or it ended before its answer began."""


class Neighbour:
    """A service behind its socket. Raises Away."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._idle: list[_Connection] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and its answer back (ASGI)."""
        connection = await self._connection()
        try:
            await connection.ask(scope, receive)
            # Who follows a stream may hang up at any time.
            await until_one_ends(connection.answer(send, method=scope["method"]), _gone(receive))
        finally:
            if connection.may_go_on:
                connection.idle_since = asyncio.get_running_loop().time()
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Hang up what is kept for the next request."""
        while self._idle:
            self._idle.pop().close()

    async def _connection(self) -> "_Connection":
        now = asyncio.get_running_loop().time()
        while self._idle:
            connection = self._idle.pop()
            if connection.may_go_on and now - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.close()
        try:
            return _Connection(*await asyncio.open_unix_connection(self._socket, limit=_READ_BYTES))
        except OSError as error:
            raise Away from error


class _Connection:
    """One connection to a service, with one request on it at a time; the parser calls the `on_` methods."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.idle_since = 0.0
        self._reader = reader
        self._writer = writer
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._begun = False
        self._done = False
        self._keeps_alive = True

    @property
    def may_go_on(self) -> bool:
        """Whether another request may follow on it."""
        return self._done and self._keeps_alive and not self._reader.at_eof() and not self._writer.is_closing()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    async def ask(self, scope: Scope, receive: Receive) -> None:
        """Write the request, its body as it comes."""
        self._begun = self._done = False
        names = {name for name, _ in scope["headers"]}
        in_chunks = b"transfer-encoding" in names
        self._writer.write(_head_of(scope, in_chunks=in_chunks))
        more = in_chunks or b"content-length" in names
        try:
            while more:
                message = await receive()
                more = message.get("more_body", False)
                if part := message.get("body", b""):
                    self._writer.write(b"%x\r\n%b\r\n" % (len(part), part) if in_chunks else part)
                    await self._writer.drain()
            if in_chunks:
                self._writer.write(b"0\r\n\r\n")
        except ConnectionError:
            return  # it may have answered before it heard everything: the answer will tell

    async def answer(self, send: Send, *, method: str) -> None:
        """Read the answer and hand it on as it comes. Raises Away, or ConnectionError once it has begun."""
        while not self._done:
            begun = self._begun
            self._parser.feed_data(await self._read())
            if self._begun and not begun:
                status, headers = self._parser.get_status_code(), self._headers
                self._headers = []
                await send({"type": "http.response.start", "status": status, "headers": headers})
            if method == "HEAD" and self._begun:
                await send({"type": "http.response.body", "body": b""})
                return  # the parser still waits for a body that does not come, so nothing may follow
            if self._parts or self._done:
                body, self._parts = b"".join(self._parts), []
                await send({"type": "http.response.body", "body": body, "more_body": not self._done})

    async def _read(self) -> bytes:
        try:
            async with asyncio.timeout(None if self._begun else PATIENCE_SECONDS):
                data = await self._reader.read(_READ_BYTES)
        except (OSError, TimeoutError):
            data = b""
        if data:
            return data
        raise ConnectionError("The service ended in the middle of its answer.") if self._begun else Away

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep what speaks of the answer."""
        name = name.lower()
        if name not in _HOP_BY_HOP:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The answer begins."""
        self._begun = True

    def on_body(self, part: bytes) -> None:
        """Keep a part of it."""
        self._parts.append(part)

    def on_message_complete(self) -> None:
        """It is whole."""
        self._done, self._keeps_alive = True, self._parser.should_keep_alive()


def _head_of(scope: Scope, *, in_chunks: bool) -> bytes:
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target)]
    lines += [b"%b: %b" % (name, value) for name, value in scope["headers"] if name not in _HOP_BY_HOP]
    if in_chunks:
        lines.append(b"transfer-encoding: chunked")
    return b"\r\n".join([*lines, b"", b""])


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
