"""Units that end, go on in each other's place and have codes: what is taken, and what a correction changes."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.refusals import UNIT_CIRCLE, UNIT_ENDED, UNKNOWN
from services.tracking.domain.registry_state import RegistryState
from services.tracking.domain.unit_refusals import (
    CODE_CLOSED,
    CODE_UNKNOWN,
    CODE_USED,
    CORRECTS_NOTHING,
    HOLDER_NO_SUCCESSOR,
    SPLIT_EMPTY,
    TAKES_OVER_LATER,
)
from shared.core import events
from shared.core.decider import Refused
from shared.core.definition import Text
from shared.core.events import Data
from tests.examples import ESTABLISHED, OUTSIDER
from tests.unit.tracking.telling import ACCEPTED, Story, given_registry

BASIS = "Nghị quyết 1676/NQ-UBTVQH15"
BEFORE, DAY, AFTER = "2025-06-30", "2025-07-01", "2025-07-02"
MERGED = events.UnitMerged(("hctc", "thcb"), "so-xay-dung", DAY, BASIS)
SPLIT = events.UnitSplit("hctc", ("thcb", "so-xay-dung"), DAY, BASIS)
DISSOLVED = events.UnitDissolved("hctc", DAY, BASIS)
RENAMED = events.UnitRenamed("hctc", Text("Phòng Tổ chức"), DAY, BASIS)
ISSUED = events.UnitCodeIssued("hctc", "H28.01", DAY, BASIS)
CLOSED = events.UnitCodeClosed("hctc", "H28.01", DAY, BASIS)


def registry(*more: Data) -> Story[RegistryState]:
    return given_registry(*ESTABLISHED, OUTSIDER, *more)


# --- ends ----------------------------------------------------------------------------------------------------------


def test_a_split_leaves_what_was_done_with_its_first_part_or_the_one_that_is_named() -> None:
    first, named = registry(SPLIT).state.lineage, registry(replace(SPLIT, holder="so-xay-dung")).state.lineage

    holders = [lineage.holder("hctc", DAY) for lineage in (first, named)]

    assert holders == ["thcb", "so-xay-dung"]
    assert first.holder("hctc", BEFORE) == "hctc"


@pytest.mark.parametrize(
    ("split", "refusal"),
    [
        (replace(SPLIT, successors=("thcb",)), SPLIT_EMPTY),
        (replace(SPLIT, successors=("thcb", "thcb")), SPLIT_EMPTY),
        (replace(SPLIT, successors=("thcb", "hctc")), UNIT_CIRCLE),
        (replace(SPLIT, successors=("thcb", "khong-co")), UNKNOWN["unit"]),
        (replace(SPLIT, holder="vpubnd"), HOLDER_NO_SUCCESSOR),
    ],
)
def test_a_split_names_two_other_units_that_are_there(split: events.UnitSplit, refusal: Refused) -> None:
    registry().when(split).then(refusal)


def test_units_that_follow_one_another_on_one_day_pass_everything_on_to_the_last() -> None:
    lineage = registry(MERGED, replace(MERGED, predecessors=("so-xay-dung",), successor="vpubnd")).state.lineage

    held = lineage.held_by("vpubnd", DAY)

    assert set(held) == {"hctc", "thcb", "so-xay-dung"}


def test_what_came_to_a_unit_that_then_ended_without_an_heir_is_counted_under_it_though_it_speaks_for_nobody() -> None:
    lineage = registry(MERGED, events.UnitDissolved("so-xay-dung", AFTER, BASIS)).state.lineage

    speaks_for, counts = lineage.held_by("so-xay-dung", AFTER), lineage.come_down_to("so-xay-dung", AFTER)

    assert speaks_for == ()
    assert set(counts) == {"hctc", "thcb"}


def test_a_unit_does_not_end_before_the_day_on_which_it_takes_another_over() -> None:
    registry(MERGED).when(events.UnitDissolved("so-xay-dung", BEFORE, BASIS)).then(TAKES_OVER_LATER)


def test_a_unit_that_is_to_end_later_may_take_another_over_until_then() -> None:
    later = events.UnitDissolved("so-xay-dung", AFTER, BASIS)

    registry(later).when(MERGED).then(ACCEPTED)


def test_nobody_is_renamed_after_the_end() -> None:
    registry(MERGED).when(RENAMED).then(UNIT_ENDED).when(replace(RENAMED, effective_on=BEFORE)).then(ACCEPTED)


def test_a_new_unit_may_bear_an_old_units_name() -> None:
    new = replace(ESTABLISHED[1], unit_id="hctc-moi")

    registry(DISSOLVED).when(new).then(ACCEPTED)


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_fact_that_it_names() -> None:
    story = registry().when(MERGED, id="NQ-1").then(ACCEPTED)

    story.when(replace(MERGED, effective_on=AFTER, corrects="NQ-1"), id="NQ-2").then(ACCEPTED)

    assert {ending.on for ending in story.state.lineage.endings.values()} == {AFTER}


def test_a_merger_that_names_nobody_takes_back_what_it_corrects() -> None:
    story = registry().when(MERGED, id="NQ-1").then(ACCEPTED)

    story.when(replace(MERGED, predecessors=(), corrects="NQ-1"), id="NQ-2").then(ACCEPTED)

    assert story.state.lineage.endings == {}


def test_a_name_is_corrected_like_an_end() -> None:
    story = registry().when(RENAMED, id="NQ-1").then(ACCEPTED)

    story.when(replace(RENAMED, name=Text("Phòng Nội vụ"), corrects="NQ-1"), id="NQ-2").then(ACCEPTED)

    named = story.state.lineage.names["hctc"]
    assert [one.name.vi for one in named] == [ESTABLISHED[1].name.vi, "Phòng Nội vụ"]


@pytest.mark.parametrize("statement", [MERGED, SPLIT, DISSOLVED, RENAMED], ids=lambda data: data.short)
def test_a_correction_names_a_change_that_is_in_force(statement: events.UnitDissolved) -> None:
    registry().when(replace(statement, corrects="NQ-0")).then(CORRECTS_NOTHING)


def test_what_was_corrected_is_not_corrected_again() -> None:
    story = registry().when(MERGED, id="NQ-1").then(ACCEPTED)
    story.when(replace(MERGED, effective_on=AFTER, corrects="NQ-1"), id="NQ-2").then(ACCEPTED)

    story.when(replace(MERGED, effective_on=BEFORE, corrects="NQ-1"), id="NQ-3").then(CORRECTS_NOTHING)


# --- codes ---------------------------------------------------------------------------------------------------------


def test_a_code_is_issued_once_and_closed_once_also_after_the_units_end() -> None:
    story = registry(ISSUED, replace(DISSOLVED, effective_on=AFTER))

    story.when(CLOSED).then(ACCEPTED).when(CLOSED).then(CODE_CLOSED)


@pytest.mark.parametrize("unit_id", ["hctc", "thcb"])
def test_a_code_is_nobodys_twice_not_even_after_it_was_closed(unit_id: str) -> None:
    registry(ISSUED, CLOSED).when(replace(ISSUED, unit_id=unit_id)).then(CODE_USED)


def test_a_unit_is_established_with_a_code_of_its_own() -> None:
    new = replace(OUTSIDER, unit_id="so-moi", code="H28.01")

    registry(ISSUED).when(new).then(CODE_USED).when(replace(new, code="H28.02")).then(ACCEPTED)


def test_a_unit_that_has_ended_gets_no_code() -> None:
    registry(DISSOLVED).when(ISSUED).then(UNIT_ENDED)


def test_another_units_code_is_not_closed() -> None:
    registry(ISSUED).when(replace(CLOSED, unit_id="thcb")).then(CODE_UNKNOWN)


# --- any history ---------------------------------------------------------------------------------------------------

UNITS = [unit.unit_id for unit in (*ESTABLISHED, OUTSIDER)]
DAYS = st.sampled_from([BEFORE, DAY, AFTER])
SOME_UNITS = st.lists(st.sampled_from(UNITS), min_size=1, max_size=3).map(tuple)
CORRECTS = st.sampled_from(["", "", *(f"F-{number}" for number in range(8))])
CHANGES: st.SearchStrategy[Data] = st.one_of(
    st.builds(
        events.UnitMerged,
        SOME_UNITS,
        st.sampled_from(UNITS),
        effective_on=DAYS,
        basis=st.just(BASIS),
        corrects=CORRECTS,
    ),
    st.builds(
        events.UnitSplit, st.sampled_from(UNITS), SOME_UNITS, effective_on=DAYS, basis=st.just(BASIS), corrects=CORRECTS
    ),
    st.builds(events.UnitDissolved, st.sampled_from(UNITS), effective_on=DAYS, basis=st.just(BASIS), corrects=CORRECTS),
)


@for_any(changes=st.lists(CHANGES, max_size=12))
def test_whatever_was_taken_every_unit_is_held_by_one_that_is_there_or_by_the_last_of_its_line(
    changes: list[Data],
) -> None:
    story = registry()
    for number, change in enumerate(changes):
        story.when(change, id=f"F-{number}")

    lineage = story.state.lineage
    for day in (BEFORE, DAY, AFTER):
        holders = {unit: lineage.holder(unit, day) for unit in UNITS}
        assert all(lineage.holder(holder, day) == holder for holder in holders.values())
        gone = {holder for holder in holders.values() if lineage.ended(holder, day)}
        assert all(lineage.endings[holder].how == "dissolved" for holder in gone)
        present = [unit for unit in UNITS if not lineage.ended(unit, day)]
        shared_out = [one for unit in present for one in (unit, *lineage.held_by(unit, day))]
        left = [unit for unit, holder in holders.items() if holder in gone]
        assert sorted([*shared_out, *left]) == sorted(UNITS)
    assert all(unit not in lineage.ancestors(unit) for unit in UNITS)
