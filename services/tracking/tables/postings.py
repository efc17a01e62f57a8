"""What of a campaign is public on a day: what is posted, not taken down, not past its time and not annulled."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from services.tracking.tables.documents import Document, SignedPaper
from shared.core.values import Date


def all_of(session: Session, campaign: str) -> Sequence[Document]:
    """Everything that was ever posted, the newest first."""
    every = select(Document).where(Document.campaign == campaign)
    return session.exec(every.order_by(col(Document.position).desc())).all()


def public_on(session: Session, campaign: str, day: Date, *, most: int) -> list[Document]:
    """What anybody may read on a day, the newest first, at most so many; a day is when it may be read no more.

    What was posted before an annulment of what it tells of is shown no more, whether it was taken down or not.
    """
    standing = select(Document).where(*_standing(campaign, day)).order_by(col(Document.position).desc())
    return list(session.exec(standing.limit(most)))


def papers_on(session: Session, campaign: str, day: Date, *, most: int) -> list[Document]:
    """The same, each paper once: of several places, the one where it was posted first and still stands."""
    first = select(func.min(Document.position)).where(*_standing(campaign, day)).group_by(col(Document.document_id))
    found = select(Document).where(Document.campaign == campaign, col(Document.position).in_(first))
    return list(session.exec(found.order_by(col(Document.position).desc()).limit(most)))


def _standing(campaign: str, day: Date) -> tuple[ColumnElement[bool] | bool, ...]:
    annulled_since = (
        select(SignedPaper)
        .where(
            SignedPaper.campaign == Document.campaign,
            SignedPaper.doc_no == Document.doc_no,
            SignedPaper.annulled_at > Document.position,
        )
        .exists()
    )
    return (
        Document.campaign == campaign,
        Document.unpublished_on == "",
        (col(Document.take_down_on) == "") | (col(Document.take_down_on) > day),
        ~annulled_since,
    )
