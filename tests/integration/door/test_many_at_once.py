"""Many callers at once: everyone is answered, with positions that leave no gap."""

import asyncio
from typing import Final

import httpx
import msgspec

from services.tracking.app import EVENTS
from shared.core.requests import STRUCTURED
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity

CALLERS: Final = 200


async def _post_all(tracking: RunningTracking, said: list[Event]) -> list[httpx.Response]:
    headers = tracking.headers("unit", "hctc", content_type=STRUCTURED)
    limits = httpx.Limits(max_connections=64)
    async with httpx.AsyncClient(base_url=tracking.url, headers=headers, limits=limits, timeout=120) as client:
        return await asyncio.gather(*(client.post(EVENTS, content=msgspec.json.encode(one)) for one in said))


def test_200_events_at_once_stand_at_positions_of_their_own_without_gaps(
    tracking: RunningTracking, campaign: str
) -> None:
    said = [activity(campaign) for _ in range(CALLERS)]

    answers = asyncio.run(_post_all(tracking, said))

    commits = tracking.commits(campaign)[1:]
    stand = {fact.id: commit.number * 1_000 + place for commit in commits for place, fact in enumerate(commit.facts())}
    assert [answer.status_code for answer in answers] == [201] * CALLERS
    assert {answer.json()["id"]: answer.json()["position"] for answer in answers} == stand
    assert len(stand) == CALLERS
    numbers = [commit.number for commit in commits]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_one_event_from_many_callers_at_once_is_recorded_once(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)

    answers = asyncio.run(_post_all(tracking, [said] * CALLERS))

    assert sorted(answer.status_code for answer in answers) == [200] * (CALLERS - 1) + [201]
    assert len({answer.json()["position"] for answer in answers}) == 1
