"""Kill -9 of every part in the middle of 5,000 events from 8 callers: what was acknowledged stands there once."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from shared.core.envelope import Fact
from shared.core.events import CandidateFlagged, NotificationSent
from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import Running, batches, installation, post_until_answered, read_once_there

EVENTS, CALLERS, BATCH = 5_000, 8, 25


def kill_part(name: str) -> Callable[[Running], None]:
    def kill(running: Running) -> None:
        os.kill(running.children()[name], signal.SIGKILL)

    return kill


def kill_everything(running: Running) -> None:
    running.kill()
    running.start()


KILLS = {
    "nats-server": kill_part("nats-server"),
    "tracking": kill_part("tracking"),
    "awards": kill_part("awards"),
    "notify": kill_part("notify"),
    "everything": kill_everything,
}


@pytest.mark.parametrize("part", KILLS)
def test_what_was_acknowledged_stands_there_exactly_once(part: str, tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        acknowledged = asyncio.run(_report_while_killing(running, KILLS[part]))
        facts = asyncio.run(_settled_facts(running, max(acknowledged.values())))

    positions = {f"{fact.source}|{fact.id}": position for position, fact in facts}
    assert len(acknowledged) == EVENTS
    assert all(positions[key] == position for key, position in acknowledged.items())
    _each_once(facts)
    _candidates_and_notices_are_complete(facts)


async def _report_while_killing(running: Running, kill: Callable[[Running], None]) -> dict[str, int]:
    """Positions as acknowledged, by source and id."""
    acknowledged: dict[str, int] = {}
    half = asyncio.Event()
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)

        async def caller(unit: str) -> None:
            bearer = running.token("unit", unit)
            for batch in batches((activity(unit, number) for number in range(EVENTS // CALLERS)), BATCH):
                for event, result in zip(batch, await post_until_answered(client, bearer, batch), strict=True):
                    assert result["status"] in ("recorded", "duplicate"), result
                    acknowledged[f"{event['source']}|{event['id']}"] = result["position"]
                if len(acknowledged) > EVENTS // 4:
                    half.set()

        async def killer() -> None:
            await half.wait()
            await asyncio.to_thread(kill, running)

        await asyncio.gather(killer(), *(caller(unit) for unit in UNITS))
    return acknowledged


async def _settled_facts(running: Running, position: int) -> list[tuple[int, Fact]]:
    """The log once awards and notify have drawn all that follows from the last acknowledged fact."""
    headers = {"authorization": f"Bearer {running.token('auditor')}"}
    async with httpx.AsyncClient(base_url=running.url, timeout=120, headers=headers) as client:
        for path in (f"/awards/campaigns/{CAMPAIGN}/candidates", "/notify/deliveries"):
            answer = await read_once_there(client, path, after=position)
            assert answer.status_code == 200, answer.text
    return await running.facts()


def _each_once(facts: list[tuple[int, Fact]]) -> None:
    named = Counter((fact.campaign, fact.source, fact.id) for _, fact in facts)
    activities = Counter(fact.subject for _, fact in facts if fact.subject.startswith("activity/"))
    assert named.most_common(1)[0][1] == 1
    assert activities.most_common(1)[0][1] == 1
    assert len(activities) == EVENTS


def _candidates_and_notices_are_complete(facts: list[tuple[int, Fact]]) -> None:
    flagged = Counter(fact.data.subject_id for _, fact in facts if isinstance(fact.data, CandidateFlagged))
    told = Counter(
        (fact.data.cause, fact.data.recipient, fact.data.channel)
        for _, fact in facts
        if isinstance(fact.data, NotificationSent)
    )
    assert flagged == Counter(UNITS)
    assert {recipient for _, recipient, _ in told} == {*UNITS, "secretary"}
    assert len(told) == 2 * len(UNITS)
    assert set(told.values()) == {1}
