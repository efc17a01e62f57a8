"""The registry: unit ids are given once, circles do not arise, and what is said of a subject needs the subject."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.refusals import (
    DISCIPLINE_ALREADY_ENDED,
    ID_USED,
    MERGER_EMPTY,
    PERSON_ALREADY_THERE,
    UNIT_CIRCLE,
    UNIT_ENDED,
    UNKNOWN,
)
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.registry_state import RegistryState
from shared.core import events
from shared.core.decider import Refused
from shared.core.definition import Text
from shared.core.events import Data
from shared.core.values import SubjectKind
from tests.examples import ESTABLISHED, LAN, OUTSIDER, fact
from tests.unit.tracking.telling import ACCEPTED, Story, given_nothing, given_registry

BASIS = "Nghị quyết 202/2025/QH15"
RENAMED = events.UnitRenamed("hctc", Text("Phòng Tổ chức"), "2025-07-01", BASIS)
MERGED = events.UnitMerged(("hctc", "thcb"), "so-xay-dung", "2025-07-01", BASIS)
DISSOLVED = events.UnitDissolved("hctc", "2025-07-01", BASIS)
MOVED = events.PersonTransferred("cb-lan", "thcb", "2025-07-01")
RATED = events.RatingRecorded("INDIVIDUAL", "cb-lan", 2024, "EXCELLENT", "QĐ 12")
AWARDED = events.PriorAwardRecorded("INDIVIDUAL", "cb-lan", "PROVINCE_MERIT", "MERIT", "QĐ 13", "2023-12-20")
DISCIPLINED = events.DisciplineRecorded("INDIVIDUAL", "cb-lan", "khiển trách", "QĐ 14", "2025-01-10")
ENDED = events.DisciplineEnded("INDIVIDUAL", "cb-lan", "QĐ 14", "2026-01-10")


def registry(*more: Data) -> Story[RegistryState]:
    return given_registry(*ESTABLISHED, OUTSIDER, LAN, *more)


def short(value: object) -> object:
    return getattr(value, "short", None) or getattr(value, "code", None)


# --- units ---------------------------------------------------------------------------------------------------------


def test_a_unit_is_established_under_its_parent() -> None:
    given_registry(ESTABLISHED[0]).when(ESTABLISHED[1]).then(ACCEPTED)


def test_a_parent_must_be_there_first() -> None:
    given_registry().when(ESTABLISHED[1]).then(UNKNOWN["unit"])


def test_a_unit_is_not_its_own_parent() -> None:
    given_registry().when(replace(OUTSIDER, parent=OUTSIDER.unit_id)).then(UNIT_CIRCLE)


def test_a_unit_id_is_never_reused_not_even_after_its_end() -> None:
    registry(DISSOLVED).when(replace(ESTABLISHED[1], kind="OFFICE")).then(ID_USED["unit"])


@pytest.mark.parametrize("statement", [RENAMED, MERGED, DISSOLVED], ids=short)
def test_a_known_unit_is_renamed_merged_and_dissolved(statement: Data) -> None:
    registry().when(statement).then(ACCEPTED)


@pytest.mark.parametrize(
    "statement",
    [
        replace(RENAMED, unit_id="khong-co"),
        replace(DISSOLVED, unit_id="khong-co"),
        replace(MERGED, predecessors=("hctc", "khong-co")),
        replace(MERGED, successor="khong-co"),
    ],
    ids=short,
)
def test_an_unknown_unit_is_not(statement: Data) -> None:
    registry().when(statement).then(UNKNOWN["unit"])


@pytest.mark.parametrize("end", [MERGED, DISSOLVED], ids=short)
@pytest.mark.parametrize(
    "statement",
    [
        replace(DISSOLVED, basis="Lần nữa"),
        replace(MERGED, predecessors=("hctc",), successor="vpubnd"),
        replace(MERGED, predecessors=("vpubnd",), successor="hctc"),
    ],
    ids=["dissolved", "merged", "made successor"],
)
def test_a_unit_that_ended_ends_no_more_and_takes_nobody_in(end: Data, statement: Data) -> None:
    registry(end).when(statement).then(UNIT_ENDED)


def test_the_successor_goes_on() -> None:
    registry(MERGED).when(replace(MERGED, predecessors=("so-xay-dung",), successor="vpubnd")).then(ACCEPTED)


def test_a_unit_does_not_become_part_of_itself() -> None:
    registry().when(replace(MERGED, predecessors=("hctc", "thcb"), successor="hctc")).then(UNIT_CIRCLE)


def test_a_merger_names_somebody() -> None:
    registry().when(replace(MERGED, predecessors=())).then(MERGER_EMPTY)


def test_the_day_of_a_units_end_is_kept() -> None:
    story = registry(MERGED)

    ended = {unit_id: ending.on for unit_id, ending in story.state.lineage.endings.items()}

    assert ended == {"hctc": "2025-07-01", "thcb": "2025-07-01"}


# --- persons -------------------------------------------------------------------------------------------------------


def test_a_person_is_assigned_to_a_unit_and_later_to_another_post() -> None:
    registry().when(replace(LAN, title="Phó Chánh Văn phòng", unit_id="vpubnd")).then(ACCEPTED)


def test_a_person_is_not_assigned_to_an_unknown_unit() -> None:
    registry().when(replace(LAN, unit_id="khong-co")).then(UNKNOWN["unit"])


def test_remarks_of_the_unit_left_may_be_brought_after_an_assignment_elsewhere_and_once() -> None:
    elsewhere = replace(LAN, unit_id="thcb", from_on="2025-07-01")
    brought = events.PersonTransferred("cb-lan", "thcb", "2025-07-01", remarks="Hoàn thành tốt nhiệm vụ")

    case = registry().when(elsewhere).then(ACCEPTED)

    case.when(replace(brought, remarks="")).then(PERSON_ALREADY_THERE)
    case.when(brought).then(ACCEPTED).when(brought).then(PERSON_ALREADY_THERE)


def test_a_person_is_transferred_and_back() -> None:
    registry().when(MOVED).then(ACCEPTED).when(replace(MOVED, to_unit_id="hctc")).then(ACCEPTED)


@pytest.mark.parametrize(
    ("transfer", "refusal"),
    [
        (replace(MOVED, person_id="cb-khong-co"), UNKNOWN["person"]),
        (replace(MOVED, to_unit_id="khong-co"), UNKNOWN["unit"]),
        (replace(MOVED, to_unit_id="hctc"), PERSON_ALREADY_THERE),
    ],
    ids=short,
)
def test_a_known_person_is_transferred_to_another_known_unit(transfer: Data, refusal: Refused) -> None:
    registry().when(transfer).then(refusal)


# --- ratings, prior awards, disciplines ----------------------------------------------------------------------------


@pytest.mark.parametrize("statement", [RATED, AWARDED, DISCIPLINED], ids=short)
@pytest.mark.parametrize(
    ("kind", "subject_id", "answer"),
    [
        ("INDIVIDUAL", "cb-lan", ACCEPTED),
        ("INDIVIDUAL", "hctc", UNKNOWN["person"]),
        ("COLLECTIVE", "hctc", ACCEPTED),
        ("COLLECTIVE", "cb-lan", UNKNOWN["unit"]),
        ("HOUSEHOLD", "HB-MC-0001", ACCEPTED),
    ],
)
def test_what_is_said_of_a_subject_needs_the_subject(
    statement: events.RatingRecorded, kind: SubjectKind, subject_id: str, answer: Refused | None
) -> None:
    registry().when(replace(statement, subject_kind=kind, subject_id=subject_id)).then(answer)


def test_a_later_rating_of_the_same_year_stands_beside_the_first() -> None:
    registry(RATED).when(replace(RATED, rating="GOOD", decision_no="QĐ 15")).then(ACCEPTED)


def test_one_decision_disciplines_a_subject_once() -> None:
    registry(DISCIPLINED).when(replace(DISCIPLINED, form="cảnh cáo")).then(ID_USED["discipline"])


def test_a_discipline_ends_once() -> None:
    again = replace(ENDED, ended_on="2026-02-10")

    registry(DISCIPLINED).when(ENDED).then(ACCEPTED).when(again).then(DISCIPLINE_ALREADY_ENDED)


def test_a_discipline_that_was_not_recorded_does_not_end() -> None:
    registry(DISCIPLINED).when(replace(ENDED, decision_no="QĐ 15")).then(UNKNOWN["discipline"])


# --- the view ------------------------------------------------------------------------------------------------------


def test_the_view_knows_what_it_was_told_and_how_far() -> None:
    view = RegistryView()

    view.take(fact(OUTSIDER), 7_003)

    assert view.at == 7_003
    assert (view.has_unit("so-xay-dung"), view.has_unit("hctc")) == (True, False)


def test_the_view_knows_people() -> None:
    view = RegistryView()

    for place, data in enumerate((*ESTABLISHED, LAN)):
        view.take(fact(data), 1_000 + place)

    assert (view.has_person("cb-lan"), view.has_person("cb-minh")) == (True, False)


def test_a_campaign_says_how_far_it_knew_the_registry() -> None:
    state = given_nothing().state

    state.registry.take(fact(replace(OUTSIDER, unit_id="so-tai-chinh")), 9_000)

    assert state.registry_at == 9_000


# --- undo ----------------------------------------------------------------------------------------------------------

STATEMENTS = [*ESTABLISHED, OUTSIDER, LAN, RENAMED, MERGED, DISSOLVED, MOVED, RATED, DISCIPLINED, ENDED]
HISTORIES = st.lists(st.sampled_from(STATEMENTS), max_size=12)


@for_any(before=HISTORIES, taken_back=HISTORIES)
def test_undo_restores_the_registry(before: list[Data], taken_back: list[Data]) -> None:
    story, same = registry(), registry()
    for data in before:
        story.when(data)
        same.when(data)
    story.state.journal.settle()

    for data in taken_back:
        story.when(data)
    story.state.journal.undo()

    assert _picture(story.state) == _picture(same.state)


def _picture(state: RegistryState) -> object:
    return (
        state.lineage,
        state.codes,
        state.persons,
        [state.disciplines.get(key) for key in sorted(state.disciplines._keys) if key],
    )
