"""Whoever is ended while it connects, or connects again, lets go: no socket stays open, and nothing tries for ever."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Self

import pytest
import uvloop
from nats.aio.client import Client

from shared.adapters.bus import keep_started
from shared.adapters.jetstream_connection import NatsConnection
from tests.integration.conftest import NewNats
from tests.waiting import PATIENCE_SECONDS


class Silent:
    """A server that takes connections and never says a word."""

    def __init__(self) -> None:
        self.called, self._gone = asyncio.Queue[None](), asyncio.Queue[bytes]()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._listen, "127.0.0.1", 0)
        self.url = f"nats://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.called.put_nowait(None)
        self._gone.put_nowait(await reader.read())
        writer.close()

    async def hung_up_on(self) -> None:
        """Wait until whoever called has gone."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await self._gone.get() == b""


async def _broker_gives_up() -> None:
    async with Silent() as server:
        trying = asyncio.create_task(
            keep_started(server.url, lambda _broker: None, name="one", user="notify", seed=None)
        )
        for _ in range(2):  # the first is given up by the client itself, the second by who waits for the client
            await server.hung_up_on()
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)


async def _broker_is_ended() -> None:
    async with Silent() as server:
        trying = asyncio.create_task(
            keep_started(server.url, lambda _broker: None, name="one", user="notify", seed=None)
        )
        await server.called.get()
        trying.cancel()
        await server.hung_up_on()
        await asyncio.gather(trying, return_exceptions=True)


async def _connection_is_ended() -> None:
    async with Silent() as server:
        trying = asyncio.create_task(NatsConnection.open(server.url, user="notify"))
        await server.called.get()
        trying.cancel()
        await server.hung_up_on()
        await asyncio.gather(trying, return_exceptions=True)


@pytest.mark.parametrize("story", [_broker_gives_up, _broker_is_ended, _connection_is_ended])
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_whoever_connects_to_a_server_that_never_says_a_word_leaves_no_socket_behind(
    run: Callable[[Coroutine[Any, Any, None]], None], story: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    run(story())


def test_a_client_that_is_told_to_end_just_as_a_try_to_connect_again_fails_tries_no_more(
    new_nats: NewNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = asyncio.Event()

    async def refused(*_: object) -> None:
        if not tries.is_set():
            tries.set()
            with suppress(asyncio.CancelledError):  # as `wait_for` does when what it waits for fails at that moment
                await asyncio.Event().wait()
        raise ConnectionRefusedError

    async def ended() -> None:
        server = await new_nats()
        connection = await NatsConnection.open(server.url, user="tracking", seed=server.seeds["tracking"])
        monkeypatch.setattr(Client, "_connect_to_server", refused)
        server.kill()
        await tries.wait()

        await connection.close()

        left = asyncio.all_tasks() - {asyncio.current_task()}
        _, going_on = await asyncio.wait(left, timeout=PATIENCE_SECONDS) if left else (left, set())
        assert not going_on

    asyncio.run(ended())


def test_a_connection_that_goes_while_its_last_words_are_written_is_closed_all_the_same(
    new_nats: NewNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone() -> None:
        raise ConnectionResetError

    async def ended() -> None:
        server = await new_nats()
        connection = await NatsConnection.open(server.url, user="tracking", seed=server.seeds["tracking"])
        client = connection._client
        transport: Any = client._transport
        monkeypatch.setattr(transport, "drain", gone)
        client._pending, client._pending_data_size = [b"PING\r\n"], len(b"PING\r\n")

        await connection.close()

        assert client.is_closed
        assert transport._io_writer.is_closing()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        _, going_on = await asyncio.wait(left, timeout=PATIENCE_SECONDS) if left else (left, set())
        assert not going_on

    asyncio.run(ended())
