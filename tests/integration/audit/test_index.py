"""The index of the log against a plain look through all facts: the same, whatever is asked for."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from services.audit.domain.indexing import headings_of, money_in, of_actor, of_campaign, of_kinds, of_thing, of_unit
from services.audit.domain.naming import Thing
from services.audit.projections import AUDIT
from services.audit.tables import queries
from services.audit.tables.queries import Within
from shared.adapters.database import Database
from shared.adapters.sqlite_files import SqliteFiles
from shared.core import events
from shared.core.envelope import Fact, encode_fact
from shared.core.log import Commit
from tests import examples

KINDS: Final = (examples.ACTIVITY, examples.HOUSEHOLD, examples.VERIFIED, examples.APPROVED, examples.STARTED)
CAMPAIGNS: Final = ("c-1", "c-2")
GROUPS: Final = (
    [of_campaign("c-1")],
    [of_campaign("c-1"), of_campaign("c-2")],
    of_kinds("c-1", "activity.recorded"),
    [*of_kinds("c-1", "house.started"), *of_kinds("c-2", "house.started")],
    [of_actor("verifier")],
    [of_unit("hctc")],
    [of_thing(Thing("household", "HB-MC-0001")), of_thing(Thing("activity", "HD-hctc-0001"))],
    [of_unit("nobody")],
)
told = st.tuples(st.sampled_from(KINDS), st.sampled_from(CAMPAIGNS))
commits = st.lists(st.lists(told, min_size=1, max_size=6), min_size=1, max_size=8)
places = st.builds(lambda number, place: number * 1_000 + place, st.integers(0, 9), st.integers(0, 6))
asked = st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3)


def log_of(history: Sequence[Sequence[tuple[events.Data, str]]]) -> tuple[list[Commit], dict[int, Fact]]:
    """The commits of a history, and its facts by position."""
    made, facts = [], {}
    for number, told_together in enumerate(history, start=1):
        lines = []
        for place, (data, campaign) in enumerate(told_together):
            fact = msgspec.structs.replace(examples.fact(data), campaign=campaign)
            facts[number * 1_000 + place] = fact
            lines.append(encode_fact(fact))
        made.append(Commit(number, "c-1", "tracking", f"i-{number}", b"\n".join(lines)))
    return made, facts


@settings(max_examples=40, deadline=None)
@given(commits, asked, places, places, st.integers(1, 12))
def test_the_index_finds_what_a_look_through_all_facts_finds(
    history: list[list[tuple[events.Data, str]]], wanted: list[list[str]], one: int, other: int, most: int
) -> None:
    made, facts = log_of(history)
    between = Within(min(one, other), max(one, other))
    right = [
        position
        for position, fact in facts.items()
        if between.first <= position <= between.last
        and all(not set(group).isdisjoint(headings_of(fact)) for group in wanted)
    ]
    here = [fact for position, fact in facts.items() if position <= between.last]

    with tempfile.TemporaryDirectory() as folder, SqliteFiles(Path(folder), "audit").building() as new:
        database = Database.make(new.engine, AUDIT)
        database.take(made)
        with Session(new.engine) as session:
            newest = queries.newest(session, wanted, between, most=most)
            oldest = queries.oldest(session, wanted, between, most=most)
            sums = {heading: queries.sum_at(session, [heading], between.last) for heading in wanted[0]}
        database.close()

    assert newest == right[::-1][:most]
    assert oldest == right[:most]
    for heading, total in sums.items():
        under = [fact for fact in here if heading in set(headings_of(fact))]
        assert total == (len(under), sum(map(money_in, under)))
