"""From SQLite to PostgreSQL while facts are taken: filled beside what serves, then taken over by a replica on it."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.installation import SERVICES
from deploy.local.moving import Elsewhere
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from services.tracking.app import EVENTS
from shared.adapters.access import Access
from shared.adapters.access_copying import LivesAlready, copy_access
from shared.adapters.clock import system_clock
from shared.core.leases import Replica
from shared.core.requests import STRUCTURED
from tests.faults.installation import THIDUA
from tests.integration.conftest import NewDatabase
from tests.integration.door.conftest import enter_registry, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity

SECONDS = 120


@pytest.fixture
def before(tmp_path: Path) -> Iterator[RunningTracking]:
    """A replica on SQLite; the test may stop it."""
    server = NatsServer(tmp_path / "nats")
    server.start()
    asyncio.run(provision(server.url, seed=server.seeds["provision"]))
    running = RunningTracking(tmp_path, server, replica=Replica("before")).start()
    yield running
    running.close()
    server.stop()


def test_intake_goes_on_while_postgresql_is_filled_and_takes_over(
    before: RunningTracking, tmp_path: Path, new_postgres: NewDatabase
) -> None:
    enter_registry(before)
    campaign, url = launched(before), new_postgres()
    environment = {
        **os.environ,
        "THIDUA_DATA": str(tmp_path),
        "THIDUA_NATS_URL": before.nats.url,
        "THIDUA_NATS_KEYS": str(tmp_path / "nats" / "keys"),
    }

    filling = subprocess.Popen(
        [THIDUA, "provision", "--database", url], env=environment, stderr=subprocess.PIPE, text=True
    )
    answers = [before.post(activity(campaign)).status_code]
    while filling.poll() is None:
        answers.append(before.post(activity(campaign)).status_code)
    told = filling.communicate(timeout=SECONDS)[1]
    late = before.access.create_token("secretary")[1]  # while it was being filled, or after
    copy_access(f"sqlite:///{before.tokens}", url)
    after = RunningTracking(
        tmp_path, before.nats, replica=Replica("after"), access_url=url, database_url=url, read_models=tmp_path / "none"
    ).start()
    before.stop()
    known = before.headers("unit", "hctc", content_type=STRUCTURED)
    last = after.client.post(EVENTS, json=activity(campaign), headers=known)
    figures = after.client.get(
        f"/tracking/campaigns/{campaign}?after={last.json()['position']}", headers={"Authorization": f"Bearer {late}"}
    )
    after.close()

    assert filling.returncode == 0, told
    assert "4 read models built" in told
    assert {*answers, last.status_code} == {201}
    assert sum(one["count"] for one in figures.json()["totals"]["activities"].values()) == len(answers) + 1
    assert not list((tmp_path / "none").rglob("*.sqlite")), "nothing of it lies in a file"
    assert all(Elsewhere(tmp_path, url).tables(name).serving() for name in SERVICES)


def test_grants_are_not_copied_over_those_of_a_database_that_serves(tmp_path: Path, new_postgres: NewDatabase) -> None:
    old, new = f"sqlite:///{tmp_path / 'access.sqlite'}", new_postgres()
    here = Access.open(old, system_clock)
    token, _ = here.create_token("secretary")
    copied = [copy_access(old, new), copy_access(old, new)]
    there = Access.open(new, system_clock)

    known = [one.id for one in there.list_tokens()]
    there.revoke(token)
    with pytest.raises(LivesAlready):
        copy_access(old, new)
    here.revoke(token)
    copied.append(copy_access(old, new))
    there.create_token("auditor")
    with pytest.raises(LivesAlready):
        copy_access(old, new)
    here.close()
    there.close()

    assert (copied, known) == ([1, 1, 1], [token])
