"""What the campaign's pen takes of evidence: that a file came in, for a unit that takes part and its own household."""

from services.tracking.domain.checks import no_part, not_own, not_owner
from services.tracking.domain.evidence.refusals import SUBJECT_HALF_NAMED
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.refusals import UNKNOWN
from services.tracking.domain.retention import whose
from services.tracking.domain.state import CampaignState, Step
from shared.core import events
from shared.core.decider import Command, Refused


def attach(state: CampaignState, command: Command, data: events.EvidenceAttached) -> Refused | None:
    """A unit brings its own files, and those of a household of its own or of a person who is known."""
    return not_own(command, data.unit_id) or no_part(state, data.unit_id) or _not_its_subject(state, command, data)


def attached(_state: CampaignState, _data: events.EvidenceAttached) -> None:
    """Nothing is decided on it: what it stands behind names it by its hash."""


def _not_its_subject(state: CampaignState, command: Command, data: events.EvidenceAttached) -> Refused | None:
    kind, subject_id = data.subject_kind, data.subject_id
    if kind is None:
        return SUBJECT_HALF_NAMED if subject_id else None
    if not subject_id:
        return SUBJECT_HALF_NAMED
    erased = state.is_erased(kind, subject_id)
    if erased or state.registry.retained.is_erased(whose(kind, subject_id, command.campaign)):
        return SUBJECT_ERASED
    if kind == "INDIVIDUAL":
        return None if state.registry.has_person(subject_id) else UNKNOWN["person"]
    household = state.household(subject_id)
    if household.step is Step.NOT_LISTED:
        return UNKNOWN["household"]
    return not_owner(state, command, household.unit)
