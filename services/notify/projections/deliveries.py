"""From facts about deliveries to their rows: what is due, what became of it, and in which words. Pure."""

from collections.abc import Iterable
from typing import Final, TypeAlias

from services.notify.domain.notices import Notice
from services.notify.tables.failed import BOUNCED
from services.notify.tables.rows import Delivery
from shared.core import events
from shared.core.envelope import Fact
from shared.core.projecting import Rows

Sent: TypeAlias = events.NotificationSent
Failed: TypeAlias = events.NotificationFailed

DUE: Final = "due"
PUT_OFF: Final = "put_off"


def called_for(rows: Rows, notices: Iterable[Notice]) -> None:
    """Each notice that a fact calls for is due, once."""
    for notice in notices:
        if rows.find(Delivery, notice.delivery_id) is None:
            rows.put(
                rows.new(Delivery)(
                    delivery_id=notice.delivery_id,
                    campaign=notice.campaign,
                    recipient=notice.recipient,
                    channel=notice.channel,
                    status=DUE,
                    attempts=0,
                    topic=notice.story.topic,
                    cause=notice.cause,
                    subject_kind=notice.story.subject_kind,
                    subject_id=notice.story.subject_id,
                    at=notice.recorded_at,
                    position=notice.cause,
                )
            )


def came_back(rows: Rows, fact: Fact, position: int, data: events.NotificationBounced) -> None:
    """A letter that had been taken was not delivered."""
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None and delivery.status == "sent":
        delivery.status, delivery.reason = BOUNCED, f"SMTP {data.status}"
        delivery.at, delivery.position = fact.recordedat, position


def renewed(rows: Rows, fact: Fact, position: int, data: events.NotificationRenewed) -> None:
    """What failed is due again, as a delivery of its own."""
    failed = rows.change(Delivery, data.renews)
    if failed is not None:
        failed.renewed_as = data.delivery_id
    if rows.find(Delivery, data.delivery_id) is None:
        rows.put(
            rows.new(Delivery)(
                delivery_id=data.delivery_id,
                campaign=fact.campaign,
                recipient=data.recipient,
                channel=data.channel,
                status=DUE,
                attempts=0,
                topic=data.topic,
                cause=int(data.cause),
                subject_kind=data.subject_kind,
                subject_id=data.subject_id,
                at=fact.recordedat,
                position=position,
                renews=data.renews,
            )
        )


def delivered(rows: Rows, fact: Fact, position: int, data: Sent | Failed, *, status: str) -> None:
    """What became of a notice, and in which words it was told."""
    before = rows.find(Delivery, data.delivery_id)
    rows.put(
        rows.new(Delivery)(
            delivery_id=data.delivery_id,
            campaign=fact.campaign,
            recipient=data.recipient,
            channel=data.channel,
            status=status,
            attempts=data.attempts,
            topic=data.topic,
            cause=int(data.cause),
            subject_kind=data.subject_kind,
            subject_id=data.subject_id,
            at=fact.recordedat,
            position=position,
            reason=data.reason if isinstance(data, Failed) else "",
            renews=before.renews if before else "",
            renewed_as=before.renewed_as if before else "",
            opens_at=before.opens_at if before else "",
            why=before.why if before else "",
            choice=before.choice if before else 0,
            digest=data.digest,
            template=data.template,
        )
    )


def put_off(rows: Rows, data: events.NotificationPutOff) -> None:
    """A notice waits for its recipient's hours."""
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None and delivery.status in (DUE, PUT_OFF):
        delivery.status, delivery.opens_at, delivery.why = PUT_OFF, data.opens_at, data.why
        delivery.choice = int(data.choice)


def withheld(rows: Rows, fact: Fact, position: int, data: events.NotificationWithheld) -> None:
    """A notice stays in the inbox alone."""
    delivery = rows.change(Delivery, data.delivery_id)
    if delivery is not None:
        delivery.status, delivery.at, delivery.position = "withheld", fact.recordedat, position
        delivery.choice = int(data.choice)
