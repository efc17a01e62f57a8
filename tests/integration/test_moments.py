"""The past from way-marks: wherever they stand, a moment is the fold up to there, and no file stays behind."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.projections import TRACKING
from shared.adapters import waymarks
from shared.adapters.database import Database
from shared.adapters.moments import Moments
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.envelope import position_of
from shared.core.events import Data
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.examples import ACTIVITY
from tests.histories import HISTORIES, commits_of, log_of


@pytest.fixture(autouse=True)
def way_marks_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waymarks, "APART", 4)


def digest_until(commits: Sequence[Commit], position: int) -> str:
    rows = Rows(TRACKING.tables)
    reached = fold_commits(TRACKING, rows, commits, until=position)
    return digest_of(rows.everything(), position=reached)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=HISTORIES, data=st.data())
def test_a_moment_is_the_fold_up_to_there_wherever_the_way_marks_stand(
    tmp_path_factory: pytest.TempPathFactory, commits: list[Commit], data: st.DataObject
) -> None:
    ends = [position_of(commit.number, place) for commit in commits for place in range(len(commit.facts()))]
    asked = data.draw(st.lists(st.sampled_from(ends), min_size=1, max_size=6))
    folder = tmp_path_factory.mktemp("moments")

    async def story() -> list[str]:
        moments = Moments(TRACKING, SqliteFiles(folder, "tracking"), log_of(commits))
        try:
            return [(await moments.at(position)).digest() for position in asked]
        finally:
            moments.close()

    digests = asyncio.run(story())

    assert digests == [digest_until(commits, position) for position in asked]
    assert list(folder.iterdir()) == []


def test_a_read_model_that_goes_on_leaves_way_marks_from_which_its_past_is_folded(tmp_path: Path) -> None:
    commits = commits_of(*([one] for one in _activities(24)))
    log, files = log_of(commits), SqliteFiles(tmp_path, "tracking")
    read: list[int] = []
    whole = log.read

    def counted(*, after: int = 0, **more: str) -> object:
        read.append(after)
        return whole(after=after)

    log.read = counted  # type: ignore[method-assign, assignment]

    async def story() -> str:
        moments = Moments(TRACKING, files, log)
        with files.building() as new:
            live = Database.make(new.engine, TRACKING)
            for commit in commits:
                moments.live.walk(live.take([commit]))
                await moments.keep_up(live)
            try:
                return (await moments.at(22_000)).digest()
            finally:
                live.close()
                moments.close()

    digest = asyncio.run(story())

    assert digest == digest_until(commits, 22_000)
    assert read[0] > 11


@pytest.mark.parametrize(("facts", "marks"), [(31, 0), (32, 1), (63, 1), (64, 2)])
def test_while_facts_come_fast_way_marks_wait_until_they_are_overdue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: int, marks: int
) -> None:
    monkeypatch.setattr(waymarks, "BUSY", 1)
    commits = commits_of(*([one] for one in _activities(facts)))
    files = SqliteFiles(tmp_path, "tracking")

    async def story() -> int:
        moments = Moments(TRACKING, files, log_of(commits))
        with files.building() as new:
            live = Database.make(new.engine, TRACKING)
            try:
                for commit in commits:
                    moments.live.walk(live.take([commit]))
                    await moments.keep_up(live)
                return len(scratch_folders(tmp_path))
            finally:
                live.close()
                moments.close()

    assert asyncio.run(story()) == marks


def test_way_marks_stay_few_and_spread_out(tmp_path: Path) -> None:
    commits = commits_of(*([one] for one in _activities(60)))
    files = SqliteFiles(tmp_path, "tracking")

    async def story() -> int:
        marks = waymarks.WayMarks(TRACKING, files)
        with files.building() as new:
            live = Database.make(new.engine, TRACKING)
            try:
                for commit in commits:
                    live.take([commit])
                    await marks.set(live)
                assert marks.before(999) is None
                return len(scratch_folders(tmp_path))
            finally:
                live.close()
                marks.close()

    kept = asyncio.run(story())

    assert waymarks.MOST // 2 <= kept <= waymarks.MOST
    assert scratch_folders(tmp_path) == []


def scratch_folders(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if one.is_dir()]


def _activities(count: int) -> list[Data]:
    return [replace(ACTIVITY, activity_id=f"HD-{number}") for number in range(count)]
