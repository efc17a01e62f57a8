"""Nobody appraises himself: what weighs a person's proposal is stated, and signed, by somebody else. It knows no role.

Who is related to whom the log does not know; whoever is declares the conflict, and has no vote.
"""

from collections.abc import Collection
from typing import Final

from services.awards.domain.refusals.standing import OWN_NOMINATION
from services.awards.domain.state import AwardsState
from shared.core import events
from shared.core.decider import Command, Refused

# To be proposed, to bring papers and to step back is not to be judge of it.
_APPRAISING: Final = (
    events.NominationSubmitted,
    events.NominationReturned,
    events.ClearanceReceived,
    events.BallotTallied,
    events.AwardDeclined,
)


def who(actor: str) -> str:
    """The person or token behind an actor, whatever role it spoke in."""
    return actor.partition(":")[2]


def appraises_himself(state: AwardsState, command: Command) -> Refused | None:
    """Why this is not for this person to state, or None."""
    judge, data = who(command.actor), command.data
    if isinstance(data, events.AwardDecided):
        judged = {one.subject_id for one in data.subjects if one.subject_kind == "INDIVIDUAL"}
        return OWN_NOMINATION if judged & {judge, data.signer.person_id} else None
    return OWN_NOMINATION if isinstance(data, _APPRAISING) and judge in _judged(state, data.nomination_id) else None


def _judged(state: AwardsState, nomination_id: str) -> Collection[str]:
    nomination = state.nomination(nomination_id)
    return (nomination.subject_id,) if nomination and nomination.subject_kind == "INDIVIDUAL" else ()
