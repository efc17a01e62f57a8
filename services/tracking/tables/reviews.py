"""The rows of reviews of a campaign, and the questions that are asked of them. They know no fact and no HTTP."""

from collections.abc import Sequence

from sqlmodel import Field, Session, col, select

from services.tracking.tables.documents import SignedPaper
from services.tracking.tables.rows import WHOLE, TrackingRow
from shared.papers.register import BEYOND


class Review(TrackingRow, table=True):
    """A review, what was learnt (JSON), and the hash of the paper on it."""

    campaign: str = Field(primary_key=True)
    review_id: str = Field(primary_key=True)
    kind: str
    held_on: str
    period: str
    minutes_no: str
    lessons: bytes
    recorded_at: str
    position: int = Field(sa_type=WHOLE)
    sha256: str = Field(index=True)


def reviews(session: Session, campaign: str) -> Sequence[Review]:
    """Those of a campaign, in the order in which they were recorded."""
    return session.exec(select(Review).where(Review.campaign == campaign).order_by(col(Review.position))).all()


def review_under(session: Session, code: str) -> Review | None:
    """The one whose paper has a hash that begins so, or None."""
    return session.exec(select(Review).where(col(Review.sha256).between(code, code + BEYOND))).first()


def decisions(session: Session, campaign: str) -> Sequence[SignedPaper]:
    """The decisions on awards that were signed in a campaign, in the order of the log."""
    wanted = select(SignedPaper).where(SignedPaper.campaign == campaign, SignedPaper.kind == "DECISION")
    return session.exec(wanted.order_by(col(SignedPaper.position))).all()
