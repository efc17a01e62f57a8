"""Kill -9 of notify while notices wait for their recipient's hours, and when they go out together. See ADR-0026.

As in test_notify_killed.py all servers are real; the clock is a simulation's, which every process reads.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.core.events import REGISTRY, Choice, Digest, Hours, NotificationPutOff, RecipientChose
from tests.faults.dying_notify import AT_ITS_HOUR, BEFORE_HOURS
from tests.faults.notify_killed import Around, around_notify, named
from tests.unit.notify.notifying import HCTC, flagged, unflagged

MORNING = datetime(2026, 2, 5, 1, tzinfo=UTC)  # eight in the morning in Hanoi, when digests go out
TO_THE_NIGHT, TO_THE_DIGEST = timedelta(hours=13), timedelta(hours=11)
CHOICE = Choice(quiet=Hours("20:00", "06:30"), digest=Digest("DAY", "08:00"))
WINDOW = {"the digest is sent", "before the digest is recorded"}  # the one window of ADR-0011


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """One unit that takes part and wants what gathered once a day; each test has a card and a night of its own."""
    with around_notify(tmp_path_factory.mktemp("around"), since=MORNING) as servers:
        servers.begin(HCTC)
        servers.write(RecipientChose("hctc", CHOICE, "unit:hctc"), owner="notify", campaign=REGISTRY)
        yield servers


@pytest.mark.slow
@pytest.mark.parametrize("point", [*BEFORE_HOURS, *AT_ITS_HOUR])
def test_a_kill_while_notices_wait_misses_none_and_doubles_only_in_the_window(point: str, around: Around) -> None:
    assert around.clock is not None
    around.clock.set(around.clock() + TO_THE_NIGHT)
    cause = around.write(flagged(card=point), unflagged(card=point), owner="awards")
    expected = named(cause, ("hctc", "email")) | named(cause + 1, ("hctc", "email"))

    around.start_notify(point)
    if point in BEFORE_HOURS:
        died = around.died()
        around.start_notify()
    waiting = around.settled(expected, NotificationPutOff)
    around.clock.set(around.clock() + TO_THE_DIGEST)
    if point in AT_ITS_HOUR:
        died = around.died()
        around.start_notify()
    told = around.told(expected)
    around.await_followed(cause)
    counted = around.perhaps_twice()
    around.stop_notify()

    [digest] = {one.digest for one in told}
    assert died
    assert waiting == Counter(expected)
    assert Counter(one.delivery_id for one in told) == Counter(expected)
    assert around.mailed({digest}).total() == (2 if point in WINDOW else 1)
    assert around.mailed(expected).total() == 0
    assert counted == (1 if point in WINDOW else 0)
