"""Alarms without the log while replicas are killed: who follows misses none, and repeats only what was in hand."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.adapters.alarms import IN_HAND, Alarms
from tests.integration.conftest import NewDatabase
from tests.integration.http_receiver import Receiver
from tests.integration.standing_clock import Clock

LATER = IN_HAND.total_seconds() + 1


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    found.start()
    yield found
    found.stop()


def replica(folder: Path, receiver: Receiver, *, later: float = 0.0, dies: str = "") -> int:
    """Run one until it has told what it knows, or is killed; its exit code."""
    database = f"sqlite:///{folder / 'access.sqlite'}"
    command = [sys.executable, "-m", "tests.integration.alarming", database, receiver.url(), str(later), dies]
    return subprocess.run(command, check=False, timeout=120).returncode


@pytest.mark.parametrize(("dies", "told_first"), [("before", 1), ("after", 2)])
def test_who_follows_a_killed_replica_tells_what_it_had_in_hand_and_all_the_rest_once(
    tmp_path: Path, receiver: Receiver, dies: str, told_first: int
) -> None:
    killed = replica(tmp_path, receiver, dies=dies)
    ended = [replica(tmp_path, receiver, later=later) for later in (0.0, LATER)]

    assert (killed, ended) == (-signal.SIGKILL, [0, 0])
    told = Counter(one.headers["webhook-id"] for one in receiver.sent)
    # What was handed over when its holder was killed comes again under the same id, by which who receives it tells.
    assert sorted(told.values()) == sorted([told_first, 1])
    assert {one.body for one in receiver.sent} == {b'{"to":"auditor"}', b'{"to":"admin"}'}


async def test_an_alarm_is_begun_by_one_and_by_another_only_if_it_was_left(new_database: NewDatabase) -> None:
    clock, url = Clock(), new_database()
    one, other = Alarms.open(url, clock), Alarms.open(url, clock)

    at_first = [await one.begin("a"), await other.begin("a")]
    clock.time += IN_HAND - timedelta(seconds=1)
    in_hand = await other.begin("a")
    clock.time += timedelta(seconds=1)
    left = [await other.begin("a"), await one.begin("a")]
    await other.taken("a")
    clock.time += 2 * IN_HAND
    told = await one.begin("a")
    await one.begin("b")
    await one.clear("b")
    cleared = await other.begin("b")

    assert (at_first, in_hand, left, told, cleared) == ([True, False], False, [True, False], False, True)
    one.close()
    other.close()
