"""The work queue on a real NATS server: handed out until done, parked when unreadable, alive after a restart."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
import uvloop

from deploy.nats.server import NatsServer
from shared.adapters.bus import CONNECT_SECONDS, PARKED_AFTER, RETRY_SECONDS, WorkQueue, keep_started
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable
from shared.core.subjects import NOTIFY_QUEUE
from tests.integration.conftest import NewNats
from tests.waiting import a_moment


class Wake(msgspec.Struct, frozen=True):
    delivery_id: str


class Desk:
    """Whoever deals with messages: it keeps them, and answers or fails as the test says."""

    def __init__(self, *answers: float | Exception | None) -> None:
        self.answers = list(answers)
        self.seen: list[str] = []
        self._changed = asyncio.Condition()

    async def handle(self, message: Wake) -> float | None:
        async with self._changed:
            self.seen.append(message.delivery_id)
            self._changed.notify_all()
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def has_seen(self, messages: int) -> None:
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.seen) >= messages)


class Running:
    """A queue at work on a server, and what the server says of it."""

    def __init__(self, server: NatsServer, queue: WorkQueue[Wake], connection: NatsConnection) -> None:
        self.server, self.queue, self.connection = server, queue, connection

    async def kept(self) -> dict[str, int]:
        """How many messages lie where."""
        provision = await NatsConnection.open(self.server.url, user="provision", seed=self.server.seeds["provision"])
        answer = await provision.api(f"STREAM.INFO.{NOTIFY_QUEUE.name}", {"subjects_filter": ">"})
        await provision.close()
        return dict(answer["state"].get("subjects", {}))

    async def put_raw(self, body: bytes) -> None:
        await self.connection.request(NOTIFY_QUEUE.due, body)

    async def becomes(self, expected: dict[str, int]) -> None:
        """Wait until the server keeps exactly this."""
        while await self.kept() != expected:
            await a_moment()


@asynccontextmanager
async def at_work(
    server: NatsServer, handle: Callable[[Wake], Awaitable[float | None]], *, delay_seconds: float = 0.01
) -> AsyncIterator[Running]:
    seed = server.seeds["notify"]
    connection = await NatsConnection.open(server.url, user="notify", seed=seed)
    queue = WorkQueue(connection, NOTIFY_QUEUE, kind=Wake, delay_seconds=delay_seconds)
    task = asyncio.create_task(queue.run(handle, url=server.url, user="notify", seed=seed))
    try:
        yield Running(server, queue, connection)
    finally:
        task.cancel()
        ends = await asyncio.gather(task, return_exceptions=True)
        await connection.close()
    assert isinstance(ends[0], asyncio.CancelledError), ends


async def test_a_message_that_is_done_is_gone(new_nats: NewNats) -> None:
    desk = Desk()
    async with at_work(await new_nats(), desk.handle) as bus:
        await bus.queue.put(Wake("one"), once="one")
        await desk.has_seen(1)
        await bus.becomes({})

    assert desk.seen == ["one"]


async def test_the_same_message_twice_in_a_row_is_one(new_nats: NewNats) -> None:
    desk = Desk()
    async with at_work(await new_nats(), desk.handle) as bus:
        await bus.queue.put(Wake("one"), once="one")
        await bus.queue.put(Wake("one"), once="one")
        await bus.queue.put(Wake("two"), once="two")
        await desk.has_seen(2)
        await bus.becomes({})

    assert desk.seen == ["one", "two"]


async def test_a_message_is_handed_out_again_when_its_handler_asks_for_it_or_fails(new_nats: NewNats) -> None:
    desk = Desk(0.01, LogUnavailable(), ValueError("a mistake in the handler"))
    async with at_work(await new_nats(), desk.handle) as bus:
        await bus.queue.put(Wake("one"), once="one")
        await desk.has_seen(4)
        await bus.becomes({})

    assert desk.seen == ["one"] * 4


@pytest.mark.parametrize("body", [b"not JSON", b"[]", b'{"delivery_id":1}', b"", b"\xff"])
async def test_what_cannot_be_read_is_parked_with_an_alert(
    new_nats: NewNats, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    desk = Desk()
    async with at_work(await new_nats(), desk.handle) as bus:
        before = await bus.queue.parked()
        await bus.put_raw(body)
        await bus.becomes({NOTIFY_QUEUE.parked: 1})
        parked = await bus.queue.parked()

    assert (before, parked) == (0, 1)
    assert desk.seen == []
    assert [record.message for record in caplog.records if record.levelname == "CRITICAL"] == ["message_parked"]


async def test_what_fails_again_and_again_is_parked_and_holds_nothing_up(new_nats: NewNats) -> None:
    desk = Desk(*[ValueError("a mistake in the handler")] * PARKED_AFTER)
    async with at_work(await new_nats(), desk.handle) as bus:
        await bus.queue.put(Wake("poison"), once="poison")
        await bus.becomes({NOTIFY_QUEUE.parked: 1})
        await bus.queue.put(Wake("one"), once="one")
        await desk.has_seen(PARKED_AFTER + 1)

    assert desk.seen == ["poison"] * PARKED_AFTER + ["one"]


async def test_what_was_not_done_is_handed_to_who_comes_next(new_nats: NewNats) -> None:
    server = await new_nats()
    first, second = Desk(0.01), Desk()
    async with at_work(server, first.handle) as bus:
        await bus.queue.put(Wake("one"), once="one")
        await first.has_seen(1)
        first.answers = [0.01] * 1_000
    async with at_work(server, second.handle) as bus:
        await second.has_seen(1)
        await bus.becomes({})

    assert second.seen == ["one"]


async def test_whoever_is_at_work_when_it_ends_finishes_first(new_nats: NewNats) -> None:
    server, begun, go_on, finished = await new_nats(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(_message: Wake) -> None:
        begun.set()
        await go_on.wait()
        finished.set()

    async with at_work(server, slowly) as bus:
        await bus.queue.put(Wake("one"), once="one")
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, go_on.set)

    assert finished.is_set()
    async with at_work(server, Desk().handle) as bus:
        await bus.becomes({})


async def test_told_to_end_at_any_moment_of_its_start_it_ends(new_nats: NewNats) -> None:
    server = await new_nats()

    for turns in range(0, 400, 8):
        async with at_work(server, Desk().handle):
            for _ in range(turns):
                await asyncio.sleep(0)


async def test_it_goes_on_after_a_restart_of_the_server(new_nats: NewNats) -> None:
    server, desk = await new_nats(), Desk()
    async with at_work(server, desk.handle) as bus:
        await bus.queue.put(Wake("before"), once="before")
        await desk.has_seen(1)
        await asyncio.to_thread(server.kill)
        with pytest.raises(LogUnavailable):
            await bus.queue.put(Wake("meanwhile"), once="meanwhile")
        await asyncio.to_thread(server.start)
        while True:
            try:
                await bus.queue.put(Wake("after"), once="after")
                break
            except LogUnavailable:
                await a_moment()
        while "after" not in desk.seen:  # the one before may come once more: its end was not acknowledged
            await desk.has_seen(len(desk.seen) + 1)

    assert [one for one in desk.seen if one != "before"] == ["after"]


async def test_it_starts_before_the_server_does(new_nats: NewNats) -> None:
    server, desk = await new_nats(), Desk()
    seed = server.seeds["notify"]
    connection = await NatsConnection.open(server.url, user="notify", seed=seed)
    await asyncio.to_thread(server.kill)
    queue = WorkQueue(connection, NOTIFY_QUEUE, kind=Wake)

    task = asyncio.create_task(queue.run(desk.handle, url=server.url, user="notify", seed=seed))
    await asyncio.to_thread(server.start)
    while True:
        try:
            await queue.put(Wake("one"), once="one")
            break
        except LogUnavailable:
            await a_moment()
    await desk.has_seen(1)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await connection.close()
    assert desk.seen == ["one"]


async def test_a_queue_that_was_not_provisioned_takes_nothing(nats_server: NatsServer) -> None:
    connection = await NatsConnection.open(nats_server.url, user="notify", seed=nats_server.seeds["notify"])
    queue = WorkQueue(connection, NOTIFY_QUEUE._replace(name="OTHER"), kind=Wake)

    with pytest.raises(LogUnavailable, match="OTHER took no message"):
        await queue.put(Wake("one"), once="one")

    await connection.close()


async def test_nobody_but_notify_may_put_anything_in(nats_server: NatsServer) -> None:
    for user in ("tracking", "awards", "audit"):
        connection = await NatsConnection.open(nats_server.url, user=user, seed=nats_server.seeds[user])
        with pytest.raises(LogUnavailable):
            await connection.request(NOTIFY_QUEUE.due, json.dumps({}).encode(), patience=0.2)
        await connection.close()


async def test_notify_may_neither_change_nor_empty_its_queue(nats_server: NatsServer) -> None:
    connection = await NatsConnection.open(nats_server.url, user="notify", seed=nats_server.seeds["notify"])
    answers: list[Any] = []
    for verb in ("DELETE", "PURGE", "UPDATE"):
        with pytest.raises(LogUnavailable):
            answers.append(await connection.api(f"STREAM.{verb}.{NOTIFY_QUEUE.name}", patience=0.2))
    await connection.close()
    assert answers == []


def test_a_server_that_spoke_in_clear_where_tls_was_expected_is_asked_again() -> None:
    # As a server does that waits too short for the first word of a slow client; services run on this very loop.
    async def asked_twice() -> None:
        calls = asyncio.Queue[None]()

        async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b'INFO {"server_id":"one","max_payload":1048576,"tls_required":true}\r\n')
            calls.put_nowait(None)
            writer.close()

        server = await asyncio.start_server(speak, "127.0.0.1", 0)
        url = f"tls://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        trying = asyncio.create_task(keep_started(url, lambda _broker: None, name="one", user="notify", seed=None))
        for _ in range(2):
            async with asyncio.timeout(CONNECT_SECONDS + RETRY_SECONDS + 10):
                await calls.get()
        trying.cancel()
        ends = await asyncio.gather(trying, return_exceptions=True)
        server.close()
        assert isinstance(ends[0], asyncio.CancelledError), ends

    uvloop.run(asked_twice())
