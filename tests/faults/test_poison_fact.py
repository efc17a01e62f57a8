"""A fact that this release cannot read, as one of a newer release would be: nobody goes on past it, and it is told.

A kind that it does not know and a field that it does not know are the same: what it cannot weigh it does not pass over.
What the envelope gains says nothing of what happened, and is passed over.
"""

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

KIND, IMAGINED = b'"vn.thidua.activity.recorded.v1"', b'"vn.thidua.activity.imagined.v1"'
FIELD, IMAGINED_FIELD = b'"activity_id":', b'"imagined":"1","activity_id":'
ENVELOPE, IMAGINED_ENVELOPE = b'{"', b'{"imagined":"1","'


@pytest.fixture
def tracking(tmp_path: Path) -> Iterator[RunningTracking]:
    """A tracking with a log of its own, which nobody reads after it."""
    server = new_server(tmp_path / "nats")
    running = RunningTracking(tmp_path, server).start()
    enter_registry(running)
    yield running
    running.close()
    server.stop()


@pytest.mark.parametrize(("known", "imagined"), [(KIND, IMAGINED), (FIELD, IMAGINED_FIELD)], ids=["kind", "field"])
def test_a_fact_that_cannot_be_read_stops_its_campaign_and_the_read_model_loudly_and_nobody_else(
    known: bytes, imagined: bytes, tracking: RunningTracking, caplog: pytest.LogCaptureFixture
) -> None:
    passed_over, poisoned, other = launched(tracking), launched(tracking), launched(tracking)
    tracking.post(activity(passed_over))
    asyncio.run(poison(tracking, passed_over, ENVELOPE, IMAGINED_ENVELOPE))
    before = tracking.post(activity(poisoned)).json()["position"]
    shown = tracking.read(f"/{poisoned}", after=str(before)).status_code
    asyncio.run(poison(tracking, poisoned, known, imagined))

    wait_until(lambda: tracking.client.get("/readyz").status_code == 503)
    refused, taken = tracking.post(activity(poisoned)), tracking.post(activity(other))
    figures = tracking.client.get("/metrics").text
    read = tracking.read(f"/{poisoned}", after=str(before))

    parts = tracking.client.get("/readyz").json()["parts"]
    assert {name for name, is_well in parts.items() if not is_well} == {"read_model"}
    assert shown == 200, "what the envelope gained was passed over"
    assert (refused.status_code, taken.status_code, read.status_code) == (503, 201, 200)
    assert 'thidua_read_model_in_trouble{service="tracking"} 1' in figures
    told = [record for record in caplog.records if record.message == "read_model_stopped"]
    assert [record.levelno for record in told] == [logging.CRITICAL]
    assert "that this release does not know" in vars(told[0])["cause"]


async def poison(tracking: RunningTracking, campaign: str, known: bytes, imagined: bytes) -> None:
    """The campaign's newest commit once more, but with something that is in no catalogue."""
    log = await JetStreamLog.connect(tracking.nats.url, user="tracking", seed=tracking.nats.seeds["tracking"])
    try:
        commits = [one async for some in log.read(campaign=campaign, owner="tracking") for one in some]
        line = commits[-1].payload.replace(known, imagined, 1)
        assert imagined in line
        await log.commit(
            line, campaign=campaign, owner="tracking", expect=commits[-1].number, commit_id=f"poison-{campaign}"
        )
    finally:
        await log.close()
