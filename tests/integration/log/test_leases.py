"""Replicas share out what is to be held, over a real server and by clocks that the test moves."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.nats.server import NatsServer
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.leases import Leases
from shared.core.errors import LogUnavailable
from shared.core.leases import BEAT_SECONDS, SILENT_SECONDS, SURE_SECONDS, WHOLE
from shared.core.subjects import lease_subject


class Desk:
    """Whoever looks after what is held."""

    def __init__(self) -> None:
        self.laid_down: list[str] = []

    def is_idle(self, thing: str) -> bool:
        return thing != "busy"

    def lay_down(self, thing: str) -> None:
        self.laid_down.append(thing)


class Replica(Leases):
    """A replica whose clock is the test's."""

    def __init__(self, connection: NatsConnection, me: str, *, only_reads: bool = False, duty: str = "") -> None:
        self.desk, self.time = Desk(), 0.0
        duties = [duty] if duty else []
        known = {"me": me, "only_reads": only_reads, "duties": duties, "held": self.desk, "now": lambda: self.time}
        super().__init__(connection, "tracking", **known)  # type: ignore[arg-type]


@asynccontextmanager
async def replicas(server: NatsServer, *names: str, duty: str = "") -> AsyncIterator[list[Replica]]:
    """So many that have just come, on an empty table."""
    connection = await NatsConnection.open(server.url, user="tracking", seed=server.seeds["tracking"])
    await connection.request(lease_subject("tracking"), b'{"beats":{},"held":{}}')
    found = [Replica(connection, name, only_reads=name == "reader", duty=duty) for name in names]
    try:
        yield found
    finally:
        await connection.close()


async def beat(*some: Replica, times: int = 1) -> None:
    """Time goes on for all of them alike."""
    for _ in range(times):
        for one in some:
            one.time += BEAT_SECONDS
            await one.beat()


async def test_each_thing_is_held_by_one_and_all_know_by_whom(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "a", "b") as (a, b):
        await beat(a, b)

        things = [f"c-{number}" for number in range(4)]
        asked = await asyncio.gather(*(one.holder_of(thing) for thing in things for one in (a, b)))
        await beat(a, b)

        assert asked[::2] == asked[1::2]
        assert (a.count, b.count) == (2, 2)
        assert [a.is_sure(thing) for thing in things] == [not b.is_sure(thing) for thing in things]


async def test_who_is_silent_is_followed_after_it_has_ceased_to_be_sure_and_learns_of_it(
    nats_server: NatsServer,
) -> None:
    async with replicas(nats_server, "a", "b") as (a, b):
        await beat(a)
        await a.holder_of("c")
        await beat(b)

        a.time += SURE_SECONDS
        sure_when_frozen = a.is_sure("c")
        await beat(b, times=int(SILENT_SECONDS / BEAT_SECONDS) - 1)
        early = b.holds("c")
        await beat(b)
        followed = (b.is_sure("c"), a.holds("c"))
        await beat(a)

        assert (sure_when_frozen, early, followed) == (False, False, (True, True))
        assert (a.holds("c"), a.desk.laid_down) == (False, ["c"])
        assert await a.holder_of("c") == "b"


async def test_who_leaves_is_followed_at_once(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "a", "b") as (a, b):
        await beat(a)
        await a.holder_of("c")
        await beat(b)

        await a.leave()
        await b.look()

        assert (b.holds("c"), a.holds("c"), a.desk.laid_down) == (True, False, ["c"])


async def test_who_comes_gets_its_share_but_nothing_that_somebody_waits_for(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "a", "b") as (a, b):
        await beat(a)
        for thing in ("busy", "c-1", "c-2"):
            await a.holder_of(thing)

        await beat(b, a, b)

        assert [one for one in ("busy", "c-1", "c-2") if b.holds(one)] == ["c-1"]
        assert a.desk.laid_down == ["c-1"]


async def test_a_reader_holds_nothing_and_finds_who_does(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "reader", "a") as (reader, a):
        await beat(reader)
        with pytest.raises(LogUnavailable, match="No replica that writes is there"):
            await reader.holder_of("c")
        await beat(a)

        assert await reader.holder_of("c") == "a"
        assert (a.holds("c"), reader.count) == (False, 0), "a has not looked yet"


async def test_a_duty_is_always_somebodys(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "a", "b", duty=WHOLE) as (a, b):
        await beat(a, b)
        waiting = asyncio.create_task(b.until_held(WHOLE))

        await a.leave()
        await beat(b)
        await waiting

        assert (a.holds(WHOLE), b.is_sure(WHOLE)) == (False, True)


async def test_a_table_that_is_lost_gives_nobody_what_another_holds(nats_server: NatsServer) -> None:
    async with replicas(nats_server, "a", "b") as (a, b):
        await beat(a, b)
        await a.holder_of("c")
        await a._connection.request(lease_subject("tracking"), b'{"beats":{},"held":{}}')

        await beat(b, a)

        assert a.desk.laid_down == ["c"]
        assert (a.holds("c"), b.holds("c")) == (False, False)


async def test_the_table_of_another_service_is_not_ours_to_change(nats_server: NatsServer) -> None:
    connection = await NatsConnection.open(nats_server.url, user="awards", seed=nats_server.seeds["awards"])

    with pytest.raises(LogUnavailable):
        await connection.request(lease_subject("tracking"), uuid.uuid4().bytes, patience=0.2)

    await connection.close()
