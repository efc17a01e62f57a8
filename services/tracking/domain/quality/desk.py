"""What the campaign's pen takes of data quality: flagged once by the system, resolved once by somebody."""

from typing import Final

from services.tracking.domain.checks import not_open
from services.tracking.domain.report_refusals import QUALITY_ALREADY_RESOLVED, UNCHANGED
from services.tracking.domain.state import CampaignState, Status
from shared.core import events
from shared.core.decider import Command, Refused

_RESOLVED: Final = {Status.SETTLED: QUALITY_ALREADY_RESOLVED}


def flag(state: CampaignState, _command: Command, data: events.QualityFlagged) -> Refused | None:
    """The same is flagged once, whatever came of it."""
    return UNCHANGED if state.has("quality", data.quality_id) else None


def flagged(state: CampaignState, data: events.QualityFlagged) -> None:
    """It waits for somebody to look into it."""
    state.keep("quality", data.quality_id, unit=state.enter(data.unit_id))


def resolve(state: CampaignState, command: Command, data: events.QualityResolved) -> Refused | None:
    """What was flagged is resolved once."""
    return not_open(state, command, "quality", data.quality_id, at=_RESOLVED)


def resolved(state: CampaignState, data: events.QualityResolved) -> None:
    """Somebody looked into it."""
    state.move("quality", data.quality_id, Status.SETTLED)
