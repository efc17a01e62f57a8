"""FastStream on NATS with the safe defaults of design 6: brokers that stay up, and a work queue on one of them.

Messages of a queue are small, and may be lost. A message is taken back on any failure, with a delay, and parked with
an alert when it cannot be read or fails again and again. Queues are made by `provision` alone. Nothing here waits for
NATS but what runs for ever.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Generic, NoReturn, TypeAlias, TypeVar

import msgspec
from faststream.exceptions import NackMessage
from faststream.middlewares import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.nats.security import NatsNKey, NatsSecurity
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig

from shared.adapters.jetstream_connection import SAFE_OPTIONS, NatsConnection, hang_up
from shared.adapters.nats_address import servers_of, trust_of
from shared.core.errors import LogUnavailable
from shared.core.subjects import QueueNames

T = TypeVar("T")
# Deals with one message, and says in how many seconds it wants it again, or None if it is done.
Handle: TypeAlias = Callable[[T], Awaitable[float | None]]

AT_ONCE: Final = 8
STOP_SECONDS: Final = 3.0
RETRY_SECONDS: Final = 1.0
CONNECT_SECONDS: Final = 3.0  # then it is asked anew: on uvloop a handshake that failed is waited for without end
PULL_SECONDS: Final = 2.0
ACK_WAIT_SECONDS: Final = 120.0  # longer than any handler takes, else its message is handed to another meanwhile
DELAY_SECONDS: Final = 10.0
PARKED_AFTER: Final = 8  # times a message was handed out, when its handler fails once more
_BROKER_OPTIONS: Final[dict[str, Any]] = {
    # What a follower may never do is harmless here: a pull that was asked for while disconnected is asked for later.
    # Without this, asking fails at once while there is no connection, and is asked again at once, for ever.
    **{name: value for name, value in SAFE_OPTIONS.items() if name != "pending_size"},
    "apply_types": False,
    "logger": None,
    "graceful_timeout": STOP_SECONDS,
}

_logger: Final = logging.getLogger(__name__)


class _QueueError(msgspec.Struct, frozen=True):
    description: str = ""


class _Ack(msgspec.Struct, frozen=True):
    error: _QueueError | None = None


async def keep_started(
    url: str,
    subscribe: Callable[[NatsBroker], None],
    *,
    name: str,
    user: str,
    seed: str | None,
    started: asyncio.Event | None = None,
) -> NoReturn:
    """Run a broker until cancelled, on a connection of its own that starts again if it must.

    `subscribe` says what it listens to; `started` is set while it does.
    """
    started = started or asyncio.Event()
    while True:
        closed = asyncio.Event()
        broker = _broker(url, closed, started, name=name, user=user, seed=seed)
        subscribe(broker)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await broker.connect()
            await broker.start()
            _end_if_told_to()
            started.set()
            await closed.wait()
        except (NatsError, OSError) as error:
            _logger.warning("broker_starts_again", extra={"broker": name, "cause": str(error)})
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            started.clear()
            with suppress(NatsError, OSError, TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await broker.stop()
            await broker.hang_up()  # while it is away, a broker's stop leaves its client behind, trying for ever


class _Broker(NatsBroker):
    """A broker whose client is known before it is connected: cut off meanwhile, it would leave its socket behind."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self._client = Client()

    async def _connect(self) -> Client:
        await self._client.connect(**self._connection_kwargs)
        self.config.connect(self._client)
        return self._client

    async def hang_up(self) -> None:
        """Close what was connected so far."""
        with suppress(NatsError, OSError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await hang_up(self._client)


def _end_if_told_to() -> None:
    """Raise CancelledError if this task was cancelled: a broker that is just starting swallows that now and then."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


class WorkQueue(Generic[T]):
    """One queue of messages of one kind. `put` from anywhere; `run` it as a task where they are dealt with."""

    def __init__(
        self,
        connection: NatsConnection,
        names: QueueNames,
        *,
        kind: type[T],
        at_once: int = AT_ONCE,
        delay_seconds: float = DELAY_SECONDS,
    ) -> None:
        self._connection = connection
        self._names = names
        self._decoder = msgspec.json.Decoder(kind)
        self._at_once = at_once
        self._delay_seconds = delay_seconds

    async def put(self, message: T, *, once: str) -> None:
        """Put a message in; a second one with the same `once` within half a minute is not kept.

        Raises LogUnavailable.
        """
        await self._keep(self._names.due, msgspec.json.encode(message), {"Nats-Msg-Id": once})

    async def parked(self) -> int:
        """How many messages were given up and lie there still. Raises LogUnavailable."""
        asked = {"subjects_filter": self._names.parked}
        answer = await self._connection.api(f"STREAM.INFO.{self._names.name}", asked)
        if "error" in answer:
            raise LogUnavailable(f"The queue {self._names.name} does not say what it holds.")
        kept: dict[str, int] = answer["state"].get("subjects") or {}
        return kept.get(self._names.parked, 0)

    async def run(self, handle: Handle[T], *, url: str, user: str, seed: str | None) -> NoReturn:
        """Have `handle` deal with messages until cancelled, on a connection of its own that starts again if it must."""
        await keep_started(
            url, lambda broker: self._subscribe(broker, handle, user=user), name=self._names.name, user=user, seed=seed
        )

    def _subscribe(self, broker: NatsBroker, handle: Handle[T], *, user: str) -> None:
        async def on_message(message: NatsMessage) -> None:
            await self._deal_with(message, handle)

        broker.subscriber(
            self._names.due,
            stream=JStream(self._names.name, declare=False),
            durable=user,
            config=ConsumerConfig(ack_wait=ACK_WAIT_SECONDS, max_deliver=-1, max_ack_pending=1_000),
            # One by one: a pull for several waits for all of them, or until its time is over. And a pull that a restart
            # of the server swallowed is over as soon.
            pull_sub=PullSub(batch_size=1, timeout=PULL_SECONDS),
            max_workers=self._at_once,
            inbox_prefix=f"_INBOX.{user}.".encode(),
            ack_policy=AckPolicy.NACK_ON_ERROR,
            decoder=as_it_is,
            no_reply=True,
        )(on_message)

    async def _deal_with(self, message: NatsMessage, handle: Handle[T]) -> None:
        """The one place where the fate of a message is decided."""
        try:
            again = await handle(self._decoder.decode(message.body))
        except msgspec.DecodeError as error:
            await self._park(message, f"It cannot be read: {error}")
            return
        except Exception as error:  # noqa: BLE001 - whatever a handler fails with, its message must not be lost
            if message.raw_message.metadata.num_delivered < PARKED_AFTER:
                _logger.warning("message_taken_back", extra={"queue": self._names.name, "cause": str(error)})
                raise NackMessage(delay=self._delay_seconds) from None
            await self._park(message, str(error))
            return
        if again is not None:
            raise NackMessage(delay=again)
        # The server's word that it is done, before whoever stops us closes the connection; else it would come again.
        with suppress(NatsError, TimeoutError):
            await message.raw_message.ack_sync(timeout=STOP_SECONDS)

    async def _park(self, message: NatsMessage, cause: str) -> None:
        try:
            await self._keep(self._names.parked, message.body, {})
        except LogUnavailable:
            raise NackMessage(delay=self._delay_seconds) from None
        _logger.critical("message_parked", extra={"queue": self._names.name, "cause": cause})

    async def _keep(self, where: str, body: bytes, headers: dict[str, str]) -> None:
        headers = {**headers, "Nats-Expected-Stream": self._names.name}
        answer = await self._connection.request(where, body, headers=headers)
        error = msgspec.json.decode(answer, type=_Ack).error
        if error is not None:
            raise LogUnavailable(f"The queue {self._names.name} took no message: {error.description}.")


def _broker(
    url: str, closed: asyncio.Event, started: asyncio.Event, *, name: str, user: str, seed: str | None
) -> _Broker:
    async def on_closed() -> None:
        closed.set()

    async def on_disconnected() -> None:
        started.clear()

    async def on_reconnected() -> None:
        started.set()

    return _Broker(
        servers_of(url),
        name=f"{user}-{name}",
        security=_security(url, seed),
        inbox_prefix=f"_INBOX.{user}",
        closed_cb=on_closed,
        disconnected_cb=on_disconnected,
        reconnected_cb=on_reconnected,
        **_BROKER_OPTIONS,
    )


def _security(url: str, seed: str | None) -> NatsSecurity | None:
    """With what a broker signs in, and whom it trusts. Raises OSError as `trust_of` does."""
    trust = trust_of(url)
    secure: dict[str, Any] = {}
    if trust is not None:
        secure = {
            "ssl_context": trust.context,
            "use_ssl": True,
            "tls_hostname": trust.name,
            "tls_handshake_first": True,
        }
    if seed is not None:
        return NatsNKey.from_seed(seed, **secure)
    return NatsSecurity(**secure) if trust else None


async def as_it_is(message: NatsMessage) -> NatsMessage:
    """FastStream decodes a body by its content type, and has no bytes for JSON: we take it as it came."""
    return message
