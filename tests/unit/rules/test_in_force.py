"""Of rule sets that may stand beside each other, each day has one: the one that began last of those that hold it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.core.definition import InForce, RuleSet
from shared.core.in_force import collides, in_force_on

FIRST = date(2025, 1, 1)
DAYS = range(20)
SPANS = st.lists(st.tuples(st.sampled_from(DAYS), st.none() | st.integers(0, 8)), min_size=1, max_size=8)


@given(SPANS)
def test_a_day_is_of_the_rule_set_that_began_last_and_of_no_other(spans: list[tuple[int, int | None]]) -> None:
    published: list[RuleSet] = []
    owner: dict[int, str] = {}

    for number, (first, more) in enumerate(spans):
        new = rule_set(f"r{number}", first, None if more is None else first + more)
        if not any(collides(new.in_force, one.in_force) for one in published):
            its_own = {day for day in DAYS if first <= day and (more is None or day <= first + more)}
            later = {day for day in its_own if owner.get(day) and begun(owner[day], published) >= new.in_force.from_}
            published.append(new)
            assert not later, "a day would be taken from who began later"
            owner |= dict.fromkeys(its_own, new.id)

    for day in DAYS:
        found = in_force_on(published, on(day))
        again = in_force_on(reversed(published), on(day))
        assert found == again
        assert (found and found.id) == owner.get(day)


@given(SPANS)
def test_a_day_that_a_rule_set_states_in_full_is_never_taken_from_it(spans: list[tuple[int, int | None]]) -> None:
    published: list[RuleSet] = []
    for number, (first, more) in enumerate(spans):
        new = rule_set(f"r{number}", first, None if more is None else first + more)
        if not any(collides(new.in_force, one.in_force) for one in published):
            published.append(new)

    stated = [(day, one) for one in published for day in DAYS if one.in_force.to and covers(one, day)]

    assert all(in_force_on(published, on(day)) is one for day, one in stated)


def rule_set(name: str, first: int, last: int | None) -> RuleSet:
    return RuleSet(id=name, in_force=InForce(on(first), "" if last is None else on(last)), legal_basis=(), cards=())


def on(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def covers(one: RuleSet, day: int) -> bool:
    return one.in_force.from_ <= on(day) <= one.in_force.to


def begun(name: str, published: list[RuleSet]) -> str:
    return next(one.in_force.from_ for one in published if one.id == name)
