"""The log's server dies in the middle of the load and comes back: every follower delivers again within 3 seconds."""

import asyncio
import os
import signal
import time
from pathlib import Path

import httpx

from tests.faults.campaign import CAMPAIGN, UNITS, activity, launch
from tests.faults.installation import Running, batches, installation, post_until_answered, read_once_there
from tests.waiting import SLOWER

BATCH, KILLS, SECONDS = 25, 3, 3.0
FOLLOWERS = (
    f"/tracking/campaigns/{CAMPAIGN}",
    f"/awards/campaigns/{CAMPAIGN}/candidates",
    "/notify/deliveries",
)


def test_followers_deliver_again_within_three_seconds_of_a_restart_under_load(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        took = asyncio.run(_kill_under_load(running))

    assert len(took) == KILLS * len(FOLLOWERS)
    assert max(took) < SLOWER * SECONDS, took


async def _kill_under_load(running: Running) -> list[float]:
    """How long after each kill each service knew of a fact that the server took once it was back."""
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        loading = [asyncio.create_task(_load(client, running, unit)) for unit in UNITS[1:]]
        took = []
        for kill in range(KILLS):
            server = running.children()["nats-server"]
            began = time.monotonic()
            os.kill(server, signal.SIGKILL)
            took += await _delivered_again(client, running, number=kill, began=began)
        for task in loading:
            task.cancel()
        await asyncio.gather(*loading, return_exceptions=True)
    return took


async def _load(client: httpx.AsyncClient, running: Running, unit: str) -> None:
    """One batch after another until cancelled."""
    bearer = running.token("unit", unit)
    for batch in batches((activity(unit, number) for number in range(10**6)), BATCH):
        await post_until_answered(client, bearer, batch)


async def _delivered_again(client: httpx.AsyncClient, running: Running, *, number: int, began: float) -> list[float]:
    results = await post_until_answered(client, running.token("unit", UNITS[0]), [activity(UNITS[0], number)])
    headers = {"authorization": f"Bearer {running.token('auditor')}"}

    async def known(path: str) -> float:
        answer = await read_once_there(client, path, after=results[0]["position"], headers=headers)
        assert answer.status_code == 200, answer.text
        return time.monotonic() - began

    return list(await asyncio.gather(*(known(path) for path in FOLLOWERS)))
