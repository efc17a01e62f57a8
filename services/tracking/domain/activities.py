"""Activities: recorded by a unit, corrected or withdrawn by the same one, verified or disputed by a verifier."""

from typing import Final

from services.tracking.domain.checks import (
    id_used,
    in_future,
    no_part,
    not_open,
    not_own,
    unknown_clause,
    unknown_person,
)
from services.tracking.domain.refusals import (
    ACTIVITY_ALREADY_DISPUTED,
    ACTIVITY_ALREADY_VERIFIED,
    ACTIVITY_WITHDRAWN,
    CORRECTION_EMPTY,
)
from services.tracking.domain.state import CampaignState, Status
from shared.core import events
from shared.core.decider import Command, Refused

_NO_CHANGES: Final = events.ActivityChanges()
# At which statuses a statement about an activity is refused.
_FINAL: Final = {Status.WITHDRAWN: ACTIVITY_WITHDRAWN}
_VERIFIED: Final = {**_FINAL, Status.VERIFIED: ACTIVITY_ALREADY_VERIFIED}
_DISPUTED: Final = {**_FINAL, Status.DISPUTED: ACTIVITY_ALREADY_DISPUTED}


def record(state: CampaignState, command: Command, data: events.ActivityRecorded) -> Refused | None:
    """A unit records what it did itself, once, under a clause of the plan, with people who are known."""
    return (
        not_own(command, data.unit_id)
        or no_part(state, data.unit_id)
        or unknown_clause(state, data.clause)
        or id_used(state, "activity", data.activity_id)
        or unknown_person(state, data.persons)
        or in_future(state, command, data.occurred_on)
    )


def recorded(state: CampaignState, data: events.ActivityRecorded) -> None:
    """The activity stands as told."""
    state.keep("activity", data.activity_id, unit=state.enter(data.unit_id))


def correct(state: CampaignState, command: Command, data: events.ActivityCorrected) -> Refused | None:
    """A correction changes something, and what it changes is held to the same rules as what was recorded."""
    changes = data.changes
    return (
        not_open(state, command, "activity", data.activity_id, at=_FINAL)
        or (CORRECTION_EMPTY if changes == _NO_CHANGES else None)
        or (unknown_clause(state, changes.clause) if changes.clause else None)
        or unknown_person(state, changes.persons or ())
        or in_future(state, command, changes.occurred_on)
    )


def corrected(state: CampaignState, data: events.ActivityCorrected) -> None:
    """What was verified were the old words, so it may be verified again; what was disputed stays so until it is."""
    if state.thing("activity", data.activity_id).status is Status.VERIFIED:
        state.move("activity", data.activity_id, Status.AS_TOLD)


def withdraw(state: CampaignState, command: Command, data: events.ActivityWithdrawn) -> Refused | None:
    """A unit takes its own activity back, once."""
    return not_open(state, command, "activity", data.activity_id, at=_FINAL)


def withdrawn(state: CampaignState, data: events.ActivityWithdrawn) -> None:
    """The activity never counts again."""
    state.move("activity", data.activity_id, Status.WITHDRAWN)


def verify(state: CampaignState, command: Command, data: events.ActivityVerified) -> Refused | None:
    """Verified is what is not yet, be it as told or disputed."""
    return not_open(state, command, "activity", data.activity_id, at=_VERIFIED)


def verified(state: CampaignState, data: events.ActivityVerified) -> None:
    """A verifier stands by it."""
    state.move("activity", data.activity_id, Status.VERIFIED)


def dispute(state: CampaignState, command: Command, data: events.ActivityDisputed) -> Refused | None:
    """Disputed is what is not yet, be it as told or verified."""
    return not_open(state, command, "activity", data.activity_id, at=_DISPUTED)


def disputed(state: CampaignState, data: events.ActivityDisputed) -> None:
    """It does not count until it is verified."""
    state.move("activity", data.activity_id, Status.DISPUTED)
