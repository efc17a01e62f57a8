"""A connection that goes while something is written to it: that is no connection, and nothing that stops a service."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from nats.aio.client import Client
from nats.aio.subscription import Subscription

from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> NatsConnection:
    """One whose transport was closed under it, as uvloop tells of that."""

    async def closed(*_: object, **__: object) -> None:
        raise RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")

    monkeypatch.setattr(Client, "publish", closed)
    monkeypatch.setattr(Client, "subscribe", closed)
    return NatsConnection("nats://127.0.0.1:1", user="tracking", seed=None)


async def _send(connection: NatsConnection) -> None:
    await connection.send("log", b"", reply="")


async def _listen(connection: NatsConnection) -> None:
    await connection.listen("log", lambda _: asyncio.sleep(0))


@pytest.mark.parametrize("use", [_send, _listen])
def test_what_is_sent_or_listened_to_on_it_is_told_that_there_is_no_log(
    connection: NatsConnection, use: Callable[[NatsConnection], Coroutine[Any, Any, None]]
) -> None:
    with pytest.raises(LogUnavailable):
        asyncio.run(use(connection))


def test_nobody_has_to_stop_listening_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()

    async def subscribed(_self: Client, *_: object, **__: object) -> Subscription:
        return Subscription(client)

    async def closed(*_: object, **__: object) -> None:
        raise RuntimeError("the handler is closed")

    monkeypatch.setattr(Client, "subscribe", subscribed)
    monkeypatch.setattr(Subscription, "unsubscribe", closed)
    connection = NatsConnection("nats://127.0.0.1:1", user="tracking", seed=None)

    async def listened() -> None:
        stop = await connection.listen("log", lambda _: asyncio.sleep(0))
        await stop()

    asyncio.run(listened())
