"""What the public writes to the office, and what the office answers: each is told once. It opens no sealed word."""

from services.tracking.domain.feedback_refusals import (
    ANSWER_NAMES_SOMEBODY,
    FEEDBACK_ANSWERED,
    FEEDBACK_ERASED,
)
from services.tracking.domain.privacy import holds_number
from services.tracking.domain.refusals import ID_USED, NOT_TAKING_PART, UNKNOWN
from services.tracking.domain.state import CampaignState, Status
from shared.core import events
from shared.core.decider import Command, Refused

KIND = "feedback"


def receive(state: CampaignState, _command: Command, data: events.FeedbackReceived) -> Refused | None:
    """Whatever somebody writes is taken, once; the unit that it speaks of must be there."""
    if state.has(KIND, data.feedback_id):
        return ID_USED[KIND]
    return NOT_TAKING_PART if data.unit_id and not state.registry.has_unit(data.unit_id) else None


def received(state: CampaignState, data: events.FeedbackReceived) -> None:
    """It waits for an answer."""
    state.keep(KIND, data.feedback_id, unit=0)


def answer(state: CampaignState, _command: Command, data: events.FeedbackAnswered) -> Refused | None:
    """What was written is answered once, in words that name nobody; what was erased needs no answer any more.

    Whether the answer repeats what is sealed is asked at the rim.
    """
    if not state.has(KIND, data.feedback_id):
        return UNKNOWN[KIND]
    if state.is_erased("FEEDBACK", data.feedback_id):
        return FEEDBACK_ERASED
    if state.thing(KIND, data.feedback_id).status is Status.SETTLED:
        return FEEDBACK_ANSWERED
    return ANSWER_NAMES_SOMEBODY if holds_number(data.answer) else None


def answered(state: CampaignState, data: events.FeedbackAnswered) -> None:
    """The answer stands."""
    state.move(KIND, data.feedback_id, Status.SETTLED)
