"""What the public wrote, what was answered, and what was erased of it. Pure."""

from services.tracking.tables.feedback import Feedback
from shared.core.envelope import Fact
from shared.core.events import FeedbackAnswered, FeedbackReceived, PersonalDataErased
from shared.core.projecting import Rows


def fold_feedback(rows: Rows, fact: Fact, position: int) -> None:
    """Take what somebody wrote, or its answer."""
    match fact.data:
        case FeedbackReceived() as data:
            rows.put(
                rows.new(Feedback)(
                    campaign=fact.campaign,
                    feedback_id=data.feedback_id,
                    topic=data.topic,
                    unit_id=data.unit_id,
                    sealed=data.said,
                    recorded_at=fact.recordedat,
                    position=position,
                )
            )
        case FeedbackAnswered() as data:
            feedback = rows.change(Feedback, fact.campaign, data.feedback_id)
            if feedback is not None:
                feedback.answer, feedback.doc_no = data.answer, data.doc_no
                feedback.answered_at, feedback.answered_position = fact.recordedat, position
        case _:
            pass


def fold_feedback_erasure(rows: Rows, fact: Fact) -> None:
    """Take that what somebody wrote can be read by nobody any more."""
    data = fact.data
    if isinstance(data, PersonalDataErased) and data.subject_kind == "FEEDBACK":
        feedback = rows.change(Feedback, fact.campaign, data.subject_id)
        if feedback is not None:
            feedback.is_erased = True
