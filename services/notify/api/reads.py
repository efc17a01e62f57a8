"""Notify's answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks.
"""

import operator
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace
from sqlmodel import Session, col, select

from services.notify.domain.notices import HELD, SECRETARY, TOPICS, Notice, Story, Topic
from services.notify.domain.wording import wording
from services.notify.tables import Cause, Delivery
from shared.core.access import ROLES, Caller
from shared.core.values import Language

Answer: TypeAlias = dict[str, object]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries are asked for: those to one recipient (empty: to all), and whether those that tell of a hold."""

    recipient: str = ""
    of_holds: bool = False


class _Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as contract §2 shows it."""

    delivery_id: str
    topic: str
    cause: int
    subject_kind: str
    subject_id: str
    recipient: str
    channel: str
    status: str
    attempts: int


_story: Final = msgspec.json.Decoder(Story)
_topics: Final[Mapping[str, Topic]] = {topic: topic for topic in TOPICS.values()}
_ORDER: Final = operator.attrgetter("cause", "recipient", "channel")


def recipients_of(caller: Caller) -> frozenset[str]:
    """As whom a caller is told things: its unit, the council's secretary, or the person the token stands for."""
    own = {caller.unit_id} if caller.role == "unit" else set()
    secretary = {SECRETARY} if caller.role == "secretary" else set()
    # A role's name is no one else's.
    return frozenset((own | {caller.person_id}) - {""} - ROLES | secretary)


def inbox_answer(session: Session, recipients: frozenset[str], *, language: Language) -> Answer:
    """What some recipients were told in their inbox, the newest first, in one language."""
    query = (
        select(Delivery, Cause)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .where(Delivery.channel == "inbox", Delivery.status == "sent", col(Delivery.recipient).in_(recipients))
        .order_by(col(Delivery.cause).desc(), col(Delivery.recipient))
    )
    return {"notices": [_told(delivery, cause, language) for delivery, cause in session.exec(query).all()]}


def deliveries_answer(session: Session, wanted: Wanted, *, due: Iterable[Notice]) -> Answer:
    """What became of each notice, in the order of what they tell of; `due` are those that nothing became of yet."""
    query = select(Delivery).join(Cause, col(Cause.position) == col(Delivery.cause))
    if wanted.recipient:
        query = query.where(Delivery.recipient == wanted.recipient)
    if not wanted.of_holds:
        query = query.where(Cause.verdict != HELD)
    rows = session.exec(query).all()
    recorded = {row.delivery_id for row in rows}
    waiting = [notice for notice in due if notice.delivery_id not in recorded and _is_wanted(notice, wanted)]
    found = sorted([*map(_delivery, rows), *map(_due, waiting)], key=_ORDER)
    return {"deliveries": list(map(msgspec.structs.asdict, found))}


def _is_wanted(notice: Notice, wanted: Wanted) -> bool:
    return wanted.recipient in ("", notice.recipient) and (wanted.of_holds or notice.story.verdict != HELD)


def _told(delivery: Delivery, cause: Cause, language: Language) -> Answer:
    story = replace(_story.decode(cause.story), topic=_topics[delivery.topic])
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
    )


def _due(notice: Notice) -> _Delivery:
    return _Delivery(
        delivery_id=notice.delivery_id,
        topic=notice.story.topic,
        cause=notice.cause,
        subject_kind=notice.story.subject_kind,
        subject_id=notice.story.subject_id,
        recipient=notice.recipient,
        channel=notice.channel,
        status="due",
        attempts=0,
    )
