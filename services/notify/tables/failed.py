"""What was given up, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, cast

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.notify.domain.renewing import GivenUp, why_not_renew
from services.notify.tables.letters import letters_in
from services.notify.tables.rows import Cause, Delivery
from shared.core.problems import Problem
from shared.core.values import Channel, SubjectKind
from shared.rules.stated import HELD

FAILED: Final = "failed"
BOUNCED: Final = "bounced"


class Whose(NamedTuple):
    """Of whose deliveries is asked (none: of all), and whether of those that tell of a hold."""

    recipients: tuple[str, ...] = ()
    of_holds: bool = False


class Seen(NamedTuple):
    """One that was given up, what it tells of, and what became of the one in its place ("" where there is none)."""

    delivery: Delivery
    cause: Cause
    again: str


def given_up(
    session: Session, whose: Whose, *, all_of_them: bool = False, before: int | None = None, most: int
) -> Sequence[Seen]:
    """Those that nobody had sent again, the newest first, or `all_of_them`; `before`: recorded before this position.

    Letters that came back are among them.
    """
    renewal = aliased(Delivery)
    query = (
        select(Delivery, Cause, renewal)
        .join(Cause, col(Cause.position) == col(Delivery.cause))
        .join(renewal, col(renewal.delivery_id) == col(Delivery.renewed_as), isouter=True)
        .where(col(Delivery.status).in_((FAILED, BOUNCED)))
        .order_by(col(Delivery.position).desc())
        .limit(most)
    )
    if whose.recipients:
        query = query.where(col(Delivery.recipient).in_(whose.recipients))
    if not whose.of_holds:
        query = query.where(Cause.verdict != HELD)
    if not all_of_them:
        query = query.where(Delivery.renewed_as == "")
    if before is not None:
        query = query.where(Delivery.position < before)
    found: Iterable[tuple[Delivery, Cause, Delivery | None]] = session.exec(query)  # of an outer join
    return [Seen(one, cause, "" if again is None else again.status) for one, cause, again in found]


def to_renew(
    session: Session, delivery_id: str, whose: Whose, *, channels: frozenset[Channel]
) -> GivenUp | Problem | None:
    """A notice that may be handed over again, or why it may not be; None if there is none."""
    row = session.get(Delivery, delivery_id)
    cause = None if row is None else session.get(Cause, row.cause)
    if row is None or cause is None or (cause.verdict == HELD and not whose.of_holds):
        return None
    return why_not_renew(_notice(row), failed=row.status in (FAILED, BOUNCED), channels=channels) or _notice(row)


def handed_over(session: Session, delivery_id: str) -> list[GivenUp]:
    """What an e-mail brought that was handed over, one notice or a digest's, whether it came back or not."""
    return [_notice(row) for row in letters_in(session, delivery_id) if row.status in ("sent", BOUNCED)]


def _notice(row: Delivery) -> GivenUp:
    return GivenUp(
        row.delivery_id,
        row.campaign,
        row.topic,
        row.cause,
        cast("SubjectKind", row.subject_kind),
        row.subject_id,
        row.recipient,
        cast("Channel", row.channel),
    )
