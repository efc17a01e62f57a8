"""The clock jumps forth and back: order, repeats and what was shown of the past stay, and a refusal says why."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import BEGINNING, RunningTracking
from tests.integration.door.statements import activity

EARLY = "2025-03-09T08:00:00+07:00"
FAR, BACK = BEGINNING + timedelta(days=200), BEGINNING - timedelta(hours=2)


@pytest.fixture
def tracking(tmp_path: Path) -> Iterator[RunningTracking]:
    server = new_server(tmp_path / "nats")
    running = RunningTracking(tmp_path, server).start()
    enter_registry(running)
    yield running
    running.close()
    server.stop()


def test_a_clock_that_jumps_disorders_nothing_and_refuses_what_seems_to_come(tracking: RunningTracking) -> None:
    campaign = launched(tracking)
    first, second, third = ({**activity(campaign, occurred_on="2025-03-09"), "time": EARLY} for _ in range(3))

    def counted(**asked: str) -> int:
        answer = tracking.read(f"/{campaign}/units/hctc", after=str(last), **asked)
        return sum(one["count"] for one in answer.json()["activities"].values())

    positions = [tracking.post(first).json()["position"]]
    tracking.clock.move_to(FAR)
    positions.append(tracking.post(second).json()["position"])
    tracking.clock.move_to(BACK)
    positions.append(last := tracking.post(third).json()["position"])
    again = tracking.post(first).json()
    to_come = tracking.post(activity(campaign))  # of an hour that this clock has not seen

    assert positions == sorted(positions)
    assert (again["status"], again["position"]) == ("duplicate", positions[0])
    assert (to_come.status_code, to_come.json()["errors"][0]["pointer"]) == (400, "/time")
    assert counted() == 3
    assert [counted(as_of=str(position)) for position in positions] == [1, 2, 3]
    # By time the past never shrinks: what was written after the far day counts from that day on.
    days = [BEGINNING + timedelta(days=1), FAR + timedelta(days=1)]
    assert [counted(as_of=day.isoformat()) for day in days] == [1, 3]
