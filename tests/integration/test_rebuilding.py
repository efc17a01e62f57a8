"""Read models built anew side by side from a real server's log."""

from pathlib import Path

import pytest

from deploy.local.installation import SERVICES, Installation
from deploy.local.reading_log import READER, Address
from deploy.local.rebuilding import rebuild_all
from deploy.local.replay import PROJECTIONS
from deploy.nats.server import NatsServer
from shared.adapters.database import opened
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.table_sets import RebuildRunning
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.examples import ACTIVITY, CAMPAIGN, HOUSEHOLD, VERIFIED
from tests.histories import BEGINNING, commits_of
from tests.integration.conftest import NewNats

COMMITS = commits_of(BEGINNING, [ACTIVITY], [HOUSEHOLD, VERIFIED])
END = COMMITS[-1].number * 1_000 + 1


async def recorded(server: NatsServer) -> Address:
    """The address of a log that holds the commits."""
    log = await JetStreamLog.connect(server.url, user="tracking", seed=server.seeds["tracking"])
    last = 0
    for commit in COMMITS:
        last = await log.commit(
            commit.payload, campaign=CAMPAIGN, owner="tracking", expect=last, commit_id=f"rebuilt-{last}"
        )
    await log.close()
    return Address(server.url, READER, server.seeds[READER])


async def test_all_services_serve_what_the_log_says_once_they_are_rebuilt(new_nats: NewNats, tmp_path: Path) -> None:
    address, installation = await recorded(await new_nats()), Installation(tmp_path)

    positions = await rebuild_all(address, installation, SERVICES)

    assert positions == dict.fromkeys(SERVICES, END)
    for name, projection in PROJECTIONS.items():
        files, rows = SqliteFiles(installation.read_models, name), Rows(projection.tables)
        database = opened(files.open(files.serving()), projection)
        assert database is not None
        fold_commits(projection, rows, COMMITS)
        assert database.digest() == digest_of(rows.everything(), position=END)
        database.close()


async def test_who_rebuilds_hears_what_went_wrong_in_another_process(new_nats: NewNats, tmp_path: Path) -> None:
    address, installation = await recorded(await new_nats()), Installation(tmp_path)

    with (
        SqliteFiles(installation.read_models, "awards").building(),
        pytest.raises(RebuildRunning, match="A rebuild of the same read model is running"),
    ):
        await rebuild_all(address, installation, SERVICES)

    serving = {name: SqliteFiles(installation.read_models, name).serving() for name in SERVICES}
    assert serving == {name: 0 if name == "awards" else 1 for name in SERVICES}
