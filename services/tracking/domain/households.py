"""Households and their houses, in the order of contract §3: identified, verified, approved; started to handed over."""

from typing import Final, NamedTuple

from services.tracking.domain.checks import in_future, no_part, not_own, not_owner
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.refusals import (
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
    PERSON_ALREADY_LISTED,
    PERSON_ALREADY_SUPPORTED,
    UNKNOWN,
)
from services.tracking.domain.state import CampaignState, Step
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.values import Date


class Gate(NamedTuple):
    """From which steps on and up to which a statement is in order, and what is said before and after."""

    first: Step
    last: Step
    too_early: Refused
    too_late: Refused


VERIFY: Final = Gate(Step.IDENTIFIED, Step.INELIGIBLE, UNKNOWN["household"], HOUSEHOLD_ALREADY_VERIFIED)
APPROVE: Final = Gate(Step.VERIFIED, Step.VERIFIED, HOUSEHOLD_NOT_VERIFIED, HOUSEHOLD_ALREADY_APPROVED)
START: Final = Gate(Step.APPROVED, Step.APPROVED, HOUSEHOLD_NOT_APPROVED, HOUSE_ALREADY_STARTED)
COMPLETE: Final = Gate(Step.STARTED, Step.STARTED, HOUSE_NOT_STARTED, HOUSE_ALREADY_COMPLETED)
CHECK: Final = Gate(Step.COMPLETED, Step.FAILED, HOUSE_NOT_COMPLETED, HOUSE_ALREADY_PASSED)
HAND_OVER: Final = Gate(Step.PASSED, Step.PASSED, HOUSE_NOT_PASSED, HOUSE_ALREADY_HANDED_OVER)
LEAVE: Final = Gate(Step.IDENTIFIED, Step.STARTED, UNKNOWN["household"], HOUSE_ALREADY_COMPLETED)
PAY: Final = Gate(Step.APPROVED, Step.HANDED_OVER, HOUSEHOLD_NOT_APPROVED, HOUSEHOLD_ENDED)


def out_of_order(state: CampaignState, command: Command, household_id: str, *, gate: Gate) -> Refused | None:
    """Why a household is not where it must be for this statement, or not the speaker's."""
    household = state.household(household_id)
    if household.step is Step.NOT_LISTED:
        return UNKNOWN["household"]
    refusal = not_owner(state, command, household.unit)
    if refusal is not None:
        return refusal
    if household.step >= Step.WITHDREW:
        return HOUSEHOLD_ENDED
    if household.step < gate.first:
        return gate.too_early
    return gate.too_late if household.step > gate.last else None


def nobody_known(state: CampaignState, household_id: str) -> Refused | None:
    """No support for a household that was erased: the same person may be listed anew, and would be supported twice."""
    return SUBJECT_ERASED if state.is_erased("HOUSEHOLD", household_id) else None


def identify(state: CampaignState, command: Command, data: events.HouseholdIdentified) -> Refused | None:
    """A household is listed once; so is its person, whatever the unit and the track."""
    used = state.household(data.household_id).step is not Step.NOT_LISTED
    return (
        not_own(command, data.unit_id)
        or no_part(state, data.unit_id)
        or (ID_USED["household"] if used else None)
        or (_listed(state, data.person.person_ref) if data.person else None)
    )


def identified(state: CampaignState, data: events.HouseholdIdentified) -> None:
    """The household is on the list."""
    state.list_household(data.household_id, unit=state.enter(data.unit_id))
    if data.person:
        state.list_person(data.person.person_ref, data.household_id)


def _listed(state: CampaignState, person_ref: str) -> Refused | None:
    """A person is free again once the household has left, and what it was paid has come back."""
    household = state.household_of(person_ref)
    if Step.NOT_LISTED < household.step < Step.WITHDREW:
        return PERSON_ALREADY_LISTED
    return PERSON_ALREADY_SUPPORTED if household.paid_vnd else None


def verify(state: CampaignState, command: Command, data: events.HouseholdVerified) -> Refused | None:
    """A household found ineligible may be looked at again; one found eligible not."""
    return out_of_order(state, command, data.household_id, gate=VERIFY)


def verified(state: CampaignState, data: events.HouseholdVerified) -> None:
    """The household is eligible, or not."""
    state.move_household(data.household_id, Step.VERIFIED if data.eligible else Step.INELIGIBLE)


def approve(state: CampaignState, command: Command, data: events.HouseholdApproved) -> Refused | None:
    """Only an eligible household is approved, and keeps the support of that day."""
    return out_of_order(state, command, data.household_id, gate=APPROVE) or nobody_known(state, data.household_id)


def approved(state: CampaignState, data: events.HouseholdApproved) -> None:
    """The household may have its support from now on."""
    state.move_household(data.household_id, Step.APPROVED, support_vnd=data.support_vnd)


def leave(
    state: CampaignState, command: Command, data: events.HouseholdWithdrew | events.HouseholdRejected
) -> Refused | None:
    """A household withdraws or is rejected as long as its house is not finished."""
    return out_of_order(state, command, data.household_id, gate=LEAVE)


def withdrew(state: CampaignState, data: events.HouseholdWithdrew) -> None:
    """The household left of its own will."""
    state.move_household(data.household_id, Step.WITHDREW)


def rejected(state: CampaignState, data: events.HouseholdRejected) -> None:
    """The household had no right to support."""
    state.move_household(data.household_id, Step.REJECTED)


def start(state: CampaignState, command: Command, data: events.HouseStarted) -> Refused | None:
    """Work begins once it is approved."""
    order = out_of_order(state, command, data.household_id, gate=START)
    return order or in_future(state, command, data.started_on)


def started(state: CampaignState, data: events.HouseStarted) -> None:
    """Work has begun."""
    state.move_household(data.household_id, Step.STARTED, built_on=data.started_on)


def complete(state: CampaignState, command: Command, data: events.HouseCompleted) -> Refused | None:
    """A house is finished after it was begun."""
    order = out_of_order(state, command, data.household_id, gate=COMPLETE)
    return order or _bad_day(state, command, data.household_id, day=data.completed_on)


def completed(state: CampaignState, data: events.HouseCompleted) -> None:
    """The house is finished."""
    state.move_household(data.household_id, Step.COMPLETED, built_on=data.completed_on)


def check(state: CampaignState, command: Command, data: events.HouseChecked) -> Refused | None:
    """A finished house is checked until it passes."""
    return out_of_order(state, command, data.household_id, gate=CHECK)


def checked(state: CampaignState, data: events.HouseChecked) -> None:
    """The house has passed, or has to be put right."""
    state.move_household(data.household_id, Step.PASSED if data.passed else Step.FAILED)


def hand_over(state: CampaignState, command: Command, data: events.HouseHandedOver) -> Refused | None:
    """A house is handed over once it has passed, not before the day it was finished."""
    order = out_of_order(state, command, data.household_id, gate=HAND_OVER)
    return order or _bad_day(state, command, data.household_id, day=data.handed_over_on)


def handed_over(state: CampaignState, data: events.HouseHandedOver) -> None:
    """The household has its house."""
    state.move_household(data.household_id, Step.HANDED_OVER)


def _bad_day(state: CampaignState, command: Command, household_id: str, *, day: Date) -> Refused | None:
    before = day < state.household(household_id).built_on
    return in_future(state, command, day) or (DAYS_OUT_OF_ORDER if before else None)
