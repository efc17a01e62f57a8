"""Answers of the log are lost on the way to tracking: what callers are told is true all the same, with no ghosts."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random

import httpx
import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import position_of
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.installation import Event, batches, post_until_answered
from tests.faults.losing_proxy import LosingProxy, Loss
from tests.faults.tracking_alone import bearers, tracking_alone

EVENTS, BATCH = 2_000, 4
ONE_COMMIT_IN = 6

Told = dict[str, set[int]]  # by id of the event, every position that a caller was told


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_acknowledged_over_a_losing_connection_stands_there_exactly_once(seed: int, tmp_path: Path) -> None:
    server = NatsServer(tmp_path)
    server.start()
    try:
        told, lost, facts = asyncio.run(_report_over_a_losing_connection(server, Random(seed)))
    finally:
        server.stop()

    assert min(lost.values()) >= 3, lost
    assert len(told) == EVENTS + 1
    assert {event_id: {position} for event_id, position in facts.items()} == told


async def _report_over_a_losing_connection(
    server: NatsServer, dice: Random
) -> tuple[Told, dict[Loss, int], dict[str, int]]:
    """What callers were told, what was lost, and the activities in the log once all is quiet."""
    await provision(server.url, seed=server.seeds["provision"])
    tokens = bearers(server.data, UNITS)
    told: Told = {}
    proxy = LosingProxy(server.port, dice=dice, one_in=ONE_COMMIT_IN)
    async with (
        proxy.open(),
        tracking_alone(server.data, proxy.url, server.seeds) as url,
        httpx.AsyncClient(base_url=url, timeout=120) as client,
    ):
        for events in launch():
            await post_until_answered(client, tokens["admin"], events)

        async def post(unit: str, events: list[Event]) -> None:
            for result in await post_until_answered(client, tokens[unit], events):
                assert result["status"] in ("recorded", "duplicate"), result
                told.setdefault(result["id"], set()).add(result["position"])

        async def caller(unit: str) -> None:
            for batch in batches((activity(unit, number) for number in range(EVENTS // len(UNITS))), BATCH):
                twice = dice.randrange(10) == 0  # somebody presses the button once more
                await asyncio.gather(*(post(unit, batch) for _ in range(1 + twice)))

        await asyncio.gather(*(caller(unit) for unit in UNITS))
        proxy.drop_all()  # what a client keeps for later would be sent now
        await post(UNITS[0], [activity(UNITS[0], EVENTS)])
        for unit in UNITS:
            await post(unit, [activity(unit, number) for number in range(EVENTS // len(UNITS))])
    return told, proxy.lost, await _activities(server)


async def _activities(server: NatsServer) -> dict[str, int]:
    """The positions of all activities by their event's id, each of which stands there once."""
    log = await JetStreamLog.connect(server.url, user="audit", seed=server.seeds["audit"])
    found = [
        (fact.id, position_of(commit.number, place))
        async for commits in log.read()
        for commit in commits
        for place, fact in enumerate(commit.facts())
        if fact.subject.startswith("activity/")
    ]
    await log.close()
    assert Counter(event_id for event_id, _ in found).most_common(1)[0][1] == 1
    return dict(found)
