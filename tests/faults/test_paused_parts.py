"""Each part stands still for a while (SIGSTOP) under reports: what was acknowledged is there once, and all goes on."""

import asyncio
import os
import signal
import time
from collections import Counter
from pathlib import Path

import httpx

from shared.core.events import NotificationSent
from tests.faults.campaign import CAMPAIGN, THRESHOLD, UNITS, activity, launch
from tests.faults.installation import Running, batches, installation, post_until_answered
from tests.waiting import a_moment

PARTS = ("nats-server", "tracking", "awards", "notify", "audit")
UNIT, BATCH = UNITS[0], 25
STILL_SECONDS, RECOVER_SECONDS = 3.0, 15.0
SHOWN = (f"/tracking/campaigns/{CAMPAIGN}", f"/awards/campaigns/{CAMPAIGN}/candidates", "/notify/deliveries")


def test_each_part_that_stood_still_goes_on_by_itself_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        positions, took = asyncio.run(stop_each(running))
        facts = asyncio.run(running.facts())

    found = Counter(fact.id for _, fact in facts if fact.subject.startswith("activity/"))
    told = Counter(fact.data.recipient for _, fact in facts if isinstance(fact.data, NotificationSent))
    assert {fact.id: position for position, fact in facts if fact.id in positions} == positions
    assert set(found.values()) == {1}
    assert told[UNIT] == 1  # of its candidacy, though awards and notify stood still in turn
    assert max(took.values()) < RECOVER_SECONDS, took


async def stop_each(running: Running) -> tuple[dict[str, int], dict[str, float]]:
    """The position of each acknowledged activity; how long after each pause the last of them was shown everywhere."""
    positions: dict[str, int] = {}
    took: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=running.url, timeout=30) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearer, reader = running.token("unit", UNIT), {"authorization": f"Bearer {running.token('auditor')}"}
        numbered = batches((activity(UNIT, number) for number in range(2 * THRESHOLD)), BATCH)
        for part in PARTS:
            pid = running.children()[part]
            os.kill(pid, signal.SIGSTOP)
            sending = asyncio.create_task(post_until_answered(client, bearer, next(numbered)))
            began = time.monotonic()
            while time.monotonic() < began + STILL_SECONDS:
                await a_moment()
            os.kill(pid, signal.SIGCONT)
            began = time.monotonic()
            told = await sending
            positions |= {one["id"]: one["position"] for one in told}
            for path in SHOWN:
                answer = await client.get(path, params={"after": told[-1]["position"]}, headers=reader)
                assert answer.status_code == 200, (part, path, answer.text)
            took[part] = time.monotonic() - began
            assert running.children()[part] == pid, f"{part} was started again"
    return positions, took
