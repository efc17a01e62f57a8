"""Names across doors over a real server: the table of claims, the question, and which of many replicas answers it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NoReturn

import pytest

from deploy.nats.server import NatsServer
from shared.adapters import claims
from shared.adapters.claims import Holding, NatsAsking, NatsClaims
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.pens import Pens
from shared.adapters.shared_pens import SharedPens
from shared.adapters.telemetry import Telemetry
from shared.core.errors import LogUnavailable
from shared.core.leases import Replica
from shared.core.names import Name
from shared.core.subjects import lease_subject

NAMES: list[Name] = [("/office", "n-1"), ("/văn phòng", 'n "2"')]
STAND = 7_000


class PensOf(Pens):
    """Pens under which the second name stands."""

    def __init__(self) -> None:
        super().__init__(_never, on_damage=lambda _campaign, _damage: None, telemetry=Telemetry.silent("tracking"))
        self.held: list[tuple[str, bool]] = []

    async def hold(self, campaign: str, names: Sequence[Name], *, keep: bool) -> list[int]:
        self.held.append((campaign, keep))
        return [STAND if name == NAMES[1] else 0 for name in names]


def _never(_campaign: str) -> NoReturn:
    raise AssertionError


@asynccontextmanager
async def connected(server: NatsServer, user: str) -> AsyncIterator[NatsConnection]:
    """One connection of a service."""
    connection = await NatsConnection.open(server.url, user=user, seed=server.seeds[user])
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def at_work(*holdings: Holding) -> AsyncIterator[None]:
    """They listen; a question that comes before they do is asked again."""
    tasks = [asyncio.create_task(one.run()) for one in holdings]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_claim_takes_the_place_of_the_one_before_it_and_of_none_that_came_since(
    nats_server: NatsServer,
) -> None:
    campaign = uuid.uuid4().hex
    async with connected(nats_server, "awards") as one, connected(nats_server, "tracking") as other:
        table, seen = NatsClaims(one), NatsClaims(other)
        none_yet = await table.found(campaign)
        first = await table.put(campaign, NAMES, expect=0)
        with pytest.raises(LogUnavailable, match="Another"):
            await table.put(campaign, [], expect=0)
        claimed = await seen.standing(campaign)
        again = await table.put(campaign, [], expect=first)

        assert none_yet == ([], 0)
        assert claimed == NAMES
        assert await table.found(campaign) == ([], again)
        assert campaign in await table.campaigns()


async def test_of_several_replicas_the_one_that_holds_the_pen_answers(nats_server: NatsServer) -> None:
    pens = PensOf(), PensOf()
    campaign = uuid.uuid4().hex
    async with connected(nats_server, "awards") as awards, connected(nats_server, "tracking") as tracking:
        await tracking.request(lease_subject("tracking"), b'{"beats":{},"held":{}}')
        shared = [
            SharedPens(one, tracking, "tracking", replica=Replica(name), life="1", is_whole=False, ready=_at_once)
            for name, one in zip("ab", pens, strict=True)
        ]
        beating = [asyncio.create_task(one.leases.run()) for one in shared]
        async with at_work(*(Holding(tracking, hold=one.hold) for one in shared)):
            stand = await NatsAsking(awards)(campaign, NAMES, keep=True)
        for task in beating:
            task.cancel()
        await asyncio.gather(*beating, return_exceptions=True)

    assert stand == [0, STAND]
    assert {one for each in pens for one in each.held} == {(campaign, True)}
    assert sorted(bool(one.held) for one in pens) == [False, True]


async def test_where_nobody_answers_nothing_is_known(nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "PATIENCE_SECONDS", 0.2)
    async with connected(nats_server, "awards") as awards, connected(nats_server, "tracking") as tracking:
        with pytest.raises(LogUnavailable, match="Nobody takes"):
            await NatsAsking(awards)("c", NAMES, keep=True)
        async with at_work(Holding(tracking, hold=_unavailable)):
            with pytest.raises(LogUnavailable, match="does not say"):
                await NatsAsking(awards)("c", NAMES, keep=True)


async def _at_once() -> None:
    """All is known."""


async def _unavailable(_campaign: str, _names: Sequence[Name], /, *, keep: bool) -> list[int]:
    raise LogUnavailable(str(keep))
