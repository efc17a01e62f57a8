"""The NATS door while parts of the installation are away: what is answered, and that it recovers by itself."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.errors import NoRespondersError

from tests.integration.door.conftest import NewTracking, enter_registry, launched, new_server
from tests.integration.door.over_nats import connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NUMBER, activity, household
from tests.integration.door.test_nats_sign_in import revoke
from tests.waiting import SLOWER, wait_until


@asynccontextmanager
async def other_tracking(tmp_path: Path, *, keeper: str = "keeper") -> AsyncIterator[RunningTracking]:
    """A tracking whose NATS door is at another server than its log."""
    log, door = await asyncio.to_thread(lambda: [new_server(tmp_path / name) for name in ("log", "door")])
    running = RunningTracking(tmp_path / "tracking", log, door_nats=door, keeper=keeper)
    try:
        await asyncio.to_thread(running.start)
        await asyncio.to_thread(enter_registry, running)
        yield running
    finally:
        await asyncio.to_thread(running.close)
        for server in (log, door):
            await asyncio.to_thread(server.stop)


async def test_while_nobody_serves_the_door_whoever_asks_is_told_at_once_and_served_again_later(
    new_tracking: NewTracking,
) -> None:
    tracking = await asyncio.to_thread(new_tracking)
    campaign = await asyncio.to_thread(launched, tracking)
    said = activity(campaign)
    async with connected(tracking) as unit:
        first = await unit.ask(said)

        await asyncio.to_thread(tracking.stop)
        began = time.monotonic()
        with pytest.raises(NoRespondersError):
            await unit.ask(said)
        took = time.monotonic() - began
        await asyncio.to_thread(tracking.start)
        again = await unit.ask(said)

    assert took < SLOWER
    assert again == {**first, "status": "duplicate"}


async def test_a_unit_is_served_again_as_soon_as_all_is_ready_after_a_crash_of_the_server(
    new_tracking: NewTracking,
) -> None:
    tracking = await asyncio.to_thread(new_tracking)
    campaign = await asyncio.to_thread(launched, tracking)
    said = activity(campaign)
    async with connected(tracking) as unit:
        first = await unit.ask(said)

        tracking.nats.kill()
        tracking.nats.start()  # here: a server ends with the thread that started it
        await asyncio.to_thread(wait_until, lambda: tracking.client.get("/readyz").status_code == 200)
        async with connected(tracking) as again:
            answer = await again.ask(said)

    assert answer == {**first, "status": "duplicate"}


async def test_while_the_log_is_down_the_door_says_so_and_records_later(tmp_path: Path) -> None:
    async with other_tracking(tmp_path) as tracking, connected(tracking) as unit:
        campaign = await asyncio.to_thread(launched, tracking)
        said = activity(campaign)

        tracking.nats.stop()
        alone, batch = await unit.ask(said), await unit.ask([said, activity(campaign)])
        tracking.nats.start()
        await asyncio.to_thread(wait_until, lambda: tracking.client.get("/readyz").status_code == 200)
        later = await unit.ask(said)

        assert (alone["status"], alone["code"]) == (503, "log_unavailable")
        assert batch == alone
        assert later["status"] in ("recorded", "duplicate")


async def test_while_the_vault_cannot_be_written_only_personal_data_has_to_wait(new_tracking: NewTracking) -> None:
    tracking = await asyncio.to_thread(new_tracking)
    campaign = await asyncio.to_thread(launched, tracking)
    held = sqlite3.connect(tracking.vault)
    held.execute("BEGIN EXCLUSIVE")

    async with connected(tracking, "huyen-mai-chau") as unit, connected(tracking) as other:
        refused = await unit.ask(household(campaign, number=NUMBER))
        taken = await other.ask(activity(campaign))
    held.rollback()
    held.close()

    assert (refused["status"], refused["code"]) == (503, "vault_unavailable")
    assert taken["status"] == "recorded"


async def test_a_revoked_token_is_refused_even_where_it_could_not_be_cut_off(tmp_path: Path) -> None:
    async with other_tracking(tmp_path, keeper="door") as tracking, connected(tracking) as unit:
        campaign = await asyncio.to_thread(launched, tracking)
        first = await unit.ask(activity(campaign))

        revoke(tracking, tracking.token("unit", "hctc").split("_")[1])
        answer = first
        while answer["status"] == "recorded":
            answer = await unit.ask(activity(campaign))

        assert (answer["status"], answer["code"]) == (401, "not_signed_in")
        assert not unit.client.is_closed


async def test_what_was_revoked_while_nobody_served_the_door_is_cut_off_when_it_is_served_again(
    new_tracking: NewTracking,
) -> None:
    tracking = await asyncio.to_thread(new_tracking)
    async with connected(tracking) as unit, connected(tracking, "thcb") as other:
        await asyncio.to_thread(tracking.stop)
        revoke(tracking, tracking.token("unit", "hctc").split("_")[1])

        await asyncio.to_thread(tracking.start)
        await unit.is_cut_off()

        assert not other.client.is_closed
