"""The examples of docs/how-to/integrate.md, run as they are printed; and the client for integrators."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from deploy.nats.server import free_port
from tests.integration.door.conftest import NewTracking, new_tracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.test_send import launch
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from thidua_client import AsyncClient, Client, Rejected, Unavailable, new_event

__all__ = ["new_tracking", "thidua"]

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs/how-to/integrate.md", ROOT / "clients/python/README.md"]
BLOCKS = dict(re.findall(r"^```(sh|python|js)\n(.*?)^```$", PAGES[0].read_text("utf-8"), re.DOTALL | re.MULTILINE))
NODE_PACKAGE = "cloudevents@10.0.0"
SECONDS = 120


@pytest.fixture
def tracking(thidua: Thidua, new_tracking: NewTracking, tmp_path: Path) -> RunningTracking:
    running = new_tracking()
    launch(thidua, running, tmp_path)
    return running


def test_the_example_for_curl_runs_as_printed(tracking: RunningTracking, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")

    said = [run(["sh", "-c", BLOCKS["sh"]], tracking, tmp_path) for _ in range(2)]

    assert [msgspec.json.decode(one)["status"] for one in said] == ["recorded", "duplicate"]


def test_the_example_for_python_runs_as_printed(tracking: RunningTracking, tmp_path: Path) -> None:
    said = [run([sys.executable, "-c", BLOCKS["python"]], tracking, tmp_path) for _ in range(2)]

    assert [one[:3] for one in said] == ["201", "200"]
    assert '"duplicate"' in said[1]


@pytest.mark.slow
def test_the_example_for_javascript_runs_as_printed(tracking: RunningTracking, tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no node here")
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", NODE_PACKAGE]
    installed = subprocess.run(install, cwd=tmp_path, capture_output=True, timeout=SECONDS, check=False)
    if installed.returncode:
        pytest.skip("npm cannot fetch the SDK from here")
    (tmp_path / "report.mjs").write_text(BLOCKS["js"], encoding="utf-8")

    said = [run(["node", "report.mjs"], tracking, tmp_path) for _ in range(2)]

    assert [one[:3] for one in said] == ["201", "200"]
    assert '"duplicate"' in said[1]


def test_the_clients_own_page_runs_as_printed(tracking: RunningTracking, tmp_path: Path) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGES[1].read_text("utf-8"), re.DOTALL | re.MULTILINE)
    shown = "print(answer.status, unit['activities']['inspection_conducted']['count'])"
    code = f"import os\ntoken = os.environ['THIDUA_TOKEN']\n{code}\n{shown}"

    said = run([sys.executable, "-c", code.replace("http://127.0.0.1:4500", tracking.url)], tracking, tmp_path)

    assert said == "recorded 1\n"


def test_the_client_sends_many_in_order_each_alone_and_to_its_own_door(tracking: RunningTracking) -> None:
    events = [activity(number) for number in range(1_500)]
    events[7] = {**events[7], "data": {**events[7]["data"], "kind": "no_such"}}

    with Client(tracking.url, tracking.token("unit", "hctc"), language="en") as client:
        first = client.send_many(events)
        again = client.send_many(events)
        unit = client.read("/tracking/campaigns/hoa-binh-450/units/hctc", after=first[-1].position)

    assert [one.id for one in first] == [event["id"] for event in events]
    assert [one.status for one in first].count("recorded") == 1_499
    assert {one.status for one in again} == {"duplicate", "rejected"}
    assert first[7].problem is not None
    assert first[7].problem.errors[0].pointer == "/data/kind"
    assert unit["activities"]["inspection_conducted"]["count"] == 1_499


def test_the_client_says_what_was_refused_and_what_is_not_known(tracking: RunningTracking) -> None:
    token = tracking.token("unit", "hctc")

    with Client(tracking.url, token, language="en") as client, pytest.raises(Rejected) as refused:
        client.send(new_event("no.such", event_id="x", unit="hctc", campaign="hoa-binh-450", time="", data={}))
    nowhere = Client(f"http://127.0.0.1:{free_port()}", token, patience=0.3)
    with nowhere, pytest.raises(Unavailable):
        nowhere.send(activity(1))

    assert refused.value.problem.status == 400
    assert "/type: is no event type of the catalogue" in str(refused.value)


def test_the_async_client_is_the_same(tracking: RunningTracking) -> None:
    async def report() -> tuple[str, str, int]:
        async with AsyncClient(tracking.url, tracking.token("unit", "hctc")) as client:
            one = await client.send(activity(1))
            (again,) = await client.send_many([activity(1)])
            path = "/tracking/campaigns/hoa-binh-450/activities/HD-1"
            return one.status, again.status, (await client.read(path, after=one.position))["position"]

    told = asyncio.run(report())

    assert told[:2] == ("recorded", "duplicate")
    assert told[2] > 0


def activity(number: int) -> dict[str, Any]:
    """An activity of hctc."""
    data: dict[str, Any] = {
        "activity_id": f"HD-{number}",
        "unit_id": "hctc",
        "clause": "III.1.b4",
        "kind": "inspection_conducted",
    }
    data |= {"title": "Kiểm tra", "quantity": 1, "measure": "cuộc", "occurred_on": "2025-03-10"}
    time = "2025-03-10T08:00:00+07:00"
    return new_event(
        "activity.recorded", event_id=f"HD-{number}/1", unit="hctc", campaign="hoa-binh-450", time=time, data=data
    )


def run(command: list[str], tracking: RunningTracking, folder: Path) -> str:
    """What an example prints."""
    environment = {**os.environ, "THIDUA_URL": tracking.url, "THIDUA_TOKEN": tracking.token("unit", "hctc")}
    ran = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
