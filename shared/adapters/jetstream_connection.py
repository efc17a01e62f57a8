"""One connection to NATS on which nothing is sent later than asked, and whoever waits is told at once when it drops.

Holds the safe options of design 3 and plain request and reply; knows nothing of commits.
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import OutboundBufferLimitError

from shared.adapters.nats_address import servers_of, trust_of, without_secrets
from shared.core.errors import LogUnavailable

SAFE_OPTIONS: Final[dict[str, Any]] = {
    "pending_size": 0,  # else what timed out while disconnected is published on reconnect: a ghost
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.1,
    "connect_timeout": 2,
    "ping_interval": 5,
    "max_outstanding_pings": 2,
}
PATIENCE_SECONDS: Final = 5.0
AWAY_SECONDS: Final = 5.0  # a server that is started again, or is stopped with us, is back or no matter by then
CLOSE_SECONDS: Final = 2.0
NO_RESPONDERS: Final = "503"
# What the client raises when the connection is gone; of one that goes while it writes, uvloop says RuntimeError.
GONE: Final = (NatsError, OSError, RuntimeError)

_logger = logging.getLogger(__name__)


async def hang_up(client: Client) -> None:
    """Close a client for good, also one that is trying to connect again.

    It is cancelled then, and where that comes just as a try fails Python 3.11 tells of the failure alone: it would try
    on for ever.
    """
    client.options["max_reconnect_attempts"] = 1
    try:
        await client.close()
    except GONE:  # gone while its last words were written: it would leave its tasks and its socket behind
        client._pending, client._pending_data_size = [], 0  # noqa: SLF001 - it offers no way to drop them
        client._status = Client.DISCONNECTED  # noqa: SLF001
        await client.close()


class NatsConnection:
    """A client that reconnects for ever; make one with `NatsConnection.open`."""

    def __init__(self, url: str, *, user: str, seed: str | None) -> None:
        self._url = url
        self._user = user
        self._seed = seed
        self._inbox = f"_INBOX.{user}"  # a user may subscribe below its own inbox only, so nobody reads another's
        self._client = Client()
        self._answers_to = ""
        self._tokens = itertools.count()
        self._answers: dict[str, asyncio.Future[Msg]] = {}
        self._promises: set[asyncio.Future[Any]] = set()
        self.closed = False
        self._reopening: asyncio.Task[None] | None = None
        self._away: asyncio.TimerHandle | None = None
        self.drops = 0

    @classmethod
    async def open(
        cls, url: str, *, user: str, seed: str | None = None, patience: float = PATIENCE_SECONDS
    ) -> "NatsConnection":
        """Connect as `user` with its nkey seed (None: a server without sign-in, or credentials in the URL).

        Raises LogUnavailable if no server takes us within `patience` seconds.
        """
        connection = cls(url, user=user, seed=seed)
        try:
            async with asyncio.timeout(patience):
                await connection._connect()
        except TimeoutError:
            reason = connection._client.last_error
            await connection.close()
            raise LogUnavailable(f"{without_secrets(url)} took no connection within {patience} s: {reason}") from None
        except BaseException:  # who is told to end meanwhile leaves no socket behind either
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Close for good; whoever still waits gets LogUnavailable. A client that does not let go is left behind."""
        self.closed = True
        if self._reopening is not None:
            self._reopening.cancel()
        self._back()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await hang_up(self._client)

    def promise(self) -> asyncio.Future[Any]:
        """A future that fails with LogUnavailable as soon as the connection drops."""
        future = asyncio.get_running_loop().create_future()
        self._promises.add(future)
        future.add_done_callback(self._promises.discard)
        return future

    def new_inbox(self) -> str:
        """A name that nobody else listens on; answers may be sent to `<inbox>.<anything>`."""
        return self._client.new_inbox()

    async def listen(self, subject: str, callback: Callable[[Msg], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Hand every message on `subject` to `callback`, dropping none, until the function returned is called."""
        client = self._client
        try:
            # The limits would drop messages without a word; what may be on its way is bounded by who asks for it.
            subscription = await client.subscribe(subject, cb=callback, pending_msgs_limit=0, pending_bytes_limit=0)
        except GONE as error:
            raise LogUnavailable(str(error)) from error

        async def stop() -> None:
            if not client.is_closed:
                with suppress(*GONE):  # the server forgets what a lost connection listened to
                    await subscription.unsubscribe()

        return stop

    async def send(self, subject: str, payload: bytes, *, reply: str, headers: Mapping[str, str] | None = None) -> None:
        """Publish once, now or never. Raises LogUnavailable if there is no connection."""
        try:
            await self._client.publish(subject, payload, reply=reply, headers=dict(headers) if headers else None)
        except OutboundBufferLimitError:
            raise LogUnavailable("There is no connection to the log.") from None
        except GONE as error:
            raise LogUnavailable(str(error)) from error

    async def request(
        self,
        subject: str,
        payload: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> bytes:
        """The answer to one request; raises LogUnavailable at once if nobody is there or the connection drops."""
        token = str(next(self._tokens))
        answer = self._answers[token] = self.promise()
        try:
            async with asyncio.timeout(patience):
                await self.send(subject, payload, reply=f"{self._answers_to}.{token}", headers=headers)
                message = await answer
        except TimeoutError:
            raise LogUnavailable(f"No answer within {patience} s.") from None
        finally:
            answer.cancel()
            del self._answers[token]
        if message.headers and message.headers.get("Status") == NO_RESPONDERS:
            raise LogUnavailable("Nobody takes the request: the server is starting, or the log was never provisioned.")
        data: bytes = message.data
        return data

    async def api(self, verb: str, body: object = None, *, patience: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """The answer of JetStream's API as it is, with an `error` in it or not."""
        payload = b"" if body is None else msgspec.json.encode(body)
        answer: dict[str, Any] = msgspec.json.decode(
            await self.request(f"$JS.API.{verb}", payload, patience=patience), type=dict
        )
        return answer

    async def _connect(self) -> None:
        client = self._client = Client()
        trust = trust_of(self._url)
        await client.connect(
            servers_of(self._url),
            name=self._user,
            nkeys_seed_str=self._seed,
            inbox_prefix=self._inbox,
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnected,
            reconnected_cb=self._on_reconnected,
            closed_cb=self._on_closed,
            **(trust.as_options() if trust else {}),
            **SAFE_OPTIONS,
        )
        self._answers_to = client.new_inbox()
        await client.subscribe(f"{self._answers_to}.*", cb=self._on_answer)
        self._back()

    async def _on_answer(self, message: Msg) -> None:
        answer = self._answers.get(message.subject.rpartition(".")[2])
        if answer is not None and not answer.done():
            answer.set_result(message)

    async def _on_disconnected(self) -> None:
        self.drops += 1
        if not self.closed and self._away is None:
            _logger.info("nats_disconnected", extra={"user": self._user, "drops": self.drops})
            self._away = asyncio.get_running_loop().call_later(AWAY_SECONDS, self._tell_away)
        for promise in list(self._promises):
            if not promise.done():
                promise.set_exception(LogUnavailable("The connection to the log dropped."))

    async def _on_reconnected(self) -> None:
        self._back()

    def _tell_away(self) -> None:
        _logger.warning("nats_away", extra={"user": self._user, "seconds": AWAY_SECONDS})

    def _back(self) -> None:
        if self._away is not None:
            self._away.cancel()
            self._away = None

    async def _on_closed(self) -> None:
        # nats-py gives up for good after any protocol error it does not know; we never do.
        if not self.closed:
            self._reopening = asyncio.get_running_loop().create_task(self._connect())

    async def _on_error(self, error: Exception) -> None:
        # Every failed attempt to reconnect comes by here, ten times a second.
        level = logging.WARNING if "permissions violation" in str(error) else logging.DEBUG
        _logger.log(level, "nats_error", extra={"user": self._user, "error": str(error)})
