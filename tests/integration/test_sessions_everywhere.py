"""A session that began at one service is known to all, and over for all at once."""

import asyncio
from pathlib import Path
from typing import Final

import httpx

from shared.adapters.browser import COOKIE
from tests.integration.conftest import NewNats
from tests.integration.running_installation import RunningInstallation, installation

OWN_PAGE: Final = {"Sec-Fetch-Site": "same-origin"}
READS: Final = {
    "tracking": "/tracking/campaigns",
    "awards": "/awards/campaigns/none/decisions",
    "notify": "/notify/inbox",
}


def test_a_session_is_known_to_every_service_and_over_for_all_at_once(tmp_path: Path, new_nats: NewNats) -> None:
    known, over = asyncio.run(_signed_in_and_out(tmp_path, new_nats))

    assert httpx.codes.UNAUTHORIZED not in known
    assert over == [httpx.codes.UNAUTHORIZED] * len(READS)


async def _signed_in_and_out(folder: Path, new_nats: NewNats) -> tuple[list[int], list[int]]:
    async with installation(folder, await new_nats()) as running:
        tracking = running.clients["tracking"]
        token = running.bearer("secretary")
        cookie = (await tracking.post("/sign-in", data={"token": token}, headers=OWN_PAGE)).cookies[COOKIE]
        tracking.cookies.clear()
        held = {"Cookie": f"{COOKIE}={cookie}"}
        known = await _statuses(running, held)
        await tracking.post("/sign-out", headers=OWN_PAGE | held)
        return known, await _statuses(running, held)


async def _statuses(running: RunningInstallation, held: dict[str, str]) -> list[int]:
    return [(await running.clients[name].get(path, headers=held)).status_code for name, path in READS.items()]
