"""The rows of what the public wrote, and the questions that pages ask of them. What was written stands here sealed.

The columns of a key stand first, as in `rows`.
"""

from collections.abc import Sequence

from sqlmodel import Field, Session, col, select

from services.tracking.tables.rows import WHOLE, TrackingRow


class Feedback(TrackingRow, table=True):
    """One piece of feedback: when it was recorded, and its answer ("": it waits for one, or was erased)."""

    campaign: str = Field(primary_key=True)
    feedback_id: str = Field(primary_key=True)
    topic: str
    unit_id: str
    sealed: str
    recorded_at: str
    position: int = Field(sa_type=WHOLE)
    answer: str = ""
    doc_no: str = ""
    answered_at: str = ""
    answered_position: int = Field(default=0, sa_type=WHOLE)
    is_erased: bool = False


def all_of(session: Session, campaign: str) -> Sequence[Feedback]:
    """Everything that was written in a campaign, the oldest first."""
    wanted = select(Feedback).where(Feedback.campaign == campaign)
    return session.exec(wanted.order_by(col(Feedback.position))).all()


def of_receipt(session: Session, feedback_id: str) -> Feedback | None:
    """What a receipt is for, whichever campaign it belongs to; an id is too long to be met twice."""
    return session.exec(select(Feedback).where(Feedback.feedback_id == feedback_id).limit(1)).first()
