"""What lies in the inboxes of some recipients, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from services.notify.domain.leafing import Leaf, Place
from services.notify.domain.notices import Received
from services.notify.tables.rows import Cause, Delivery


def told_to(
    session: Session,
    recipients: Collection[str],
    *,
    leaf: Leaf,
    unread: bool = False,
) -> tuple[Sequence[tuple[Delivery, Cause]], Place | None]:
    """Notices with what they tell of, the newest first, and behind which more follow; `unread`: only those."""
    query = (
        select(Delivery, Cause)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(Delivery.channel == "inbox", Delivery.status == "sent", col(Delivery.recipient).in_(recipients))
        .order_by(col(Delivery.cause).desc(), col(Delivery.delivery_id))
        .limit(leaf.most + 1)
    )
    if unread:
        query = query.where(Delivery.read_at == "")
    if leaf.behind is not None:
        cause, name = leaf.behind
        # `<=` is what an index leads to, the rest what it leaves.
        query = query.where(Delivery.cause <= cause, or_(col(Delivery.cause) < cause, col(Delivery.delivery_id) > name))
    found = session.exec(query).all()
    if len(found) <= leaf.most:
        return found, None
    last = found[leaf.most - 1][0]
    return found[: leaf.most], Place(last.cause, last.delivery_id)


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
