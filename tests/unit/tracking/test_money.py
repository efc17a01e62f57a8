"""Money: never above the approved support, never to a household that left, taken back once; and what is given."""

import pytest
from msgspec.structs import replace

from services.tracking.domain.refusals import (
    ABOVE_SUPPORT,
    ALREADY_REVERSED,
    CONTRIBUTION_EMPTY,
    DAY_IN_FUTURE,
    HOUSEHOLD_ENDED,
    HOUSEHOLD_NOT_APPROVED,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    UNKNOWN,
)
from services.tracking.domain.state import CampaignState
from shared.core import events
from shared.core.events import ContributionReceived, Data
from tests.examples import (
    APPROVED,
    CHECKED,
    COMPLETED,
    CONTRIBUTION,
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
from tests.unit.tracking.telling import ACCEPTED, Story, given

REST = replace(DISBURSEMENT, disbursement_id="HB-MC-0001-D2", amount_vnd=24_000_000)
NO_MONEY = replace(CONTRIBUTION, money_vnd=0)


def approved(*more: Data) -> Story[CampaignState]:
    return given(HOUSEHOLD, VERIFIED, APPROVED, *more)


# --- support paid out ----------------------------------------------------------------------------------------------


def test_support_is_paid_in_parts_up_to_what_was_approved() -> None:
    approved(DISBURSEMENT).when(REST).then(ACCEPTED)


def test_in_sum_not_one_dong_more_is_paid() -> None:
    approved(DISBURSEMENT).when(replace(REST, amount_vnd=24_000_001)).then(ABOVE_SUPPORT)


def test_what_was_taken_back_may_be_paid_again() -> None:
    again = replace(DISBURSEMENT, disbursement_id="HB-MC-0001-D3")

    approved(DISBURSEMENT, REST).when(again).then(ABOVE_SUPPORT).when(REVERSAL).then(ACCEPTED).when(again).then(
        ACCEPTED
    )


@pytest.mark.parametrize("steps", [1, 2])
def test_no_money_is_paid_before_the_approval(steps: int) -> None:
    before: list[Data] = [HOUSEHOLD, VERIFIED]

    given(*before[:steps]).when(DISBURSEMENT).then(HOUSEHOLD_NOT_APPROVED)


def test_money_is_paid_to_the_end_and_after() -> None:
    approved(STARTED, COMPLETED, CHECKED, HANDED_OVER).when(DISBURSEMENT).then(ACCEPTED)


@pytest.mark.parametrize("end", [WITHDREW, REJECTED])
def test_no_money_is_paid_to_a_household_that_left(end: Data) -> None:
    approved(end).when(DISBURSEMENT).then(HOUSEHOLD_ENDED)


def test_no_money_is_paid_to_an_unknown_household() -> None:
    given().when(DISBURSEMENT).then(UNKNOWN["household"])


def test_a_unit_pays_its_own_households_only() -> None:
    approved().when(DISBURSEMENT, unit_id="hctc").then(NOT_OWN_UNIT)


def test_a_disbursement_id_is_used_once() -> None:
    approved(DISBURSEMENT).when(replace(DISBURSEMENT, amount_vnd=1)).then(ID_USED["disbursement"])


def test_no_money_is_paid_tomorrow() -> None:
    approved().when(replace(DISBURSEMENT, disbursed_on=TOMORROW)).then(DAY_IN_FUTURE)


# --- and taken back ------------------------------------------------------------------------------------------------


def test_a_payment_is_taken_back_once() -> None:
    approved(DISBURSEMENT, REVERSAL).when(replace(REVERSAL, reason="Lần nữa")).then(ALREADY_REVERSED)


def test_a_payment_is_taken_back_from_a_household_that_left() -> None:
    approved(DISBURSEMENT, WITHDREW).when(REVERSAL).then(ACCEPTED)


def test_an_unknown_payment_is_not_taken_back() -> None:
    approved().when(REVERSAL).then(UNKNOWN["disbursement"])


def test_a_unit_takes_back_its_own_payments_only() -> None:
    approved(DISBURSEMENT).when(REVERSAL, unit_id="hctc").then(NOT_OWN_UNIT)


# --- contributions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gift",
    [
        CONTRIBUTION,
        replace(NO_MONEY, labour_days=2.5),
        replace(NO_MONEY, in_kind=(events.InKind("xi măng", 5.0, "tấn"),)),
    ],
    ids=["money", "labour", "goods"],
)
def test_a_contribution_gives_money_labour_or_goods(gift: ContributionReceived) -> None:
    given().when(gift).then(ACCEPTED)


def test_a_contribution_of_nothing_is_refused() -> None:
    given().when(NO_MONEY).then(CONTRIBUTION_EMPTY)


def test_a_contribution_id_is_used_once() -> None:
    given(CONTRIBUTION).when(replace(CONTRIBUTION, money_vnd=1)).then(ID_USED["contribution"])


def test_a_unit_receives_for_itself_only() -> None:
    given().when(CONTRIBUTION, unit_id="hctc").then(NOT_OWN_UNIT)


def test_only_units_that_take_part_receive() -> None:
    given().when(replace(CONTRIBUTION, unit_id="so-xay-dung")).then(NOT_TAKING_PART)


def test_nothing_is_received_tomorrow() -> None:
    given().when(replace(CONTRIBUTION, received_on=TOMORROW)).then(DAY_IN_FUTURE)
