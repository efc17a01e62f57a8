"""`thidua audit trail` on an installation that does not run: its log is read by a server started for the while."""

import asyncio
import json
from pathlib import Path

import pytest

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from tests.unit.audit.trails import HISTORY, HOUSE
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua

__all__ = ["thidua"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation's folder with the made history in its log."""
    server = NatsServer(tmp_path)
    server.start()
    try:
        asyncio.run(_write(server))
    finally:
        server.stop()
    return tmp_path


async def _write(server: NatsServer) -> None:
    await provision(server.url, seed=server.seeds["provision"])
    last: dict[tuple[str, str], int] = {}
    for commit in HISTORY:
        log = await JetStreamLog.connect(server.url, user=commit.owner, seed=server.seeds[commit.owner])
        pen = commit.campaign, commit.owner
        last[pen] = await log.commit(
            commit.payload,
            campaign=commit.campaign,
            owner=commit.owner,
            expect=last.get(pen, 0),
            commit_id=commit.id,
        )
        await log.close()


def test_the_trail_is_told_from_the_log_alone(thidua: Thidua, data: Path) -> None:
    household = thidua("audit", "trail", "household", HOUSE, "--data", data, "--json")
    candidate = thidua("audit", "trail", "candidate", "hctc", "--data", data)

    told = json.loads(household.out)
    assert [entry["position"] for entry in told["facts"]] == [5_000, 5_001, 5_002, 5_003, 6_000, 6_001, 6_002]
    assert told["money"] == {
        "support_vnd": 60_000_000,
        "disbursed_vnd": 56_000_000,
        "reversed_vnd": 36_000_000,
        "paid_vnd": 20_000_000,
        "remaining_vnd": 40_000_000,
    }
    assert (candidate.code, candidate.err) == (0, "")
    assert "7000  candidate.flagged" in candidate.out
