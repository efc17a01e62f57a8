"""A unit that has ended: from its day on, nothing that is dated on or after it is stated under its id.

What it did before may still be reported, corrected and withdrawn by whoever holds its work, as the unit that it was;
what was open goes on under the holder's own id. Who may speak for whom the door has asked.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from services.tracking.domain.checks import day_stated
from services.tracking.domain.periods import first_day_of
from services.tracking.domain.state import CampaignState
from services.tracking.domain.unit_refusals import DATED_AFTER_END
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.events import Data
from shared.core.values import Date

D = TypeVar("D", bound=Data)


def dated_after_end(state: CampaignState, command: Command) -> Refused | None:
    """Why a unit no longer states this, or None: it had ended on the day of which the statement speaks."""
    ending = state.registry.lineage.endings.get(command.unit_id) if command.role == "unit" else None
    if ending is None:
        return None
    data = command.data
    looks_back = _LOOKS_BACK.get(type(data))
    day = looks_back(data) if looks_back else max(day_stated(state, command), _day_of(data))
    return DATED_AFTER_END if day >= ending.on else None


def target_has_ended(state: CampaignState, data: events.InspectionConducted) -> Refused | None:
    """Nobody inspects what is no more."""
    ended = state.registry.lineage.ended(data.target_unit_id, data.conducted_on)
    return DATED_AFTER_END if ended else None


def _day_of(data: Data) -> Date:
    """The day in a statement on which what it tells happened; "" where it names none."""
    match data:
        case events.ActivityRecorded():
            return data.occurred_on
        case events.ContributionReceived():
            return data.received_on
        case events.InspectionConducted():
            return data.conducted_on
        case events.HouseStarted():
            return data.started_on
        case events.HouseCompleted():
            return data.completed_on
        case events.HouseHandedOver():
            return data.handed_over_on
        case events.FundsDisbursed():
            return data.disbursed_on
        case _:
            return ""


def _looking_back(cls: type[D], day: Callable[[D], Date]) -> tuple[type[Data], Callable[[Data], Date]]:
    return cls, day  # type: ignore[return-value]  # looked up by this class, so never given another


# What is said afterwards of what was before, on whatever day: only the day of which it speaks counts.
_LOOKS_BACK: Final[dict[type[Data], Callable[[Data], Date]]] = dict(
    (
        _looking_back(events.ActivityCorrected, lambda data: data.changes.occurred_on or ""),
        _looking_back(events.ActivityWithdrawn, lambda _: ""),
        _looking_back(events.ReportSubmitted, lambda data: first_day_of(data.period)),
        _looking_back(events.ReportCorrected, lambda _: ""),
    )
)
