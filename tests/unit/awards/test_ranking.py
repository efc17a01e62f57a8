"""Who comes first where an award has a cap: priorities, work, ties; and caps mark, they never drop."""

from hypothesis import given
from hypothesis import strategies as st

from services.awards.domain.ranking import Cap, Contender, ranked
from services.awards.domain.tallies import Subject
from shared.rules.law.law import Law

LAW, DAY = Law({}), "2025-08-01"
FIVE = Cap(per_campaign=5)


def person(name: str, *, weight: int = 1, woman: int = 0, is_direct: bool = False, body: str = "x") -> Contender:
    """A man who leads, with one fact behind him, unless something else is said."""
    return Contender(Subject("INDIVIDUAL", name), weight, ord(name), is_direct, woman, 1, body)


def unit(name: str, *, women: int, people: int) -> Contender:
    return Contender(Subject("COLLECTIVE", name), 1, ord(name), is_direct=False, women=women, people=people, body="x")


def order(*contenders: Contender, law: Law = LAW, cap: Cap = FIVE) -> list[str]:
    places = ranked(contenders, cap, law=law, day=DAY)
    return [subject.id for subject, _place in sorted(places.items(), key=lambda item: item[1].rank)]


def test_direct_workers_come_first_then_those_who_did_more_then_women_then_who_was_flagged_first() -> None:
    contenders = (
        person("a", weight=9),
        person("b", weight=5, is_direct=True),
        person("c", weight=5, is_direct=True, woman=1),
        person("d", weight=7, is_direct=True),
        person("e", weight=9),
    )

    found = order(*contenders)

    assert found == ["d", "c", "b", "a", "e"]


def test_a_collective_of_seven_in_ten_women_comes_first_among_equals() -> None:
    found = order(
        unit("a", women=69, people=100),
        unit("b", women=7, people=10),
        unit("c", women=0, people=0),
    )

    assert found == ["b", "a", "c"]


def test_a_campaign_may_rule_otherwise() -> None:
    law = Law({"priorities": {"direct_workers": "FIRST_AMONG_EQUALS", "women": "NONE"}})
    contenders = (person("a"), person("b", woman=1), person("c", is_direct=True), person("d", weight=2))

    found = order(*contenders, law=law)

    assert found == ["d", "c", "a", "b"]


def test_over_the_cap_of_the_campaign_or_of_a_body_is_marked() -> None:
    bodies = {"a": "x", "b": "x", "c": "y", "d": "x"}
    contenders = [person(name, weight=9 - number, body=bodies[name]) for number, name in enumerate(bodies)]

    places = ranked(contenders, Cap(per_campaign=3, per_body=1), law=LAW, day=DAY)

    marks = {subject.id: (place.rank, place.rank_in_body, place.over_cap) for subject, place in places.items()}
    assert marks == {"a": (1, 1, False), "b": (2, 2, True), "c": (3, 1, False), "d": (4, 3, True)}


contenders = st.builds(
    Contender,
    subject=st.builds(Subject, st.just("INDIVIDUAL"), st.uuids().map(str)),
    weight=st.integers(0, 3),
    position=st.integers(1, 10_000),
    is_direct=st.booleans(),
    women=st.integers(0, 1),
    people=st.just(1),
    body=st.sampled_from("xyz"),
)


@given(st.lists(contenders, unique_by=lambda one: one.subject), st.integers(1, 4), st.integers(0, 3))
def test_nobody_is_dropped_and_as_many_as_may_be_given_are_within_the_cap(
    found: list[Contender], per_campaign: int, per_body: int
) -> None:
    places = ranked(found, Cap(per_campaign, per_body), law=LAW, day=DAY)

    assert sorted(place.rank for place in places.values()) == list(range(1, len(found) + 1))
    within = [place for place in places.values() if not place.over_cap]
    assert len(within) <= per_campaign
    assert per_body or len(within) == min(per_campaign, len(found))
