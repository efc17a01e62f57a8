"""Too many requests of one unit at once: some are told to come again, and nobody else notices."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from shared.core.requests import BATCH, STRUCTURED
from tests.examples import ACTIVITY
from tests.integration.door.over_nats import connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, event, household
from tests.integration.door.test_hooks import figure

FLOOD = 60
NATS_FLOOD = 30
MAI_CHAU = "huyen-mai-chau"


def test_a_flood_is_told_to_come_again_and_nothing_it_was_told_is_recorded_is_lost(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    batches = [[activity(campaign, f"{n}-{place}") for place in range(250)] for n in range(FLOOD)]
    before = figure(tracking, "thidua_floods_refused_total", of="events")

    with caplog.at_level(logging.WARNING):
        answers = asyncio.run(posted_at_once(tracking, batches))

    refused = [answer for answer in answers if answer.status_code == 429]
    taken = [answer for answer in answers if answer.status_code == 200]
    assert len(refused) + len(taken) == FLOOD
    assert refused
    assert taken
    assert {answer.headers["retry-after"] for answer in refused} == {"1"}
    assert {answer.json()["code"] for answer in refused} == {"too_many_requests"}
    floods = [vars(record) for record in caplog.records if record.message == "flood_refused"]
    assert {line["caller"] for line in floods} == {"hctc"}
    assert len(floods) < len(refused)
    assert figure(tracking, "thidua_floods_refused_total", of="events") == before + len(refused)
    recorded = sum(len(commit.facts()) for commit in tracking.commits(campaign)) - 2  # without the launch
    assert recorded == 250 * len(taken)


def test_another_unit_is_heard_during_a_flood(tracking: RunningTracking, campaign: str) -> None:
    batches = [[activity(campaign, f"{n}-{place}") for place in range(250)] for n in range(FLOOD)]

    with flooding(tracking, batches) as flood:
        answers = []
        while flood.is_alive():
            answers.append(tracking.post(household(campaign), who=MAI_CHAU))

    assert answers
    assert {answer.status_code for answer in answers} == {201}


async def test_it_is_so_over_nats_too(tracking: RunningTracking, campaign: str) -> None:
    batches = [[activity(campaign, f"nats-{n}-{place}") for place in range(500)] for n in range(NATS_FLOOD)]

    async with connected(tracking, "hctc") as flooding_unit, connected(tracking, MAI_CHAU) as other:
        flood = asyncio.gather(*(flooding_unit.ask(batch) for batch in batches))
        heard = [await other.ask(household(campaign))]
        while not flood.done():
            heard.append(await other.ask(household(campaign)))
        answers = await flood

    refused = [answer for answer in answers if answer.get("status") == 429]
    assert 0 < len(refused) < NATS_FLOOD
    assert {answer["status"] for answer in heard} == {"recorded"}
    commits = await asyncio.to_thread(tracking.commits, campaign)
    recorded = sum(len(commit.facts()) for commit in commits) - 2 - len(heard)
    assert recorded == 500 * (NATS_FLOOD - len(refused))


def activity(campaign: str, name: str) -> Event:
    said = event(ACTIVITY, campaign)
    return {**said, "id": name, "data": {**said["data"], "activity_id": name, "title": "x" * 1_000}}


async def posted_at_once(tracking: RunningTracking, batches: list[list[Event]]) -> list[httpx.Response]:
    headers = tracking.headers("unit", "hctc", content_type=BATCH)
    limits = httpx.Limits(max_connections=FLOOD)
    async with httpx.AsyncClient(base_url=tracking.url, headers=headers, limits=limits, timeout=120) as client:
        return await asyncio.gather(*(client.post("/tracking/events", json=batch) for batch in batches))


@contextmanager
def flooding(tracking: RunningTracking, batches: list[list[Event]]) -> Iterator[threading.Thread]:
    """A thread that floods; it has ended when this does."""
    tracking.headers("unit", "hctc", content_type=STRUCTURED)  # the token is made before there are two threads
    flood = threading.Thread(target=lambda: asyncio.run(posted_at_once(tracking, batches)))
    flood.start()
    try:
        yield flood
    finally:
        flood.join()
