"""What may be said of an activity, by whom, and when no more."""

import tracemalloc

import pytest
from msgspec.structs import replace

from services.tracking.domain.refusals import (
    ACTIVITY_ALREADY_DISPUTED,
    ACTIVITY_ALREADY_VERIFIED,
    ACTIVITY_WITHDRAWN,
    CLAUSE_UNKNOWN,
    CORRECTION_EMPTY,
    DAY_IN_FUTURE,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    UNKNOWN,
)
from shared.core import events
from shared.core.decider import Refused
from shared.core.events import ActivityChanges, Data
from tests.examples import ACTIVITY, TODAY, TOMORROW, fact
from tests.unit.tracking.telling import ACCEPTED, given

ID = ACTIVITY.activity_id
CORRECTION = events.ActivityCorrected(ID, ActivityChanges(quantity=2.0), "Đếm lại")
WITHDRAWAL = events.ActivityWithdrawn(ID, "Báo cáo nhầm")
VERIFICATION = events.ActivityVerified(ID)
DISPUTE = events.ActivityDisputed(ID, "Chưa có tài liệu chứng minh")
NOBODY = events.Participant("cb-khong-co")


def corrected(**changes: object) -> events.ActivityCorrected:
    return replace(CORRECTION, changes=replace(ActivityChanges(), **changes))


def test_a_unit_records_its_activity() -> None:
    given().when(ACTIVITY).then(ACCEPTED)


def test_an_activity_id_is_used_once_even_after_withdrawal() -> None:
    given(ACTIVITY, WITHDRAWAL).when(replace(ACTIVITY, title="Việc khác")).then(ID_USED["activity"])


def test_two_activities_of_two_units_stand_side_by_side() -> None:
    given(ACTIVITY).when(replace(ACTIVITY, activity_id="HD-thcb-0001", unit_id="thcb")).then(ACCEPTED)


def test_a_unit_records_nothing_for_another() -> None:
    given().when(ACTIVITY, unit_id="thcb").then(NOT_OWN_UNIT)


@pytest.mark.parametrize("unit_id", ["so-xay-dung", "khong-co"])
def test_a_unit_must_take_part_and_be_in_the_registry(unit_id: str) -> None:
    given().when(replace(ACTIVITY, unit_id=unit_id)).then(NOT_TAKING_PART)


def test_a_clause_must_be_in_the_plan() -> None:
    given().when(replace(ACTIVITY, clause="II.2")).then(CLAUSE_UNKNOWN)


def test_people_named_must_be_in_the_registry() -> None:
    given().when(replace(ACTIVITY, persons=(*ACTIVITY.persons, NOBODY))).then(UNKNOWN["person"])


def test_an_activity_without_people_is_recorded() -> None:
    given().when(replace(ACTIVITY, persons=())).then(ACCEPTED)


def test_an_activity_of_tomorrow_is_refused() -> None:
    given().when(replace(ACTIVITY, occurred_on=TOMORROW)).then(DAY_IN_FUTURE)


def test_an_activity_from_before_the_campaign_counts() -> None:
    given().when(replace(ACTIVITY, occurred_on="2024-09-30")).then(ACCEPTED)


@pytest.mark.parametrize(
    ("time", "answer"),
    [
        ("2025-03-09T17:00:00Z", ACCEPTED),  # midnight in Hòa Bình
        ("2025-03-09t16:59:59.999999z", DAY_IN_FUTURE),
        ("2025-03-09T12:00:00-05:00", ACCEPTED),
        ("2025-03-10T04:00:00+13:00", DAY_IN_FUTURE),  # in Hòa Bình still the 9th
    ],
)
def test_the_day_is_that_of_the_campaigns_clocks(time: str, answer: Refused | None) -> None:
    given().when(replace(ACTIVITY, occurred_on=TODAY), time=time).then(answer)


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_unit_corrects_its_activity_as_often_as_need_be() -> None:
    given(ACTIVITY, CORRECTION).when(corrected(quantity=3.0, clause="III.1.b5", occurred_on=TODAY)).then(ACCEPTED)


@pytest.mark.parametrize(
    ("correction", "refusal"),
    [
        (corrected(), CORRECTION_EMPTY),
        (corrected(clause="II.2"), CLAUSE_UNKNOWN),
        (corrected(persons=(NOBODY,)), UNKNOWN["person"]),
        (corrected(occurred_on=TOMORROW), DAY_IN_FUTURE),
    ],
    ids=["changes nothing", "unknown clause", "unknown person", "day to come"],
)
def test_a_correction_is_held_to_the_rules_of_recording(correction: Data, refusal: Refused) -> None:
    given(ACTIVITY).when(correction).then(refusal)


def test_a_correction_may_take_everybody_out() -> None:
    given(ACTIVITY).when(corrected(persons=())).then(ACCEPTED)


# --- what may follow what ------------------------------------------------------------------------------------------

ALL = [CORRECTION, WITHDRAWAL, VERIFICATION, DISPUTE]


@pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.short)
def test_nothing_is_said_of_an_unknown_activity(statement: Data) -> None:
    given().when(statement).then(UNKNOWN["activity"])


@pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.short)
def test_withdrawn_is_final(statement: Data) -> None:
    given(ACTIVITY, WITHDRAWAL).when(statement).then(ACTIVITY_WITHDRAWN)


@pytest.mark.parametrize("statement", [CORRECTION, WITHDRAWAL], ids=lambda statement: statement.short)
def test_a_unit_touches_no_other_units_activity(statement: Data) -> None:
    given(ACTIVITY).when(statement, unit_id="thcb").then(NOT_OWN_UNIT)


def test_who_may_not_speak_is_told_so_before_anything_else() -> None:
    given(ACTIVITY, WITHDRAWAL).when(WITHDRAWAL, unit_id="thcb").then(NOT_OWN_UNIT)


@pytest.mark.parametrize("before", [[VERIFICATION], [DISPUTE]], ids=["verified", "disputed"])
def test_an_activity_is_corrected_or_withdrawn_whatever_was_found(before: list[Data]) -> None:
    given(ACTIVITY, *before).when(CORRECTION).then(ACCEPTED).when(WITHDRAWAL).then(ACCEPTED)


def test_an_activity_is_verified_once() -> None:
    given(ACTIVITY, VERIFICATION).when(events.ActivityVerified(ID, "Lần nữa")).then(ACTIVITY_ALREADY_VERIFIED)


def test_an_activity_is_disputed_once() -> None:
    given(ACTIVITY, DISPUTE).when(events.ActivityDisputed(ID, "Vẫn chưa có")).then(ACTIVITY_ALREADY_DISPUTED)


def test_a_disputed_activity_is_verified_and_disputed_again() -> None:
    given(ACTIVITY, DISPUTE).when(VERIFICATION).then(ACCEPTED).when(DISPUTE).then(ACCEPTED)


def test_a_corrected_activity_is_verified_anew() -> None:
    given(ACTIVITY, VERIFICATION, CORRECTION).when(VERIFICATION).then(ACCEPTED)


def test_a_correction_settles_no_dispute() -> None:
    given(ACTIVITY, DISPUTE, CORRECTION).when(DISPUTE).then(ACTIVITY_ALREADY_DISPUTED)


def test_a_fact_about_an_activity_that_no_fact_made_is_not_passed_over() -> None:
    story = given()

    with pytest.raises(KeyError):
        story.decider.evolve(story.state, fact(VERIFICATION), 0)


def test_an_activity_takes_at_most_sixty_bytes_of_the_state() -> None:
    story = given()

    def record(numbers: range) -> None:
        for number in numbers:
            story.when(replace(ACTIVITY, activity_id=f"HD-hctc-{number}"))
            story.state.journal.settle()

    record(range(1_000))  # whoever measures what the tests run is done with these lines by then
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()

    record(range(1_000, 5_000))
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert taken / 4_000 <= 60
