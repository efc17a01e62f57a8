"""The tables of nominations and decisions in a database are those of the pure fold, in whatever batches facts came."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.projections import AWARDS
from shared.adapters.database import Database
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.decider import Recorded
from shared.core.events import BonusCalculated
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.unit.awards.proceeding import STANDINGS, Proceeding, history

BONUS = BonusCalculated("D-1", "COLLECTIVE", "hctc", 0.6, 2_340_000, 1_410_000)


def commits_until(stage: Stage, vote: Vote) -> Sequence[Commit]:
    """The commits of a nomination that has come to stand there."""

    async def run() -> Sequence[Commit]:
        case = Proceeding()
        await case.begin(*history(stage, vote))
        if stage in (Stage.AWARDED, Stage.CONFERRED, Stage.ANNULLED):
            assert isinstance(await case.conclude(BONUS), Recorded)
        return case.log.commits

    return asyncio.run(run())


@settings(max_examples=30)
@given(st.sampled_from(STANDINGS), st.data())
def test_taken_in_any_batches_the_tables_equal_the_pure_fold(
    tmp_path_factory: pytest.TempPathFactory, standing: tuple[Stage, Vote], data: st.DataObject
) -> None:
    commits = commits_until(*standing)
    cut = data.draw(st.integers(0, len(commits)))
    with SqliteFiles(tmp_path_factory.mktemp("nominations"), "awards").building() as new:
        database = Database.make(new.engine, AWARDS)
        database.take(commits[:cut])
        database.take(commits)
        digest = database.digest()
        database.close()

    rows = Rows(AWARDS.tables)
    position = fold_commits(AWARDS, rows, commits)
    assert digest == digest_of(rows.everything(), position=position)
