"""Kill -9 of notify at every step between a fact and its record: nobody is missed, and second copies are counted.

The log's server, the mail server and notify are real processes; notify dies at exactly the named step. See ADR-0011.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from shared.core.values import Channel
from tests.faults.dying_notify import POINTS
from tests.faults.notify_killed import Around, around_notify, named
from tests.unit.notify.notifying import HCTC, flagged

WINDOW = {"it is sent", "before it is recorded"}  # the one window of ADR-0011
UNKNOWN = {*WINDOW, "before it is sent"}  # whoever starts again cannot tell these from it
MAILED: tuple[str, Channel] = ("hctc", "email")
POSTED: tuple[str, Channel] = ("hook", "webhook")
TOLD_BY_HOOK: tuple[tuple[str, Channel], ...] = (("secretary", "inbox"), ("hook", "inbox"), POSTED)
HOOK = replace(HCTC, unit_id="hook", contacts=())
# What stands before them is the same for every channel.
OF_A_CHANNEL = ("before it is sent", "it is sent", "before it is recorded", "its record is on disk")
TOLD: tuple[tuple[str, Channel], ...] = (("secretary", "inbox"), ("hctc", "inbox"), MAILED)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """One unit that takes part; each test has a card of its own."""
    with around_notify(tmp_path_factory.mktemp("around")) as servers:
        servers.begin(HCTC, HOOK)
        yield servers


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_step_misses_nobody_and_doubles_only_in_the_window(point: str, around: Around) -> None:
    cause = around.write(flagged(card=point), owner="awards")
    around.start_notify(point)
    died = around.died()

    around.start_notify()
    recorded = around.settled(named(cause, *TOLD))
    around.await_followed(cause)
    counted = around.perhaps_twice()
    around.stop_notify()

    assert died
    assert recorded == Counter(named(cause, *TOLD))
    assert around.mailed(named(cause, MAILED)).total() == (2 if point in WINDOW else 1)
    assert counted == (1 if point in UNKNOWN else 0)


@pytest.mark.slow
@pytest.mark.parametrize("point", OF_A_CHANNEL)
def test_a_webhook_too_is_missed_by_nobody_and_doubled_only_in_the_window(point: str, around: Around) -> None:
    cause = around.write(flagged("hook", card=f"hook {point}"), owner="awards")
    around.start_notify(point)
    died = around.died()

    around.start_notify()
    recorded = around.settled(named(cause, *TOLD_BY_HOOK))
    around.await_followed(cause)
    counted = around.perhaps_twice()
    around.stop_notify()

    assert died
    assert recorded == Counter(named(cause, *TOLD_BY_HOOK))
    assert around.posted(named(cause, POSTED)).total() == (2 if point in WINDOW else 1)
    assert counted == (1 if point in UNKNOWN else 0)


@pytest.mark.slow
def test_neither_read_models_built_anew_nor_a_replay_send_anything(around: Around) -> None:
    cause = around.write(flagged(card="before"), flagged("hook", card="before"), owner="awards")
    before = named(cause, *TOLD) | named(cause + 1, *TOLD_BY_HOOK)
    around.start_notify()
    around.settled(before)
    around.stop_notify()
    for file in (around.folder / "read-models").glob("notify.*"):
        file.unlink()

    around.start_notify()
    after = around.write(flagged(card="after"), owner="awards")
    around.settled(named(after, *TOLD))
    built = around.await_followed(after)
    around.stop_notify()

    assert built
    assert (around.mailed(before).total(), around.posted(before).total()) == (1, 1)
    assert around.mailed(named(after, MAILED)).total() == 1
