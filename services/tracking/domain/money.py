"""Money and what else is given: contributions received, support paid out to households and taken back."""

from services.tracking.domain.checks import id_used, in_future, no_part, not_own, not_owner
from services.tracking.domain.households import PAY, nobody_known, out_of_order
from services.tracking.domain.refusals import ABOVE_SUPPORT, ALREADY_REVERSED, CONTRIBUTION_EMPTY, ID_USED, UNKNOWN
from services.tracking.domain.state import CampaignState
from shared.core import events
from shared.core.decider import Command, Refused


def receive(state: CampaignState, command: Command, data: events.ContributionReceived) -> Refused | None:
    """A unit receives money, labour or goods, once under each id."""
    gives = data.money_vnd or data.labour_days or data.in_kind
    return (
        not_own(command, data.unit_id)
        or no_part(state, data.unit_id)
        or id_used(state, "contribution", data.contribution_id)
        or (None if gives else CONTRIBUTION_EMPTY)
        or in_future(state, command, data.received_on)
    )


def received(state: CampaignState, data: events.ContributionReceived) -> None:
    """The contribution is there."""
    state.keep("contribution", data.contribution_id, unit=state.enter(data.unit_id))


def disburse(state: CampaignState, command: Command, data: events.FundsDisbursed) -> Refused | None:
    """Support is paid from the approval on, never above it in sum, and never to a household that has left."""
    used = state.payment(data.disbursement_id) is not None
    return (
        out_of_order(state, command, data.household_id, gate=PAY)
        or nobody_known(state, data.household_id)
        or (ID_USED["disbursement"] if used else None)
        or _above_support(state, data)
        or in_future(state, command, data.disbursed_on)
    )


def disbursed(state: CampaignState, data: events.FundsDisbursed) -> None:
    """The household has had the money."""
    state.pay(data.disbursement_id, data.household_id, data.amount_vnd, on=data.disbursed_on)


def reverse(state: CampaignState, command: Command, data: events.FundsReversed) -> Refused | None:
    """A payment is taken back once, in full, also from a household that has left."""
    payment = state.payment(data.disbursement_id)
    if payment is None:
        return UNKNOWN["disbursement"]
    return not_owner(state, command, payment.unit) or (ALREADY_REVERSED if payment.taken_back else None)


def reversed_(state: CampaignState, data: events.FundsReversed) -> None:
    """The household has not had the money after all."""
    state.take_back(data.disbursement_id)


def _above_support(state: CampaignState, data: events.FundsDisbursed) -> Refused | None:
    household = state.household(data.household_id)
    return ABOVE_SUPPORT if household.paid_vnd + data.amount_vnd > household.support_vnd else None
