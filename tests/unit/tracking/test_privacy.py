"""Erasing personal data: once, on a basis that names nobody, not while it has to be kept, and never paid for twice."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.tracking.domain.privacy_refusals import (
    ALREADY_ERASED,
    BASIS_NAMES_SOMEBODY,
    BASIS_TOO_SHORT,
    CASE_OPEN,
    SUBJECT_ERASED,
    award_files,
    money_paid,
)
from services.tracking.domain.state import CampaignState
from shared.core import events
from shared.core.events import Data
from tests import examples as ex
from tests.unit.tracking.telling import ACCEPTED, Story, given, given_registry

ERASED = events.PersonalDataErased("HOUSEHOLD", "HB-MC-0001", "ALL", "Đơn số 07/ĐN, Luật 91/2025/QH15")
ELIGIBLE = (ex.VERIFIED, ex.APPROVED)
OF_LAN = replace(ERASED, subject_kind="INDIVIDUAL", subject_id="cb-lan")
NOMINATED = events.NominationOpened("DN-1", "INDIVIDUAL", "cb-lan", "PROVINCE_MERIT", "hoa-binh-450")
HELD = events.HoldPlaced("INDIVIDUAL", "cb-lan", "COMPLAINT")
DECIDED = events.AwardDecided(
    decision_no="12/QĐ-UBND",
    decided_on="2025-03-01",
    award="PROVINCE_MERIT",
    signer=events.Signer("cb-ct", "Chủ tịch", "HEAD"),
    subjects=(events.Awarded("INDIVIDUAL", "cb-lan", "DN-1"),),
)


def heard(story: Story[CampaignState], *facts: Data, campaign: str = ex.CAMPAIGN) -> Story[CampaignState]:
    """What other services have recorded by now."""
    for data in facts:
        story.state.registry.retained.take(ex.fact(data, campaign=campaign))
    return story


def test_a_household_that_was_paid_nothing_is_erased_once() -> None:
    story = given(ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED)

    story.when(ERASED).then(ACCEPTED)

    story.when(replace(ERASED, basis="Một căn cứ khác")).then(ALREADY_ERASED)


def test_a_person_erased_in_one_campaign_is_erased_in_every_other() -> None:
    story = heard(given(), OF_LAN, campaign="another")

    story.when(OF_LAN).then(ALREADY_ERASED)


def test_a_household_of_the_same_id_in_another_campaign_is_another_household() -> None:
    story = heard(given(ex.HOUSEHOLD), ERASED, campaign="another")

    story.when(ERASED).then(ACCEPTED)


@pytest.mark.parametrize("basis", ["x", "đơn đơn", "          ", " Đơn 07   "])
def test_a_basis_that_says_nothing_is_none(basis: str) -> None:
    given(ex.HOUSEHOLD).when(replace(ERASED, basis=basis)).then(BASIS_TOO_SHORT)


@pytest.mark.parametrize("number", ["017190001234", "017 190 001 234", "0171.9000.1234", "017-190-001-234"])
def test_a_basis_never_repeats_a_citizen_number(number: str) -> None:
    given(ex.HOUSEHOLD).when(replace(ERASED, basis=f"Đơn của công dân {number}")).then(BASIS_NAMES_SOMEBODY)


@pytest.mark.parametrize("basis", ["Quyết định 1280/QĐ-UBND, 25/06/2025", "Công văn 0171900012345 ngày 25.06.2025"])
def test_numbers_of_documents_and_days_are_no_citizen_numbers(basis: str) -> None:
    given(ex.HOUSEHOLD).when(replace(ERASED, basis=basis)).then(ACCEPTED)


def test_money_that_was_paid_is_kept_traceable_to_the_end_of_its_tenth_year() -> None:
    story = given(ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED, ex.DISBURSEMENT)

    story.when(ERASED, recorded_at="2035-12-31T16:59:59.000Z").then(money_paid("2035-12-31"))

    story.when(ERASED, recorded_at="2036-01-01T00:00:00.000Z").then(ACCEPTED)


def test_money_that_came_back_holds_nothing() -> None:
    story = given(ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED, ex.DISBURSEMENT, ex.REVERSAL)

    story.when(ERASED).then(ACCEPTED)


def test_nothing_is_approved_or_paid_for_a_household_nobody_can_name() -> None:
    story = given(ex.HOUSEHOLD, ex.VERIFIED, ERASED)

    story.when(ex.APPROVED).then(SUBJECT_ERASED)

    given(ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED, ERASED).when(ex.DISBURSEMENT).then(SUBJECT_ERASED)


def test_the_work_on_its_house_may_go_on_and_it_may_leave() -> None:
    story = given(ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED, ERASED)

    story.when(ex.STARTED).then(ACCEPTED).when(ex.WITHDREW).then(ACCEPTED)


def test_a_closed_campaign_still_erases() -> None:
    given(ex.HOUSEHOLD, ex.CLOSED).when(ERASED).then(ACCEPTED)


@pytest.mark.parametrize("open_matter", [NOMINATED, HELD])
def test_what_is_not_concluded_yet_is_kept_and_the_answer_does_not_say_which_it_is(open_matter: Data) -> None:
    heard(given(), open_matter).when(OF_LAN).then(CASE_OPEN)


@pytest.mark.parametrize(
    "end",
    [
        events.NominationWithdrawn("DN-1", "Rút"),
        events.AwardDeclined("DN-1", "cb-ct", "Chưa đủ"),
    ],
)
def test_a_nomination_that_came_to_nothing_holds_nothing(end: Data) -> None:
    heard(given(), NOMINATED, end).when(OF_LAN).then(ACCEPTED)


def test_a_hold_that_was_lifted_holds_nothing() -> None:
    lifted = events.HoldLifted("INDIVIDUAL", "cb-lan", "NO_WRONGDOING")

    heard(given(), HELD, lifted).when(OF_LAN).then(ACCEPTED)


@pytest.mark.parametrize(
    ("award", "last_day"),
    [("PROVINCE_MERIT", "2045-12-31"), ("AGENCY_COMMENDATION", "2035-12-31"), ("PM_MERIT", "9999-12-31")],
)
def test_the_files_of_an_award_are_kept_as_long_as_its_level_asks(award: str, last_day: str) -> None:
    story = heard(given(), NOMINATED, replace(DECIDED, award=award))

    story.when(OF_LAN, recorded_at="2035-12-31T00:00:00.000Z").then(award_files(last_day))


def test_what_bears_personal_data_of_an_erased_subject_is_refused_by_every_pen() -> None:
    given(ex.HOUSEHOLD, ERASED).when(ex.HOUSEHOLD, contentmac="").then(SUBJECT_ERASED)
    given().when(ex.CONTRIBUTION, contentmac="").then(SUBJECT_ERASED)
    given_registry(*ex.ESTABLISHED).when(ex.LAN, contentmac="").then(SUBJECT_ERASED)


_HOMES = ("h1", "h2")
_STEPS = ("enter", "pay", "take back", "withdraw", "erase")


@settings(max_examples=300)
@for_all(st.lists(st.tuples(st.sampled_from(_HOMES), st.sampled_from(_STEPS)), min_size=8, max_size=40))
def test_one_person_is_never_paid_in_two_households_although_an_erasure_makes_the_number_new(
    told: list[tuple[str, str]],
) -> None:
    story, erased, paid = given(), set[str](), Counter[str]()

    for home, step in told:
        # The vault's number goes with the household: the same person comes back under another reference.
        for data in _statements(home, step, ref=f"ref-{len(erased)}"):
            story.when(data)
        if story.answer is ACCEPTED and step == "erase":
            erased.add(home)
        if story.answer is ACCEPTED and step in ("pay", "take back"):
            paid[home] += 1 if step == "pay" else -1

        assert sum(count > 0 for count in paid.values()) <= 1
        assert not any(paid[home] for home in erased)


def _statements(home: str, step: str, *, ref: str) -> Sequence[Data]:
    person = events.SealedPerson(person_ref=ref, sealed="v1.x")
    payment = f"{home}-1"
    match step:
        case "enter":
            return [replace(data, household_id=home) for data in (replace(ex.HOUSEHOLD, person=person), *ELIGIBLE)]
        case "pay":
            return [replace(ex.DISBURSEMENT, household_id=home, disbursement_id=payment)]
        case "take back":
            return [replace(ex.REVERSAL, disbursement_id=payment)]
        case "withdraw":
            return [replace(ex.WITHDREW, household_id=home)]
        case _:
            return [replace(ERASED, subject_id=home)]
