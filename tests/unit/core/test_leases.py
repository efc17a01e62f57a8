"""Who of the replicas holds what: pure, change by change, and through histories that Hypothesis makes up."""

import hypothesis.strategies as st
from hypothesis import given

from shared.core.leases import (
    BEAT_SECONDS,
    BLIND_SECONDS,
    SILENT_SECONDS,
    SURE_SECONDS,
    Listener,
    Roster,
    beaten,
    claimed,
    handed_on,
    surplus,
    without,
)

TWO = beaten(beaten(Roster(), "a"), "b")


def test_things_are_spread_by_who_holds_the_fewest() -> None:
    roster = TWO

    for thing in ("one", "two", "three", "four"):
        roster = claimed(roster, thing)

    assert [len(roster.held_by(replica)) for replica in ("a", "b")] == [2, 2]
    assert claimed(roster, "one") == roster, "what is held is not claimed"
    assert claimed(Roster(), "one").holder("one") == "", "nobody lives who could hold it"


def test_what_the_gone_held_is_dealt_out() -> None:
    roster = claimed(claimed(beaten(TWO, "c"), "one"), "two")

    left = without(roster, {"a"})
    nobody = without(roster, {"a", "b", "c"})

    assert left.held == {"one": "c", "two": "b"}
    assert nobody == Roster()


def test_who_holds_more_than_its_share_hands_on() -> None:
    alone = claimed(claimed(claimed(beaten(Roster(), "a"), "one"), "two"), "three")

    roster = beaten(alone, "b")

    assert (surplus(alone, "a"), surplus(roster, "a"), surplus(roster, "b"), surplus(roster, "c")) == (0, 1, 0, 0)
    assert handed_on(roster, "two").holder("two") == "b"


def test_who_does_not_move_is_silent_after_a_while_of_the_listeners_own_clock() -> None:
    listener, now = Listener(), 100.0
    roster = TWO
    heard = []

    while now < 100 + SILENT_SECONDS + BEAT_SECONDS:
        heard.append(listener.silent(roster, now=now))
        now += BEAT_SECONDS
        roster = beaten(roster, "a")

    assert heard == [frozenset()] * int(SILENT_SECONDS / BEAT_SECONDS) + [frozenset("b")]


def test_who_looked_away_has_seen_nobody_be_silent() -> None:
    listener = Listener()
    listener.silent(TWO, now=0.0)

    assert listener.silent(TWO, now=SILENT_SECONDS + BLIND_SECONDS) == frozenset()


def test_nobody_is_given_up_while_it_may_be_sure() -> None:
    assert SURE_SECONDS + BEAT_SECONDS <= SILENT_SECONDS < 2 * BLIND_SECONDS
    assert BEAT_SECONDS * 2 < BLIND_SECONDS


CHANGES = st.lists(
    st.tuples(st.sampled_from(["beat", "claim", "gone", "hand on"]), st.sampled_from("abc"), st.sampled_from("12345")),
    max_size=60,
)


@given(CHANGES)
def test_whatever_happens_each_thing_is_held_by_one_who_lives_and_moves_only_from_who_is_gone_or_gives(
    changes: list[tuple[str, str, str]],
) -> None:
    roster = Roster()

    for change, replica, thing in changes:
        before = roster
        match change:
            case "beat":
                roster = beaten(roster, replica)
            case "claim":
                roster = claimed(roster, thing)
            case "gone":
                roster = without(roster, {replica})
            case _:
                roster = handed_on(roster, thing)
        moved = {one for one, by in before.held.items() if roster.holder(one) != by}
        assert set(roster.held.values()) <= roster.beats.keys()
        assert moved <= (before.held_by(replica) if change == "gone" else {thing} if change == "hand on" else set())
        assert all(roster.beats.get(one, count) >= count for one, count in before.beats.items())
