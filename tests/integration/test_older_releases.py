"""What earlier releases left, under today's code: logs are read to the last fact, tables built anew, seals opened."""

import asyncio
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from deploy.local.replay import PROJECTIONS
from deploy.nats.server import NatsServer
from shared.adapters.database import Database, opened
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.read_model import ReadModel
from shared.adapters.rebuilding import catch_up
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.envelope import encode_fact, position_of
from shared.core.log import Commit
from shared.core.projecting import Projection
from tests.histories import log_of
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.door.conftest import new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NAME, activity

RECORDED = sorted(path for path in (Path(__file__).parents[1] / "recorded").iterdir() if path.is_dir())
CAMPAIGN = "hoa-binh-450"


class Left(NamedTuple):
    """One release's log, and the folder where its vault and read models lie."""

    commits: list[Commit]
    folder: Path

    @property
    def last(self) -> int:
        """The position at which the newest commit begins."""
        return position_of(self.commits[-1].number, 0)


@pytest.fixture(params=RECORDED, ids=lambda path: path.name)
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Left:
    """Everything of one release, unpacked."""
    folder: Path = request.param
    lines = (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    said = [json.loads(line) for line in lines]
    with tarfile.open(folder / "kept.tar.xz") as kept:
        kept.extractall(tmp_path, filter="data")
    return Left(
        [
            Commit(number, one["campaign"], one["owner"], one["id"], one["facts"].encode())
            for number, one in enumerate(said, start=1)
        ],
        tmp_path,
    )


def test_every_fact_is_read_and_none_loses_anything(left: Left) -> None:
    for commit in left.commits:
        for fact, line in zip(commit.facts(), commit.payload.splitlines(), strict=True):
            assert json.loads(encode_fact(fact)) == json.loads(line)


@pytest.mark.parametrize("name", PROJECTIONS)
async def test_tables_of_then_are_recognised_and_come_to_what_a_fold_of_today_gives(left: Left, name: str) -> None:
    files, projection = SqliteFiles(left.folder / "read", name), PROJECTIONS[name]
    kept = files.serving()
    goes_on = bool(kept) and opened(files.open(kept), projection) is not None
    model = ReadModel(projection, files, log_of(left.commits))

    running = asyncio.create_task(model.run())
    reached = await model.reached(left.last)
    digest, serving = model.digest(), files.serving()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    model.close()

    assert reached
    assert serving == (kept if goes_on else kept + 1), "tables of another shape are built anew, others go on"
    assert digest == await folded(left, projection)


async def test_tables_that_followed_another_log_are_told_from_those_of_this_one(left: Left) -> None:
    files = SqliteFiles(left.folder / "read", "tracking")
    other = [msgspec.structs.replace(commit, id=f"another-{commit.number}") for commit in left.commits]
    model = ReadModel(PROJECTIONS["tracking"], files, log_of(other))

    with pytest.raises(Exception, match="is another than the one its facts were taken from"):
        await model.run()

    model.close()


@pytest.fixture
def running(left: Left) -> Iterator[tuple[RunningTracking, RunningAwards]]:
    """Today's tracking and awards on a server that holds the old log, with the old vault and read models."""
    server = new_server(left.folder / "nats")
    asyncio.run(put_back(server, left.commits))
    (left.folder / "vault" / "vault.sqlite").rename(left.folder / "vault.sqlite")
    (left.folder / "read").rename(left.folder / "read-models")
    tracking = RunningTracking(left.folder, server).start()
    awards = RunningAwards(left.folder, tracking).start()
    yield tracking, awards
    awards.stop()
    tracking.close()
    server.stop()


def test_todays_services_go_on_where_the_old_ones_ended(
    left: Left, running: tuple[RunningTracking, RunningAwards]
) -> None:
    tracking, awards = running
    reported = next(commit for commit in left.commits if b"activity.recorded" in commit.payload)
    again = tracking.post(statement(reported.payload.splitlines()[0]))
    new = tracking.post(activity(CAMPAIGN))
    after = str(new.json()["position"])
    household = tracking.read(f"/{CAMPAIGN}/households/HB-1", "unit", "huyen-mai-chau", after=after)
    flagged = awards.read(f"/{CAMPAIGN}/candidates", after=after)

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert again.json()["position"] == position_of(reported.number, 0)
    assert new.status_code == 201
    assert NAME in household.text, "what was sealed then is opened now"
    assert [one["subject_id"] for one in flagged.json()["candidates"]] == ["hctc"]
    stated = [line for _, fact, line in awards.facts(CAMPAIGN) if fact.subject.startswith("candidate/")]
    then = [line for commit in left.commits if commit.owner == "awards" for line in commit.payload.splitlines()]
    assert stated == [line for line in then if b'"candidate/' in line], "what was flagged then is not flagged again"


def statement(line: bytes) -> dict[str, Any]:
    """What a unit had sent, out of the fact that it became."""
    fact = json.loads(line)
    return {name: fact[name] for name in ("specversion", "id", "source", "type", "time", "campaign", "data")}


async def put_back(server: NatsServer, commits: list[Commit]) -> None:
    """The commits on a server, under the numbers they had."""
    logs: dict[str, JetStreamLog] = {}
    newest: dict[tuple[str, str], int] = {}
    for commit in commits:
        if commit.owner not in logs:
            logs[commit.owner] = await JetStreamLog.connect(
                server.url, user=commit.owner, seed=server.seeds[commit.owner]
            )
        whose = (commit.campaign, commit.owner)
        number = await logs[commit.owner].commit(
            commit.payload,
            campaign=commit.campaign,
            owner=commit.owner,
            expect=newest.get(whose, 0),
            commit_id=commit.id,
        )
        assert number == commit.number
        newest[whose] = number
    for log in logs.values():
        await log.close()


async def folded(left: Left, projection: Projection) -> str:
    """The digest of today's fold of the whole log."""
    with SqliteFiles(left.folder, "fold").scratch() as engine:
        database = Database.make(engine, projection)
        await catch_up(database, log_of(left.commits), at_once=1_000)
        digest = database.digest()
        database.close()
    return digest
