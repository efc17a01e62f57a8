"""Who was urged of what over the year, from one position of notify's tables. It knows no HTTP and no caller."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlalchemy.sql import ColumnElement
from sqlmodel import Session, col, or_, select

from services.notify.tables.failed import BOUNCED, FAILED
from services.notify.tables.rows import Cause, Delivery, Reminded, Unit
from shared.core.definition import Text
from shared.core.values import Channel
from shared.rules.stated import HELD

REPORT: Final = "report"  # the kind of matter that has a period
_WAITING: Final = ("due", "put_off")
NO_UNIT: Final = "-"  # in the place of a unit: what is the campaign's own; no unit can be called so


class Sought(NamedTuple):
    """Which reminders: each part "" for any. `own`: of which somebody of these was told (none: whoever was).

    `time` is a month, or of reports a period.
    """

    own: tuple[str, ...] = ()
    campaign: str = ""
    kind: str = ""
    unit_id: str = ""
    stage: str = ""
    time: str = ""


class Counted(NamedTuple):
    """How many reminders of a unit's matters came to a stage in a month, or on a period."""

    time: str
    unit_id: str
    stage: str
    number: int


class Outcome(NamedTuple):
    """What became of the notices of a month or period, by every channel."""

    told: int
    read: int
    lost: int


class Noticed(NamedTuple):
    """A notice of a reminder."""

    reminder: Reminded
    delivery: Delivery


def counted(session: Session, sought: Sought) -> list[Counted]:
    """All that is sought, by time, unit and stage."""
    by = (_time(sought), col(Reminded.unit_id), col(Reminded.stage))
    query = columns(*by, func.count()).where(*_where(sought)).group_by(*by)
    return [Counted(*row) for row in session.execute(query)]


def outcomes(session: Session, sought: Sought) -> Mapping[str, Outcome]:
    """What became of the notices of what is sought, by time."""
    time = _time(sought)
    query = (
        columns(
            time,
            func.sum(_one_if(Delivery.status == "sent")),
            func.sum(_one_if(Delivery.read_at != "")),
            func.sum(_one_if(col(Delivery.status).in_((FAILED, BOUNCED)))),
        )
        .join(Delivery, col(Delivery.cause) == col(Reminded.position))
        .where(*_where(sought), *_to(sought))
        .group_by(time)
    )
    return {row[0]: Outcome(*row[1:]) for row in session.execute(query)}


def notices(
    session: Session,
    sought: Sought,
    *,
    channels: frozenset[Channel],
    before: int | None = None,
    most: int | None = None,
) -> Sequence[Noticed]:
    """The notices of what is sought, the newest reminders first; `before`: of those that stand before this position.

    What is due through other `channels` than there are here will never be sent from here, and is not told.
    """
    query = (
        select(Reminded, Delivery)
        .join(Delivery, col(Delivery.cause) == col(Reminded.position))
        .where(*_where(sought), *_to(sought), _will_be_told(channels))
        .order_by(col(Reminded.position).desc(), col(Delivery.recipient), col(Delivery.channel))
    )
    if before is not None:
        query = query.where(Reminded.position < before)
    if most is not None:
        query = query.limit(most)
    return [Noticed(*row) for row in session.exec(query)]


def kinds_and_units(session: Session, own: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    """Of which campaigns, kinds and units there is anything to see."""
    query = (
        columns(col(Reminded.campaign), col(Reminded.kind), col(Reminded.unit_id))
        .where(*_where(Sought(own)))
        .distinct()
    )
    found = [*session.execute(query)]
    campaigns, kinds, units = ({row[place] for row in found} for place in range(3))
    return sorted(campaigns), sorted(kinds), sorted(units)


def names_of(session: Session) -> dict[str, Text]:
    """What units are called."""
    return {unit.unit_id: Text(unit.vi, unit.en) for unit in session.exec(select(Unit))}


class Trail(NamedTuple):
    """One notice, what it tells of, the reminder it came from (of a flag: none), and who else was told of the same."""

    delivery: Delivery
    cause: Cause
    reminder: Reminded | None
    others: Sequence[Delivery]


def trail(
    session: Session, delivery_id: str, own: tuple[str, ...], *, of_holds: bool, channels: frozenset[Channel]
) -> Trail | None:
    """A notice with its trail; None where there is none, or where it is not `own` or tells of a hold unduly."""
    one = session.get(Delivery, delivery_id)
    cause = None if one is None else session.get(Cause, one.cause)
    if one is None or cause is None or (own and one.recipient not in own):
        return None
    if cause.verdict == HELD and not of_holds:
        return None
    query = (
        select(Delivery)
        .where(Delivery.cause == one.cause, Delivery.delivery_id != delivery_id, _will_be_told(channels))
        .order_by(col(Delivery.recipient), col(Delivery.channel))
    )
    if own:
        query = query.where(col(Delivery.recipient).in_(own))
    return Trail(one, cause, session.get(Reminded, one.cause), session.exec(query).all())


def _time(sought: Sought) -> Any:
    return Reminded.period if sought.kind == REPORT else Reminded.month


def _where(sought: Sought) -> Iterable[ColumnElement[bool]]:
    asked: Collection[tuple[Any, str]] = (
        (Reminded.campaign, sought.campaign),
        (Reminded.kind, sought.kind),
        (Reminded.stage, sought.stage),
        (_time(sought), sought.time),
    )
    yield from (column == value for column, value in asked if value)
    if sought.unit_id:
        yield col(Reminded.unit_id) == sought.unit_id.removeprefix(NO_UNIT)
    if sought.own:
        yield col(Reminded.position).in_(select(Delivery.cause).where(col(Delivery.recipient).in_(sought.own)))


def _to(sought: Sought) -> Iterable[ColumnElement[bool]]:
    if sought.own:
        yield col(Delivery.recipient).in_(sought.own)


def _will_be_told(channels: frozenset[Channel]) -> ColumnElement[bool]:
    return or_(col(Delivery.status).not_in(_WAITING), col(Delivery.channel).in_(channels))


def _one_if(true: Any) -> ColumnElement[int]:
    return case((true, 1), else_=0)
