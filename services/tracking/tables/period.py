"""A period of a campaign from tracking's tables: its consolidated report and its table HP-01. It judges nothing."""

from datetime import date
from typing import Any, Final

import msgspec
from sqlmodel import Session, col, select

from services.tracking.domain.periods import due_on, last_day_of, owing, periods_of
from services.tracking.domain.reporting.consolidated import Correction, Reported, Told, Unit, consolidate
from services.tracking.domain.reporting.hp01 import MONTH, Book, Goods, Money, Obstacle, Step
from services.tracking.tables import queries
from services.tracking.tables.months import FundMonth, GoodsMonth, HouseMonth
from services.tracking.tables.months import Obstacle as ObstacleRow
from services.tracking.tables.rows import RegisteredPaper, Report
from services.tracking.tables.rows import Unit as UnitRow
from shared.core import definition
from shared.core.lineage import Lineage
from shared.core.values import Period
from shared.papers.register import BEYOND

_figures: Final = msgspec.json.Decoder(dict[str, float | bool]).decode
_corrections: Final = msgspec.json.Decoder(list[Correction]).decode


def reported(session: Session, campaign: str, period: Period, *, today: date) -> Reported | None:
    """A period of a campaign on a day ("": the newest that has ended); None where there is no such period."""
    defined = queries.campaign_of(session, campaign)
    if defined is None:
        return None
    day = today.isoformat()
    begun = list(periods_of(defined, until=defined.ends_on))
    period = period or next((one for one in reversed(begun) if last_day_of(one) < day), begun[0] if begun else "")
    if period not in begun:
        return None
    lineage, book = queries.lineage_of(session), book_of(session, campaign, until=last_day_of(period)[:MONTH])
    told = [_told(row) for row in queries.reports(session, campaign) if row.period == period]
    days = defined.reporting.due_days if defined.reporting else -1
    owed = dict.fromkeys(owing(defined, lineage, period), due_on(period, due_days=days))
    units = _units(session, defined, lineage, [*owed, *(one.unit_id for one in told), *book.units()], period)
    return Reported(defined, consolidate(period, units, told, owing=owed, today=day), book)


def registered(session: Session, campaign: str, period: Period) -> RegisteredPaper | None:
    """The newest paper on a period; None where nobody has reported on it yet."""
    table = RegisteredPaper
    wanted = select(table).where(table.campaign == campaign, table.period == period)
    return session.exec(wanted.order_by(col(table.position).desc()).limit(1)).first()


def registered_all(session: Session, campaign: str) -> list[Period]:
    """The periods of a campaign on which there is a paper, the newest first."""
    wanted = select(RegisteredPaper.period).where(RegisteredPaper.campaign == campaign).distinct()
    return sorted(session.exec(wanted), reverse=True)


def registered_under(session: Session, code: str) -> RegisteredPaper | None:
    """The paper whose hash begins so, or None."""
    begins = col(RegisteredPaper.sha256).between(code, code + BEYOND)
    return session.exec(select(RegisteredPaper).where(begins)).first()


def book_of(session: Session, campaign: str, *, until: str) -> Book:
    """All that was told of a campaign up to the end of a month, in one order."""

    def rows(table: Any) -> Any:
        keys = [column for column in table.__table__.primary_key.columns if column.name != "campaign"]
        return session.exec(select(table).where(table.campaign == campaign, table.month <= until).order_by(*keys))

    return Book(
        tuple(
            Step(one.unit_id, one.month, one.track, one.work, one.category, one.step, one.count)
            for one in rows(HouseMonth)
        ),
        tuple(Money(one.unit_id, one.month, one.flow, one.source, one.amount_vnd) for one in rows(FundMonth)),
        tuple(Goods(one.unit_id, one.month, one.item, one.measure, one.quantity) for one in rows(GoodsMonth)),
        tuple(Obstacle(one.unit_id, one.month, one.resolved) for one in rows(ObstacleRow)),
    )


def _told(row: Report) -> Told:
    return Told(
        report_id=row.report_id,
        unit_id=row.unit_id,
        due_on=row.due_on,
        submitted_on=row.submitted_on,
        figures=_figures(row.figures),
        position=row.position,
        corrections=tuple(_corrections(row.corrections)),
    )


def _units(
    session: Session, defined: definition.Campaign, lineage: Lineage, wanted: list[str], period: Period
) -> list[Unit]:
    """These units and all above them, those of the definition first and in its order, as they are called at its end."""
    parents = {row.unit_id: row.parent for row in session.exec(select(UnitRow))}
    parents |= {unit.id: unit.parent for unit in defined.units}
    named = {unit.id: unit.name for unit in defined.units} | lineage.names_on(last_day_of(period))
    line = list(dict.fromkeys(wanted))
    for unit_id in line:  # grows while it is walked, up to whoever stands above nobody
        if (above := parents.get(unit_id, "")) and above not in line:
            line.append(above)
    order = {unit.id: f"{place:06}" for place, unit in enumerate(defined.units)}
    return [
        Unit(unit_id, named[unit_id].vi if unit_id in named else unit_id, parents.get(unit_id, ""))
        for unit_id in sorted(line, key=lambda one: (order.get(one, "~"), one))
    ]
