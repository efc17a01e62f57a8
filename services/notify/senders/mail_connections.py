"""Open connections to one mail server, each lent for one message at a time and kept for the next. It knows no message.

To open one takes longer than to hand a message over: names, greetings, TLS, a password. What a server closed meanwhile
is noticed before it is lent again, and is never taken for a lost answer.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import aiosmtplib

IDLE_SECONDS: Final = 10.0  # then a connection is given back: servers close idle ones, and count them
SERVICE_ENDS: Final = 421  # the server's last word on a connection (RFC 5321, 3.8)


class MailConnections:
    """As many connections as messages are on their way at once; `make` makes a client that is not connected yet."""

    def __init__(self, make: Callable[[], aiosmtplib.SMTP], *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._make = make
        self._idle_seconds = idle_seconds
        self._idle: dict[aiosmtplib.SMTP, asyncio.TimerHandle] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that answers. Raises what aiosmtplib raises where none can be opened."""
        connection = await self._answering() or await self._opened()
        try:
            yield connection
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as refused:
            if getattr(refused, "code", 0) == SERVICE_ENDS:
                connection.close()
            else:
                self._keep(connection)
            raise
        except BaseException:
            connection.close()  # nobody knows what the next answer would be to
            raise
        else:
            self._keep(connection)

    async def end(self) -> None:
        """Take leave of the server on every connection that is idle."""
        for connection in list(self._idle):
            self._leave(connection)
        await asyncio.gather(*self._leaving)

    async def _answering(self) -> aiosmtplib.SMTP | None:
        """One of those that are idle, the last used first; None if none of them answers."""
        while self._idle:
            connection, timer = self._idle.popitem()
            timer.cancel()
            try:
                await connection.noop()
            except (aiosmtplib.SMTPException, OSError):
                connection.close()
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        return None

    async def _opened(self) -> aiosmtplib.SMTP:
        connection = self._make()
        try:
            await connection.connect()
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep(self, connection: aiosmtplib.SMTP) -> None:
        timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._leave, connection)
        self._idle[connection] = timer

    def _leave(self, connection: aiosmtplib.SMTP) -> None:
        self._idle.pop(connection).cancel()
        leaving = asyncio.create_task(_quit(connection))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)


async def _quit(connection: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError):
        await connection.quit()
    connection.close()
