"""Notify's answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks.
"""

import operator
from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session, col, or_, select

from services.notify.domain.kept import lead_in, words_of
from services.notify.domain.leading import seen_by
from services.notify.domain.leafing import Leaf
from services.notify.domain.notices import EVERY_CHANNEL
from services.notify.domain.readers import recipients_of
from services.notify.domain.shelf import Shelf
from services.notify.projections.deliveries import DUE, PUT_OFF
from services.notify.tables.inbox import told_to
from services.notify.tables.rows import Cause, Delivery
from services.notify.tables.templates import shelf
from shared.core.access import Caller
from shared.core.values import Channel, Language
from shared.rules.stated import HELD

Answer: TypeAlias = dict[str, object]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries are asked for: those to some recipients (none: to all), and whether those that tell of a hold.

    `status` is `due`, `sent`, `failed`, `bounced`, or "" for all. What is due through other `channels` than there are
    here will never be sent from here, and is not told.
    """

    recipients: tuple[str, ...] = ()
    of_holds: bool = False
    channels: frozenset[Channel] = EVERY_CHANNEL
    status: str = ""


class _Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A delivery as contract §2 shows it, and what became of it: when it was read, why it waits or failed."""

    delivery_id: str
    topic: str
    cause: int
    subject_kind: str
    subject_id: str
    recipient: str
    channel: str
    status: str
    attempts: int
    read_at: str = ""
    opens_at: str = ""
    why: str = ""
    choice: int = 0
    reason: str = ""
    renews: str = ""
    renewed_as: str = ""
    digest: str = ""
    template: str = ""


_ORDER: Final = operator.attrgetter("cause", "recipient", "channel")


def inbox_answer(session: Session, caller: Caller, leaf: Leaf, *, language: Language) -> Answer:
    """What somebody was told in the inbox, the newest first, in one language; `next` is there as long as more follows.

    `opens` is the paper or page of what a notice tells, where the caller may read that.
    """
    found, more = told_to(session, recipients_of(caller), leaf=leaf)
    words = shelf(session)
    notices = [
        _told(delivery, cause, language, words) | _opens(delivery, cause, caller, language) for delivery, cause in found
    ]
    return {"notices": notices, **({"next": str(more)} if more else {})}


def deliveries_answer(session: Session, wanted: Wanted) -> Answer:
    """What became of each notice, in the order of what they tell of."""
    query = (
        select(Delivery)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(or_(col(Delivery.status).not_in((DUE, PUT_OFF)), col(Delivery.channel).in_(wanted.channels)))
    )
    if wanted.recipients:
        query = query.where(col(Delivery.recipient).in_(wanted.recipients))
    if wanted.status:
        query = query.where(Delivery.status == wanted.status)
    if not wanted.of_holds:
        query = query.where(Cause.verdict != HELD)
    found = sorted(map(_delivery, session.exec(query).all()), key=_ORDER)
    return {"deliveries": msgspec.to_builtins(found)}


def _opens(delivery: Delivery, cause: Cause, caller: Caller, language: Language) -> Answer:
    lead = seen_by(lead_in(cause.story, delivery.topic, delivery.campaign, recipient=delivery.recipient), caller)
    return {"opens": lead.address(delivery.campaign, language)} if lead else {}


def _told(delivery: Delivery, cause: Cause, language: Language, by: Shelf) -> Answer:
    words = words_of(cause.story, delivery.topic, language, shelf=by, at=delivery.cause)
    return {
        "delivery_id": delivery.delivery_id,
        "topic": delivery.topic,
        "cause": delivery.cause,
        "campaign": delivery.campaign,
        "subject_kind": delivery.subject_kind,
        "subject_id": delivery.subject_id,
        "recipient": delivery.recipient,
        "title": words.title,
        "body": words.body,
        "at": delivery.at,
        "position": delivery.position,
        "language": language,
        **({"template": delivery.template} if delivery.template else {}),
        **({"read_at": delivery.read_at} if delivery.read_at else {}),
    }


def _delivery(row: Delivery) -> _Delivery:
    return _Delivery(
        delivery_id=row.delivery_id,
        topic=row.topic,
        cause=row.cause,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        recipient=row.recipient,
        channel=row.channel,
        status=row.status,
        attempts=row.attempts,
        read_at=row.read_at,
        opens_at=row.opens_at,
        why=row.why,
        choice=row.choice,
        reason=row.reason,
        renews=row.renews,
        renewed_as=row.renewed_as,
        digest=row.digest,
        template=row.template,
    )
