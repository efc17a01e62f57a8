"""Inspections of one unit by another, and what they found: raised by the inspecting unit, closed by a verifier."""

from typing import Final

from services.tracking.domain.checks import id_used, in_future, no_part, not_open, not_own
from services.tracking.domain.refusals import FINDING_ALREADY_CLOSED, UNKNOWN
from services.tracking.domain.state import CampaignState, Status
from services.tracking.domain.tenure import target_has_ended
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.values import UnitId

_CLOSED: Final = {Status.SETTLED: FINDING_ALREADY_CLOSED}


def conduct(state: CampaignState, command: Command, data: events.InspectionConducted) -> Refused | None:
    """A unit that takes part inspects any unit that is known."""
    return (
        not_own(command, data.unit_id)
        or no_part(state, data.unit_id)
        or _unknown_target(state, data.target_unit_id)
        or target_has_ended(state, data)
        or id_used(state, "inspection", data.inspection_id)
        or in_future(state, command, data.conducted_on)
    )


def conducted(state: CampaignState, data: events.InspectionConducted) -> None:
    """The inspection took place."""
    state.keep("inspection", data.inspection_id, unit=state.enter(data.unit_id))


def raise_finding(state: CampaignState, command: Command, data: events.FindingRaised) -> Refused | None:
    """A finding comes from an inspection, and from the unit that conducted it."""
    refusal = not_open(state, command, "inspection", data.inspection_id, at={})
    return refusal or id_used(state, "finding", data.finding_id)


def finding_raised(state: CampaignState, data: events.FindingRaised) -> None:
    """The finding is open."""
    state.keep("finding", data.finding_id, unit=state.thing("inspection", data.inspection_id).unit)


def close_finding(state: CampaignState, command: Command, data: events.FindingClosed) -> Refused | None:
    """A finding is closed once."""
    return not_open(state, command, "finding", data.finding_id, at=_CLOSED)


def finding_closed(state: CampaignState, data: events.FindingClosed) -> None:
    """The finding is settled."""
    state.move("finding", data.finding_id, Status.SETTLED)


def _unknown_target(state: CampaignState, unit_id: UnitId) -> Refused | None:
    known = unit_id in state.terms.units or state.registry.has_unit(unit_id)
    return None if known else UNKNOWN["unit"]
