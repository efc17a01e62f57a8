"""Nominations and their dossiers: opened for a flag; papers, clearances, public comment; sent up, back, withdrawn."""

from typing import TypeAlias

from services.awards.domain import nominations
from services.awards.domain.flags import FIT
from services.awards.domain.lifecycle import AWARDED, Stage
from services.awards.domain.nominations import LEVELS, Nomination, day_written, missing
from services.awards.domain.refusals.dossiers import (
    ALREADY_AWARDED,
    ALREADY_PROPOSED,
    CLEARANCE_ALREADY_REQUESTED,
    CLEARANCE_NOT_REQUESTED,
    COMMENT_ALREADY_OPEN,
    COMMENT_DAYS,
    COMMENT_NOT_OPEN,
    COMMENT_TOO_SHORT,
    LAPSED,
    NO_HIGHER_LEVEL,
    NOMINATION_ID_USED,
    NOT_FLAGGED,
    OTHER_ACHIEVEMENT,
    PAPER_ALREADY_THERE,
    SUBJECT_HELD,
)
from services.awards.domain.refusals.standing import incomplete
from services.awards.domain.standing import has_lapsed, misplaced, yet_to_come
from services.awards.domain.state import AwardsState
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact

OfOne: TypeAlias = (
    events.NominationSubmitted
    | events.NominationReturned
    | events.NominationWithdrawn
    | events.DossierItemAdded
    | events.ClearanceRequested
    | events.ClearanceReceived
    | events.PublicCommentOpened
    | events.PublicCommentClosed
    | events.AwardDeclined
)


def open_nomination(state: AwardsState, command: Command, data: events.NominationOpened) -> Refused | None:
    """Proposed is who is flagged, for the very achievement, unless held, or proposed or awarded for it already."""
    if state.nomination(data.nomination_id) is not None:
        return NOMINATION_ID_USED
    subject = Subject(data.subject_kind, data.subject_id)
    if has_lapsed(state, command, subject):
        return LAPSED
    if state.is_held(subject):
        return SUBJECT_HELD
    before = state.live_nomination_for(data.achievement_key)
    if before is not None:
        return ALREADY_AWARDED if before.stage in AWARDED else ALREADY_PROPOSED
    fit = [one for one in state.proposable(subject, data.award) if one.verdict in FIT]
    if not fit:
        return NOT_FLAGGED
    return None if any(one.achievement_key == data.achievement_key for one in fit) else OTHER_ACHIEVEMENT


def nomination_opened(state: AwardsState, fact: Fact, data: events.NominationOpened) -> None:
    """The subject is proposed."""
    state.keep(data.nomination_id, nominations.opened(data, on=day_written(fact), by=fact.actor))


def told(state: AwardsState, fact: Fact, data: OfOne) -> None:
    """What a fact says of one nomination is known of it."""
    state.keep(data.nomination_id, nominations.after(state.kept(data.nomination_id), fact))


def submit(state: AwardsState, command: Command, data: events.NominationSubmitted) -> Refused | None:
    """A complete dossier goes to a level, and from there only higher; what is complete, the law of its receipt says."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    nomination = state.kept(data.nomination_id)
    if nomination.stage is Stage.SUBMITTED and not _is_higher(nomination, data):
        return NO_HIGHER_LEVEL
    owed = state.remarks_owed(nomination)
    lacking = missing(nomination, state.terms.law, day=data.received_on, remarks=owed)
    return incomplete(lacking) if lacking else yet_to_come(state, command, data.received_on)


def send_back(state: AwardsState, _command: Command, data: events.NominationReturned) -> Refused | None:
    """Any dossier that is not decided may be sent back once, with reasons, until it comes again."""
    return misplaced(state, data.nomination_id, type(data))


def withdraw(state: AwardsState, _command: Command, data: events.NominationWithdrawn) -> Refused | None:
    """Until it is decided, a nomination may be taken back."""
    return misplaced(state, data.nomination_id, type(data))


def add_item(state: AwardsState, _command: Command, data: events.DossierItemAdded) -> Refused | None:
    """Papers may be added until the decision, each once."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    papers = state.kept(data.nomination_id).papers
    return PAPER_ALREADY_THERE if (data.item, data.sha256) in papers else None


def ask_clearance(state: AwardsState, _command: Command, data: events.ClearanceRequested) -> Refused | None:
    """A body is asked again only after it has answered."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    return CLEARANCE_ALREADY_REQUESTED if _waits_for(state, data.nomination_id, data.body) else None


def receive_clearance(state: AwardsState, _command: Command, data: events.ClearanceReceived) -> Refused | None:
    """An answer comes from whoever was asked; an objection stands until a new answer lifts it."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    return None if _waits_for(state, data.nomination_id, data.body) else CLEARANCE_NOT_REQUESTED


def open_comment(state: AwardsState, _command: Command, data: events.PublicCommentOpened) -> Refused | None:
    """A proposal is made public once, for as many working days as the law asks."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    if state.kept(data.nomination_id).comment is not None:
        return COMMENT_ALREADY_OPEN
    return _comment_days(state, data)


def close_comment(state: AwardsState, command: Command, data: events.PublicCommentClosed) -> Refused | None:
    """Once its days are over; they may have been made longer."""
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    comment = state.kept(data.nomination_id).comment
    if comment is None or comment.closed or comment.from_on != data.from_on:
        return COMMENT_NOT_OPEN
    return _comment_days(state, data) or yet_to_come(state, command, data.to_on)


def _comment_days(state: AwardsState, data: events.PublicCommentOpened | events.PublicCommentClosed) -> Refused | None:
    if data.to_on < data.from_on:
        return COMMENT_DAYS
    law, nomination = state.terms.law, state.kept(data.nomination_id)
    asked = law.comment_days(nomination.award, nomination.law_day)
    return COMMENT_TOO_SHORT if law.working_days(data.from_on, data.to_on) < asked else None


def _waits_for(state: AwardsState, nomination_id: str, body: str) -> bool:
    clearances = state.kept(nomination_id).clearances
    return body in clearances and clearances[body] is None


def _is_higher(nomination: Nomination, data: events.NominationSubmitted) -> bool:
    return nomination.level is None or LEVELS.index(data.to_level) > LEVELS.index(nomination.level)
