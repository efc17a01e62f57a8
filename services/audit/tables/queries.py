"""The questions that audit's pages ask the index, each answered from one position. They know no HTTP and no fact.

Every answer costs about as much as what it shows: no question walks through the whole log.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from services.audit.tables.rows import CampaignName, Heading, Hour, Listed, UnitName
from shared.core.definition import Text
from shared.core.projecting import END

NOTHING: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class Within:
    """Between which positions facts are looked for, both included."""

    first: int
    last: int


class Sum(NamedTuple):
    """How many facts, and the money in them."""

    facts: int
    vnd: int


class _Group(NamedTuple):
    """Headings of which a fact is to stand under one."""

    numbers: tuple[int, ...]
    facts: int


def newest(session: Session, wanted: Sequence[Collection[str]], within: Within, *, most: int) -> list[int]:
    """The newest facts, at most so many, that stand under a heading of each group; the newest first."""
    return _looked_up(session, wanted, within, most=most, step=-1)


def oldest(session: Session, wanted: Sequence[Collection[str]], within: Within, *, most: int) -> list[int]:
    """The oldest of them; the oldest first."""
    return _looked_up(session, wanted, within, most=most, step=1)


def sum_at(session: Session, headings: Collection[str], position: int) -> Sum:
    """How many facts stood under some headings at a position; none of them stands under two."""
    sums = [_sum_under(session, number, position) for number in _group(session, headings).numbers]
    return Sum(sum(one.facts for one in sums), sum(one.vnd for one in sums))


def campaigns(session: Session) -> list[CampaignName]:
    """Every campaign, by its id."""
    return list(session.exec(select(CampaignName).order_by(col(CampaignName.campaign))))


def unit_names(session: Session, position: int, unit_ids: Collection[str] | None = None) -> Mapping[str, Text]:
    """What units are called at a position; all of them, or these."""
    latest = (
        select(UnitName.unit_id, func.max(UnitName.position).label("since"))
        .where(UnitName.position <= position)
        .group_by(UnitName.unit_id)
    )
    if unit_ids is not None:
        latest = latest.where(col(UnitName.unit_id).in_(unit_ids))
    since = latest.subquery()
    rows = session.exec(
        select(UnitName).join(
            since, (col(UnitName.unit_id) == since.c.unit_id) & (col(UnitName.position) == since.c.since)
        )
    )
    return {row.unit_id: Text(row.vi, row.en) for row in rows}


def first_since(session: Session, hour: str) -> int:
    """The position of the first fact that was recorded in an hour (2025-12-31T10, UTC) or after it; END if none was."""
    # Facts of several pens need not be in order of time: what was recorded later may stand a little earlier.
    found: int | None = session.exec(select(func.min(Hour.position)).where(Hour.hour >= hour)).one()
    return END if found is None else found


def hours(session: Session) -> tuple[str, str] | None:
    """The first and the last hour (2025-12-31T10, UTC) in which something was recorded; None if nothing ever was."""
    first, last = session.exec(select(func.min(Hour.hour), func.max(Hour.hour))).one()
    return (first, last) if first else None


def _looked_up(
    session: Session, wanted: Sequence[Collection[str]], within: Within, *, most: int, step: int
) -> list[int]:
    groups = [_group(session, names) for names in wanted]
    if not groups or any(not group.facts for group in groups):
        return []
    rarest = min(groups, key=lambda group: group.facts)
    others = [group for group in groups if group is not rarest]
    positions: set[int] = set()
    for number in rarest.numbers:
        positions.update(session.exec(_under(number, others, within, step=step).limit(most)))
    return sorted(positions, reverse=step < 0)[:most]


def _sum_under(session: Session, number: int, position: int) -> Sum:
    under = select(Listed.nth, Listed.vnd).where(Listed.heading == number, Listed.position <= position)
    return Sum(*(session.exec(under.order_by(col(Listed.position).desc()).limit(1)).first() or NOTHING))


def _group(session: Session, names: Collection[str]) -> _Group:
    rows = session.exec(select(Heading.number, Heading.facts).where(col(Heading.name).in_(names))).all()
    return _Group(tuple(number for number, _ in rows), sum(facts for _, facts in rows))


def _under(number: int, others: Sequence[_Group], within: Within, *, step: int) -> Any:
    """Positions under one heading, and under one of each other group: the rarest leads, the others are looked up."""
    wanted = select(Listed.position).where(
        Listed.heading == number, Listed.position >= within.first, Listed.position <= within.last
    )
    for group in others:
        other = aliased(Listed)
        wanted = wanted.where(
            select(1).where(col(other.heading).in_(group.numbers), other.position == Listed.position).exists()
        )
    order = col(Listed.position)
    return wanted.order_by(order.desc() if step < 0 else order)
