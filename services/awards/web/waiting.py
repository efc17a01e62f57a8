"""For whom a nomination waits: who prepares it, the council, or who decides; by the lifecycle alone."""

from enum import Enum
from typing import Final

from services.awards.domain.lifecycle import Stage, may_follow
from services.awards.tables.nominations import Stands
from shared.core import events
from shared.core.values import Role


class Waits(Enum):
    """For what; `DECIDED` and `ENDED` for nothing any more."""

    PREPARING = "preparing"
    COUNCIL = "council"
    DECISION = "decision"
    DECIDED = "decided"
    ENDED = "ended"


# Whose turn it is when a nomination waits for something.
TURN_OF: Final[dict[Role, Waits]] = {"council": Waits.COUNCIL, "authority": Waits.DECISION}
_DECIDED: Final = (Stage.AWARDED, Stage.CONFERRED)
_ENDED: Final = (Stage.WITHDRAWN, Stage.DECLINED, Stage.ANNULLED)


def waits_for(stands: Stands) -> Waits:
    """For what a nomination waits that stands so."""
    if stands.lapsed or stands.stage in _ENDED:
        return Waits.ENDED
    if stands.stage in _DECIDED:
        return Waits.DECIDED
    if stands.stage is not Stage.SUBMITTED:
        return Waits.PREPARING
    follows = may_follow(stands.stage, stands.vote)
    return Waits.DECISION if events.AwardDecided.short in follows else Waits.COUNCIL
