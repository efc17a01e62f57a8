"""What one letter brought, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from services.notify.tables.rows import Delivery


def letters_in(session: Session, delivery_id: str) -> Sequence[Delivery]:
    """The notices that an e-mail brought: one, or all that a digest gathered; none where it is not known."""
    return session.exec(
        select(Delivery)
        .where(Delivery.channel == "email", or_(Delivery.delivery_id == delivery_id, Delivery.digest == delivery_id))
        .order_by(col(Delivery.position), col(Delivery.delivery_id))
    ).all()
