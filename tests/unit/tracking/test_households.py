"""The order of a household and its house, whose it is, and that a person is supported once."""

import pytest
from msgspec.structs import replace

from services.tracking.domain.refusals import (
    DAY_IN_FUTURE,
    DAYS_OUT_OF_ORDER,
    HOUSE_ALREADY_COMPLETED,
    HOUSE_ALREADY_HANDED_OVER,
    HOUSE_ALREADY_PASSED,
    HOUSE_ALREADY_STARTED,
    HOUSE_NOT_COMPLETED,
    HOUSE_NOT_PASSED,
    HOUSE_NOT_STARTED,
    HOUSEHOLD_ALREADY_APPROVED,
    HOUSEHOLD_ALREADY_VERIFIED,
    HOUSEHOLD_ENDED,
    HOUSEHOLD_NOT_APPROVED,
    HOUSEHOLD_NOT_VERIFIED,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    PERSON_ALREADY_LISTED,
    PERSON_ALREADY_SUPPORTED,
    UNKNOWN,
)
from shared.core import events
from shared.core.decider import Refused
from shared.core.events import Data
from tests.examples import (
    APPROVED,
    CHECKED,
    COMPLETED,
    DISBURSEMENT,
    HANDED_OVER,
    HOUSEHOLD,
    REJECTED,
    REVERSAL,
    STARTED,
    TOMORROW,
    VERIFIED,
    WITHDREW,
)
from tests.unit.tracking.telling import ACCEPTED, given

PATH: list[Data] = [HOUSEHOLD, VERIFIED, APPROVED, STARTED, COMPLETED, CHECKED, HANDED_OVER]
INELIGIBLE = replace(VERIFIED, eligible=False)
FAILED = replace(CHECKED, passed=False, three_hards=events.ThreeHards(floor=True, frame=True, roof=False))
# The same statements with a word changed, so that they are new ones and not the same sent again.
ONCE_MORE: dict[str, Data] = {
    "household.verified": replace(VERIFIED, checks={"again": True}),
    "household.approved": replace(APPROVED, list_no="04/2025/DS-MC"),
    "house.started": replace(STARTED, started_on="2025-03-02"),
    "house.completed": replace(COMPLETED, area_m2=43.0),
    "house.checked": replace(CHECKED, notes="Lần nữa"),
    "house.handed_over": replace(HANDED_OVER, handed_over_on="2025-03-09"),
}


def short(value: object) -> object:
    """What to call a parameter: a statement by its type, a refusal by its code."""
    return getattr(value, "short", None) or getattr(value, "code", None)


def test_a_household_goes_the_whole_way() -> None:
    given(*PATH[:-1]).when(HANDED_OVER).then(ACCEPTED)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (APPROVED, HOUSEHOLD_NOT_VERIFIED),
        (STARTED, HOUSEHOLD_NOT_APPROVED),
        (COMPLETED, HOUSE_NOT_STARTED),
        (CHECKED, HOUSE_NOT_COMPLETED),
        (HANDED_OVER, HOUSE_NOT_PASSED),
    ],
    ids=short,
)
def test_a_step_comes_no_sooner_than_the_one_before(statement: Data, refusal: Refused) -> None:
    all_but_the_step_before = PATH[: PATH.index(statement) - 1]

    given(*all_but_the_step_before).when(statement).then(refusal)


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("household.verified", HOUSEHOLD_ALREADY_VERIFIED),
        ("household.approved", HOUSEHOLD_ALREADY_APPROVED),
        ("house.started", HOUSE_ALREADY_STARTED),
        ("house.completed", HOUSE_ALREADY_COMPLETED),
        ("house.checked", HOUSE_ALREADY_PASSED),
        ("house.handed_over", HOUSE_ALREADY_HANDED_OVER),
    ],
)
def test_a_step_is_taken_once(code: str, refusal: Refused) -> None:
    taken = next(number for number, step in enumerate(PATH) if step.short == code)

    given(*PATH[: taken + 1]).when(ONCE_MORE[code]).then(refusal)


@pytest.mark.parametrize("statement", [*PATH[1:], WITHDREW, REJECTED], ids=short)
def test_nothing_is_said_of_an_unknown_household(statement: Data) -> None:
    given().when(statement).then(UNKNOWN["household"])


@pytest.mark.parametrize("end", [WITHDREW, REJECTED], ids=short)
@pytest.mark.parametrize("statement", [*PATH[1:], WITHDREW, REJECTED], ids=short)
def test_a_household_that_left_goes_no_further(end: Data, statement: Data) -> None:
    given(HOUSEHOLD, end).when(statement).then(HOUSEHOLD_ENDED)


@pytest.mark.parametrize("end", [WITHDREW, REJECTED], ids=short)
@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_household_may_leave_until_its_house_is_finished(end: Data, steps: int) -> None:
    given(*PATH[:steps]).when(end).then(ACCEPTED)


@pytest.mark.parametrize("end", [WITHDREW, REJECTED], ids=short)
@pytest.mark.parametrize("steps", [5, 6, 7])
def test_a_household_leaves_no_more_after_that(end: Data, steps: int) -> None:
    given(*PATH[:steps]).when(end).then(HOUSE_ALREADY_COMPLETED)


def test_an_ineligible_household_is_not_approved() -> None:
    given(HOUSEHOLD, INELIGIBLE).when(APPROVED).then(HOUSEHOLD_NOT_VERIFIED)


def test_an_ineligible_household_may_be_looked_at_again() -> None:
    given(HOUSEHOLD, INELIGIBLE).when(VERIFIED).then(ACCEPTED).when(APPROVED).then(ACCEPTED)


def test_a_failed_check_is_repeated_until_the_house_passes() -> None:
    given(*PATH[:5], FAILED).when(HANDED_OVER).then(HOUSE_NOT_PASSED).when(CHECKED).then(ACCEPTED)


# --- whose household -----------------------------------------------------------------------------------------------


def test_a_unit_lists_no_household_for_another() -> None:
    given().when(HOUSEHOLD, unit_id="hctc").then(NOT_OWN_UNIT)


def test_only_units_that_take_part_list_households() -> None:
    given().when(replace(HOUSEHOLD, unit_id="so-xay-dung")).then(NOT_TAKING_PART)


@pytest.mark.parametrize("statement", [STARTED, COMPLETED, HANDED_OVER, WITHDREW], ids=short)
def test_a_unit_speaks_of_no_other_units_household(statement: Data) -> None:
    given(HOUSEHOLD).when(statement, unit_id="hctc").then(NOT_OWN_UNIT)


def test_a_household_id_is_used_once() -> None:
    again = replace(HOUSEHOLD, person=None)

    given(HOUSEHOLD, WITHDREW).when(again).then(ID_USED["household"])


# --- the person ----------------------------------------------------------------------------------------------------

ELSEWHERE = replace(HOUSEHOLD, household_id="HB-HCTC-0001", unit_id="hctc", track="CAMPAIGN")


def test_a_person_is_listed_once_under_any_unit_and_track() -> None:
    given(HOUSEHOLD).when(ELSEWHERE).then(PERSON_ALREADY_LISTED)


def test_another_person_is_listed_beside() -> None:
    another = replace(ELSEWHERE, person=events.SealedPerson("ref-0002", "v1.other"))

    given(HOUSEHOLD).when(another).then(ACCEPTED)


def test_households_without_a_person_do_not_stand_in_each_others_way() -> None:
    nameless = replace(HOUSEHOLD, household_id="HB-MC-0002", person=None)

    given(nameless).when(replace(nameless, household_id="HB-MC-0003")).then(ACCEPTED)


@pytest.mark.parametrize("end", [WITHDREW, REJECTED], ids=short)
def test_a_person_whose_household_left_may_be_listed_again_once(end: Data) -> None:
    once_more = replace(ELSEWHERE, household_id="HB-HCTC-0002")

    given(HOUSEHOLD, end).when(ELSEWHERE).then(ACCEPTED).when(once_more).then(PERSON_ALREADY_LISTED)


def test_a_person_who_left_with_money_is_listed_again_only_when_it_came_back() -> None:
    story = given(HOUSEHOLD, VERIFIED, APPROVED, DISBURSEMENT, WITHDREW)

    story.when(ELSEWHERE).then(PERSON_ALREADY_SUPPORTED).when(REVERSAL).then(ACCEPTED).when(ELSEWHERE).then(ACCEPTED)


# --- days ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        replace(STARTED, started_on=TOMORROW),
        replace(COMPLETED, completed_on=TOMORROW),
        replace(HANDED_OVER, handed_over_on=TOMORROW),
    ],
    ids=short,
)
def test_no_step_of_a_house_lies_in_the_future(statement: Data) -> None:
    before = next(number for number, step in enumerate(PATH) if step.short == statement.short)

    given(*PATH[:before]).when(statement).then(DAY_IN_FUTURE)


def test_a_house_is_finished_on_the_day_of_its_start_at_the_earliest() -> None:
    story = given(*PATH[:4])

    story.when(replace(COMPLETED, completed_on="2025-02-28")).then(DAYS_OUT_OF_ORDER)
    story.when(replace(COMPLETED, completed_on="2025-03-01")).then(ACCEPTED)


def test_a_house_is_handed_over_on_the_day_it_was_finished_at_the_earliest() -> None:
    story = given(*PATH[:6])

    story.when(replace(HANDED_OVER, handed_over_on="2025-03-07")).then(DAYS_OUT_OF_ORDER)
    story.when(replace(HANDED_OVER, handed_over_on="2025-03-08")).then(ACCEPTED)
