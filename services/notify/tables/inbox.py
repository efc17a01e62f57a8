"""What lies in the inboxes of some recipients, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from services.notify.domain.notices import Received
from services.notify.tables.rows import Cause, Delivery


def told_to(
    session: Session,
    recipients: Collection[str],
    *,
    unread: bool = False,
    before: int | None = None,
    most: int | None = None,
) -> Sequence[tuple[Delivery, Cause]]:
    """Notices with what they tell of, the newest first; `unread`: only those; `before`: of older causes than this."""
    query = (
        select(Delivery, Cause)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(Delivery.channel == "inbox", Delivery.status == "sent", col(Delivery.recipient).in_(recipients))
        .order_by(col(Delivery.cause).desc(), col(Delivery.recipient))
    )
    if unread:
        query = query.where(Delivery.read_at == "")
    if before is not None:
        query = query.where(Delivery.cause < before)
    if most is not None:
        query = query.limit(most)
    return session.exec(query).all()


def unread_by(session: Session, recipients: Collection[str]) -> int:
    """How many notices of some recipients nobody has read."""
    counted = select(func.count()).where(
        Delivery.channel == "inbox",
        Delivery.status == "sent",
        Delivery.read_at == "",
        col(Delivery.recipient).in_(recipients),
    )
    return session.exec(counted).one()


def received(session: Session, delivery_id: str, recipients: Collection[str]) -> Received | None:
    """A notice that lies in the inbox of one of these; None if there is none."""
    row = session.get(Delivery, delivery_id)
    if row is None or row.recipient not in recipients or (row.channel, row.status) != ("inbox", "sent"):
        return None
    return Received(row.delivery_id, row.campaign, row.topic, row.recipient)
