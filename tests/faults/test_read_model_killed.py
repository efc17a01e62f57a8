"""A process that takes facts into a read model is killed at any moment; what it left is continued, nothing twice."""

import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from services.tracking.projections import TRACKING
from shared.adapters.database import Database, opened
from shared.adapters.sqlite_files import SqliteFiles
from shared.core import events
from shared.core.events import Data
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from tests.examples import ACTIVITY
from tests.histories import BEGINNING, commits_of

ROOT = Path(__file__).parents[2]
TAKER = """
import sys
from pathlib import Path
from shared.adapters.sqlite_files import SqliteFiles
from tests.faults import test_read_model_killed as here
database = here.tables(SqliteFiles(Path(sys.argv[1]), "tracking"))
for commit in here.history():
    database.take([commit])
    print(database.position, flush=True)
"""


def history() -> list[Commit]:
    """Three hundred commits: in each two activities, and a dispute of one of an earlier commit."""
    contents: list[list[Data]] = [
        [
            msgspec.structs.replace(ACTIVITY, activity_id=f"HD-{number}-0"),
            msgspec.structs.replace(ACTIVITY, activity_id=f"HD-{number}-1"),
            events.ActivityDisputed(activity_id=f"HD-{number // 2}-1", reason="Thiếu biên bản"),
        ]
        for number in range(300)
    ]
    return commits_of(BEGINNING, *contents)


def tables(files: SqliteFiles) -> Database:
    """The tables that serve."""
    database = opened(files.open(files.serving()), TRACKING)
    assert database is not None
    return database


@pytest.mark.parametrize("after_commits", [1, 40, 170])
def test_a_killed_process_leaves_rows_and_position_in_step(tmp_path: Path, after_commits: int) -> None:
    files, commits = SqliteFiles(tmp_path, "tracking"), history()
    with files.building() as new:
        Database.make(new.engine, TRACKING).close()
        files.serve(new.number)
    taker = subprocess.Popen([sys.executable, "-c", TAKER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert taker.stdout is not None
    with taker, taker.stdout as told:
        acknowledged = [int(told.readline()) for _ in range(after_commits)][-1]
        taker.send_signal(signal.SIGKILL)

    database = tables(files)
    left = database.position
    rows = Rows(TRACKING.tables)
    position_at_kill = fold_commits(TRACKING, rows, commits[: left // 1_000])
    digest_at_kill = database.digest()
    database.take(commits)
    digest_at_end = database.digest()
    database.close()

    whole = Rows(TRACKING.tables)
    end = fold_commits(TRACKING, whole, commits)
    assert left >= acknowledged
    assert digest_at_kill == digest_of(rows.everything(), position=position_at_kill)
    assert digest_at_end == digest_of(whole.everything(), position=end)
