"""A read model that follows a log: waited for, rebuilt while it serves, asked about earlier days, stopped by damage."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import inspect

from services.tracking.projections import TRACKING
from services.tracking.tables.rows import Activity
from shared.adapters import read_model
from shared.adapters.database import Mark, View, mark_of
from shared.adapters.giving_way import Pace
from shared.adapters.memory import MemoryLog
from shared.adapters.read_model import NotBuiltYet, ReadModel
from shared.adapters.rebuilding import rebuild
from shared.adapters.sqlite_files import SqliteFiles
from shared.adapters.table_sets import TableSets
from shared.adapters.timeline import Timeline
from shared.core.errors import LogDamaged
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.examples import ACTIVITY, APPROVED, CAMPAIGN, HOUSEHOLD, VERIFIED
from tests.histories import BEGINNING, EVENING, STEP, commits_of, log_of
from tests.integration.conftest import NewTables
from tests.waiting import PATIENCE_SECONDS, a_moment

COMMITS = commits_of(BEGINNING, [ACTIVITY], [HOUSEHOLD, VERIFIED], [APPROVED])


@pytest.fixture
def sets(new_tables: NewTables) -> TableSets:
    return new_tables("tracking")


@pytest.fixture(autouse=True)
def _tend_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_model, "TEND_SECONDS", 0.01)
    monkeypatch.setattr(read_model, "RETRY_SECONDS", 0.01)


@asynccontextmanager
async def running(sets: TableSets, log: MemoryLog) -> AsyncIterator[ReadModel]:
    model = ReadModel(TRACKING, sets, log)
    task = asyncio.create_task(model.run())
    try:
        yield model
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        model.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await a_moment()


def is_gone(sets: TableSets, number: int) -> bool:
    """Whether a set has no tables any more. A file that is looked into would be made anew."""
    if isinstance(sets, SqliteFiles):
        return not sets._file(number).exists()
    return mark_of(sets.open(number), TRACKING) == Mark()


def folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(2 * PATIENCE_SECONDS):
            await story()

    asyncio.run(bounded())


def digest_until(position: int) -> str:
    rows = Rows(TRACKING.tables)
    reached = fold_commits(TRACKING, rows, COMMITS, until=position)
    return digest_of(rows.everything(), position=reached)


def knows_activity(view: View) -> bool:
    return view.session.get(Activity, (CAMPAIGN, ACTIVITY.activity_id)) is not None


def test_an_answer_waits_for_the_position_it_was_asked_to_account_for(sets: TableSets) -> None:
    async def story() -> None:
        log = log_of(COMMITS[:1])
        async with running(sets, log) as model:
            waiting = asyncio.create_task(model.reached(2_000))
            await log.settled()
            early = waiting.done()
            await log.commit(COMMITS[1].payload, campaign=CAMPAIGN, owner="tracking", expect=0, commit_id="new")

            assert not early
            assert await waiting
            with model.reading() as view:
                assert view.position == 2_000
                assert knows_activity(view)

    run(story)


def test_waiting_for_what_does_not_come_ends(sets: TableSets) -> None:
    async def story() -> None:
        async with running(sets, log_of(COMMITS)) as model:
            assert not await model.reached(5_000, within=0.05)

    run(story)


def test_what_was_taken_before_a_restart_is_continued(sets: TableSets) -> None:
    async def story() -> None:
        async with running(sets, log_of(COMMITS[:2])) as model:
            await model.reached(2_000)
        async with running(sets, log_of(COMMITS)) as model:
            await model.reached(4_000)

            assert model.digest() == digest_until(4_000)
            assert model.trouble == ""

    run(story)


@pytest.mark.parametrize("pause", [0.0, 0.0001])
def test_others_run_while_many_are_taken_and_see_all_of_them_or_none(pause: float, sets: TableSets) -> None:
    many = commits_of(*([replace(ACTIVITY, activity_id=f"HD-{number}")] for number in range(20)))
    seen: list[int] = []

    async def story() -> None:
        async with running(sets, log_of(many[:1])) as model:
            await model.reached(1_000)
            taking = asyncio.create_task(model._tables().take_by_turns(many, pace=lambda: Pace(1, pause)))
            while not taking.done():
                with model.reading() as view:
                    seen.append(view.position // 1_000)
                await asyncio.sleep(0)

            assert await taking == sum(len(commit.facts()) for commit in many[1:])
            rows = Rows(TRACKING.tables)
            reached = fold_commits(TRACKING, rows, many)
            assert model.digest() == digest_of(rows.everything(), position=reached)

    run(story)
    assert len(seen) > 10
    assert set(seen) == {1}


def test_many_that_are_given_up_halfway_were_not_taken(sets: TableSets) -> None:

    async def story() -> None:
        async with running(sets, log_of(COMMITS[:1])) as model:
            await model.reached(1_000)
            taking = asyncio.create_task(model._tables().take_by_turns(COMMITS, pace=lambda: Pace(1)))
            await asyncio.sleep(0)
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            given_up = model.digest()
            await model._tables().take_by_turns(COMMITS)

            assert taking.cancelled()
            assert given_up == digest_until(1_999)
            assert model.digest() == digest_until(4_000)

    run(story)


def test_a_rebuild_takes_over_while_the_old_tables_serve_and_equals_them(sets: TableSets) -> None:
    async def story() -> None:
        log = log_of(COMMITS[:2])
        async with running(sets, log) as model:
            await model.reached(2_000)
            before = model.digest()
            await rebuild(TRACKING, sets, log)
            while_both_stand = model.digest()
            log.commits.extend(COMMITS[2:])
            log.bring_up()
            await until(lambda: sets.serving() == 2 and is_gone(sets, 1))
            await model.reached(4_000)

            assert before == while_both_stand == digest_until(2_000)
            assert model.digest() == digest_until(4_000)

    run(story)


def test_tables_that_were_built_anew_have_every_index_that_reads_rely_on(sets: TableSets) -> None:
    asyncio.run(rebuild(TRACKING, sets, log_of(COMMITS)))

    engine = sets.open(sets.serving())
    try:
        for local in (inspect(table).local_table for table in TRACKING.tables):
            there = {index["name"] for index in inspect(engine).get_indexes(local.name)}
            assert there == {index.name for index in local.indexes}
    finally:
        engine.dispose()


def test_answers_never_go_back_in_time_when_older_tables_take_over(sets: TableSets) -> None:
    async def story() -> None:
        log = log_of(COMMITS)
        async with running(sets, log) as model:
            await model.reached(4_000)
            await rebuild(TRACKING, sets, log_of(COMMITS[:1]))
            positions = set()

            def taken_over() -> bool:
                positions.add(model.position)
                return is_gone(sets, 1)

            await until(taken_over)

            assert positions == {4_000}
            assert model.digest() == digest_until(4_000)

    run(story)


@pytest.mark.parametrize("position", [0, 1_003, 2_000, 3_000, 3_001, 3_999])
def test_the_past_is_the_fold_up_to_there(sets: TableSets, position: int) -> None:
    async def story() -> None:
        async with running(sets, log_of(COMMITS)) as model:
            await model.reached(4_000)
            database = await model._moments.at(position)

            assert database.digest() == digest_until(position)

    run(story)


def test_a_position_still_to_come_is_answered_as_things_stand(sets: TableSets) -> None:
    async def story() -> None:
        async with running(sets, log_of(COMMITS)) as model:
            await model.reached(4_000)
            with await model.at(9_000) as now, await model.at(1_006) as then:
                assert (now.position, knows_activity(now)) == (4_000, True)
                assert (then.position, knows_activity(then)) == (1_006, False)

    run(story)


def test_only_a_few_moments_are_kept_and_their_files_go_with_them(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(SqliteFiles(tmp_path, "tracking"), log_of(COMMITS)) as model:
            await model.reached(4_000)
            for position in range(1_000, 1_006):
                await model.at(position)

            assert len(folders(tmp_path)) == 4
        assert not folders(tmp_path)

    run(story)


def test_what_a_killed_process_kept_for_a_while_is_removed_at_the_next_start(tmp_path: Path) -> None:
    async def story() -> None:
        left = tmp_path / "tracking.left"
        left.mkdir()
        (left / "scratch.sqlite").touch()
        async with running(SqliteFiles(tmp_path, "tracking"), log_of(COMMITS)) as model:
            await model.reached(4_000)

            assert not folders(tmp_path)

    run(story)


@pytest.mark.parametrize(
    ("moment", "position"),
    [
        (EVENING, 0),
        (EVENING + STEP, 1_000 + len(BEGINNING) - 1),
        (EVENING + STEP * 3 - timedelta(milliseconds=1), 2_000),
        (EVENING + STEP * 3, 3_001),
        (EVENING + timedelta(days=1), 4_000),
    ],
)
def test_a_time_means_the_last_position_recorded_by_then(moment: datetime, position: int) -> None:
    async def story() -> None:
        assert await Timeline(log_of(COMMITS)).position_at(moment) == position

    run(story)


def test_a_fact_recorded_later_hides_those_behind_it_that_claim_an_earlier_time() -> None:
    async def story() -> None:
        early = commits_of([ACTIVITY], after=4, start=EVENING - timedelta(hours=1))

        assert await Timeline(log_of([*COMMITS, *early])).position_at(EVENING + STEP * 2) == 2_000

    run(story)


@pytest.mark.parametrize(
    "commits",
    [COMMITS[:1], [], [COMMITS[0], msgspec.structs.replace(COMMITS[1], id="another"), *COMMITS[2:]]],
    ids=["shorter", "empty", "another commit under the same number"],
)
def test_a_log_that_lost_what_was_taken_stops_the_read_model(sets: TableSets, commits: list[Commit]) -> None:
    async def story() -> None:
        async with running(sets, log_of(COMMITS[:2])) as model:
            await model.reached(2_000)
        damaged = ReadModel(TRACKING, sets, log_of(commits))
        try:
            with pytest.raises(LogDamaged):
                await damaged.run()

            assert damaged.trouble
            with pytest.raises(LogDamaged):
                await damaged.reached(9_000)
            with damaged.reading() as view:
                assert view.position == 2_000
        finally:
            damaged.close()

    run(story)


def test_nothing_is_answered_before_the_tables_are_built(sets: TableSets) -> None:
    log = log_of(COMMITS)
    log.take_down()
    model = ReadModel(TRACKING, sets, log)

    with pytest.raises(NotBuiltYet):
        model.reading()

    assert model.trouble
