"""Each part stands still for a while (SIGSTOP), has no room, or all are overloaded: what was acknowledged is there."""

import asyncio
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from shared.core.events import NotificationSent
from tests.faults.campaign import CAMPAIGN, THRESHOLD, UNITS, activity, launch
from tests.faults.installation import Running, batches, installation, post_until_answered, read_once_there
from tests.faults.overload import overload
from tests.waiting import SLOWER, a_moment

PARTS = ("nats-server", "tracking", "awards", "notify", "audit")
UNIT, BATCH = UNITS[0], 25
OVERLOAD_SECONDS = 2.0
STILL_SECONDS, SAID_SECONDS, RECOVER_SECONDS = 3.0, 30.0, 15.0
SERVICES = ("tracking", "awards", "notify", "audit")
IN_TROUBLE = {"tracking.read_model", "awards.read_model", "notify.read_model", "audit.checkpoints"}
SHOWN = (f"/tracking/campaigns/{CAMPAIGN}", f"/awards/campaigns/{CAMPAIGN}/candidates", "/notify/deliveries")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with installation(tmp_path_factory.mktemp("installation")) as found:
        yield found


def test_each_part_that_stood_still_goes_on_by_itself_and_nothing_is_lost_or_doubled(running: Running) -> None:
    positions, took = asyncio.run(stop_each(running))
    facts = asyncio.run(running.facts())

    found = Counter(fact.id for _, fact in facts if fact.subject.startswith("activity/"))
    told = Counter(fact.data.recipient for _, fact in facts if isinstance(fact.data, NotificationSent))
    assert {fact.id: position for position, fact in facts if fact.id in positions} == positions
    assert set(found.values()) == {1}
    assert told[UNIT] == 1  # of its candidacy, though awards and notify stood still in turn
    assert max(took.values()) < SLOWER * RECOVER_SECONDS, took


def test_under_ten_times_the_load_nothing_acknowledged_is_lost_and_every_answer_is_one(running: Running) -> None:
    account = asyncio.run(overload(running, seconds=OVERLOAD_SECONDS))

    assert set(account.statuses) <= {200, 429, 503}
    assert account.acknowledged
    assert (account.missing, account.unasked, account.restarted) == ([], [], [])
    assert account.without_when == 0
    assert account.well_after < SLOWER * RECOVER_SECONDS


def test_where_only_the_log_can_be_written_facts_are_taken_and_all_is_shown_once_there_is_room(
    running: Running,
) -> None:
    positions, why, took = asyncio.run(without_room(running))

    facts = {fact.id: position for position, fact in asyncio.run(running.facts())}
    assert {event_id: facts[event_id] for event_id in positions} == positions
    assert "tried again each second" in why["audit.checkpoints"]
    assert took < SLOWER * RECOVER_SECONDS


async def without_room(running: Running) -> tuple[dict[str, int], dict[str, str], float]:
    """Where facts were acknowledged that no service could write down; what was said; how long until all stood."""
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearer, reader = running.token("unit", UNIT), {"authorization": f"Bearer {running.token('auditor')}"}
        pids = [running.children()[name] for name in SERVICES]
        before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
        try:
            for pid, (_, hard) in zip(pids, before, strict=True):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
            events = [activity(UNIT, 5_000_000 + number) for number in range(BATCH)]
            told = await post_until_answered(client, bearer, events)
            why = await until_in_trouble(client)
        finally:
            for pid, limits in zip(pids, before, strict=True):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        began = time.monotonic()
        for path in (*SHOWN, "/audit/checkpoint"):
            answer = await read_once_there(client, path, after=told[-1]["position"], headers=reader)
            assert answer.status_code == 200, (path, answer.text)
        assert [running.children()[name] for name in SERVICES] == pids, "none was started again"
    return {one["id"]: one["position"] for one in told}, why, time.monotonic() - began


async def until_in_trouble(client: httpx.AsyncClient) -> dict[str, str]:
    """What /readyz says of what is not well, once all is said that is to be."""
    async with asyncio.timeout(SLOWER * SAID_SECONDS):
        while True:
            ready = (await client.get("/readyz", headers={"accept-language": "en"})).json()
            not_well = {part for part, well in ready["parts"].items() if not well}
            if not_well >= IN_TROUBLE:
                found: dict[str, str] = ready["why"]
                return found
            await a_moment()


async def stop_each(running: Running) -> tuple[dict[str, int], dict[str, float]]:
    """The position of each acknowledged activity; how long after each pause the last of them was shown everywhere."""
    positions: dict[str, int] = {}
    took: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
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
                answer = await read_once_there(client, path, after=told[-1]["position"], headers=reader)
                assert answer.status_code == 200, (part, path, answer.text)
            took[part] = time.monotonic() - began
            assert running.children()[part] == pid, f"{part} was started again"
    return positions, took
