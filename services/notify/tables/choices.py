"""What some recipients chose last, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from services.notify.tables.rows import Chosen


def chosen_by(session: Session, recipients: Collection[str]) -> Sequence[Chosen]:
    """What each of them chose last, in order of their ids; those who chose nothing are left out."""
    return session.exec(select(Chosen).where(col(Chosen.recipient).in_(recipients)).order_by(Chosen.recipient)).all()
