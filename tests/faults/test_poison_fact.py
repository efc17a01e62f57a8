"""A fact that this release cannot read, as one of a newer release would be: nobody goes on past it, and it is told."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.adapters.jetstream import JetStreamLog
from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity
from tests.waiting import wait_until

IMAGINED = b"vn.thidua.activity.imagined.v1"


@pytest.fixture
def tracking(tmp_path: Path) -> Iterator[RunningTracking]:
    """A tracking with a log of its own, which nobody reads after it."""
    server = new_server(tmp_path / "nats")
    running = RunningTracking(tmp_path, server).start()
    enter_registry(running)
    yield running
    running.close()
    server.stop()


def test_a_fact_that_cannot_be_read_stops_its_campaign_and_the_read_model_loudly_and_nobody_else(
    tracking: RunningTracking, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned, other = launched(tracking), launched(tracking)
    before = tracking.post(activity(poisoned)).json()["position"]
    asyncio.run(poison(tracking, poisoned))

    wait_until(lambda: tracking.client.get("/readyz").status_code == 503)
    refused, taken = tracking.post(activity(poisoned)), tracking.post(activity(other))
    figures = tracking.client.get("/metrics").text
    read = tracking.read(f"/{poisoned}", after=str(before))

    parts = tracking.client.get("/readyz").json()["parts"]
    assert {name for name, is_well in parts.items() if not is_well} == {"read_model"}
    assert (refused.status_code, taken.status_code, read.status_code) == (503, 201, 200)
    assert 'thidua_read_model_in_trouble{service="tracking"} 1' in figures
    told = [record for record in caplog.records if record.message == "read_model_stopped"]
    assert [record.levelno for record in told] == [logging.CRITICAL]
    assert "that this release does not know" in vars(told[0])["cause"]


async def poison(tracking: RunningTracking, campaign: str) -> None:
    """The campaign's newest commit once more, but of a type that is in no catalogue."""
    log = await JetStreamLog.connect(tracking.nats.url, user="tracking", seed=tracking.nats.seeds["tracking"])
    try:
        commits = [one async for some in log.read(campaign=campaign, owner="tracking") for one in some]
        line = commits[-1].payload.replace(b"vn.thidua.activity.recorded.v1", IMAGINED)
        assert IMAGINED in line
        await log.commit(line, campaign=campaign, owner="tracking", expect=commits[-1].number, commit_id="poison")
    finally:
        await log.close()
