"""Notify's answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks.
"""

import operator
from collections.abc import Mapping
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace
from sqlmodel import Session, col, or_, select

from services.notify.domain.notices import EVERY_CHANNEL, READING_ROLES, TOPICS, AnyStory, Received, Story, Topic
from services.notify.domain.wording import wording
from services.notify.projections import DUE
from services.notify.tables import Cause, Delivery
from shared.core.access import ROLES, Caller
from shared.core.values import Channel, Language
from shared.rules.stated import HELD

Answer: TypeAlias = dict[str, object]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries are asked for: those to some recipients (none: to all), and whether those that tell of a hold.

    What is due through other `channels` than there are here will never be sent from here, and is not told.
    """

    recipients: tuple[str, ...] = ()
    of_holds: bool = False
    channels: frozenset[Channel] = EVERY_CHANNEL


class _Delivery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A delivery as contract §2 shows it, and when it was read, if it was."""

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


_story: Final[msgspec.json.Decoder[AnyStory]] = msgspec.json.Decoder(AnyStory)
_topics: Final[Mapping[str, Topic]] = {topic: topic for topic in TOPICS.values()}
_ORDER: Final = operator.attrgetter("cause", "recipient", "channel")


def recipients_of(caller: Caller) -> frozenset[str]:
    """As whom a caller is told things: its unit and those it follows, its role, or the person of the token."""
    own = {*caller.units} if caller.role == "unit" else set()
    role = {caller.role} & READING_ROLES
    # A role's name is no one else's.
    return frozenset((own | {caller.person_id}) - {""} - ROLES | role)


def inbox_answer(session: Session, recipients: frozenset[str], *, language: Language) -> Answer:
    """What some recipients were told in their inbox, the newest first, in one language."""
    query = (
        select(Delivery, Cause)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(Delivery.channel == "inbox", Delivery.status == "sent", col(Delivery.recipient).in_(recipients))
        .order_by(col(Delivery.cause).desc(), col(Delivery.recipient))
    )
    return {"notices": [_told(delivery, cause, language) for delivery, cause in session.exec(query).all()]}


def received(session: Session, delivery_id: str, recipients: frozenset[str]) -> Received | None:
    """A notice that lies in the inbox of one of these; None if there is none."""
    row = session.get(Delivery, delivery_id)
    if row is None or row.recipient not in recipients or (row.channel, row.status) != ("inbox", "sent"):
        return None
    return Received(row.delivery_id, row.campaign, row.topic, row.recipient)


def reader_of(caller: Caller) -> str:
    """How the log names who reads: a unit is a unit, all others are a person, or else their token."""
    return f"{caller.role}:{(caller.unit_id if caller.role == 'unit' else caller.person_id) or caller.token_id}"


def deliveries_answer(session: Session, wanted: Wanted) -> Answer:
    """What became of each notice, in the order of what they tell of."""
    query = (
        select(Delivery)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(or_(col(Delivery.status) != DUE, col(Delivery.channel).in_(wanted.channels)))
    )
    if wanted.recipients:
        query = query.where(col(Delivery.recipient).in_(wanted.recipients))
    if not wanted.of_holds:
        query = query.where(Cause.verdict != HELD)
    found = sorted(map(_delivery, session.exec(query).all()), key=_ORDER)
    return {"deliveries": msgspec.to_builtins(found)}


def _told(delivery: Delivery, cause: Cause, language: Language) -> Answer:
    story = _story.decode(cause.story)
    if isinstance(story, Story):  # others may have been told of a flag as of something else
        story = replace(story, topic=_topics[delivery.topic])
    words = wording(story, language)
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
    )
