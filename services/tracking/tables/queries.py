"""The questions that tracking's api and pages ask its tables, each answered from one position. They know no HTTP.

`units` is whose figures are asked for; None means all.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from services.tracking.tables.rows import (
    ActivityFigure,
    Campaign,
    Candidate,
    FundFigure,
    History,
    HouseDay,
    HouseFigure,
    Report,
    Unit,
    UnitChange,
)
from shared.core import definition
from shared.core.definition import Text
from shared.core.events import CATALOGUE, Data, UnitCodeClosed, UnitCodeIssued
from shared.core.lineage import FROM_THE_BEGINNING, Lineage, Named
from shared.core.values import Date

Units = Collection[str] | None

_LINEAGE: Final = "lineage"

_definition: Final = msgspec.json.Decoder(definition.Campaign)


class ActivitySum(msgspec.Struct):
    """Activities of one kind, or under one clause, as far as they count."""

    count: int = 0
    quantity: float = 0.0
    verified: int = 0

    def add(self, figure: ActivityFigure) -> None:
        """Take in one figure."""
        self.count += figure.count
        self.quantity += figure.quantity
        self.verified += figure.verified


class Funds(msgspec.Struct, frozen=True):
    """Money received and paid out."""

    received_vnd: int
    disbursed_vnd: int


def campaign_of(session: Session, campaign: str) -> definition.Campaign | None:
    """A campaign's definition as it stands, or None."""
    row = session.get(Campaign, campaign)
    return None if row is None else _definition.decode(row.definition)


def is_closed(session: Session, campaign: str) -> bool:
    """Whether a campaign takes no further facts."""
    row = session.get(Campaign, campaign)
    return row is not None and row.closed_at > 0


def launched_on(session: Session, campaign: str) -> Date:
    """The day on which a campaign's launch was recorded; "" if there is no such campaign."""
    row = session.get(Campaign, campaign)
    return "" if row is None else row.launched_on


def lineage_of(session: Session) -> Lineage:
    """Which unit holds whose work on which day, and what each is called on it; folded once in a look at the tables."""
    folded = session.info.get(_LINEAGE)
    if not isinstance(folded, Lineage):
        folded = session.info[_LINEAGE] = _folded(session)
    return folded


def _folded(session: Session) -> Lineage:
    units = session.exec(select(Unit.unit_id, Unit.vi, Unit.en))
    named = ((unit_id, Text(vi, en)) for unit_id, vi, en in units)
    lineage = Lineage({unit_id: (Named(FROM_THE_BEGINNING, name, ""),) for unit_id, name in named})
    for data, event_id in _unit_changes(session):
        lineage = lineage.after(data, event_id)
    return lineage


def codes_of(session: Session, unit_id: str) -> dict[str, tuple[str, str]]:
    """The codes a unit was given, each with the day of its issue ("": with the unit) and of its closing ("": none)."""
    unit = session.get(Unit, unit_id)
    codes: dict[str, tuple[str, str]] = {unit.code: ("", "")} if unit is not None and unit.code else {}
    for data, _ in _unit_changes(session):
        if isinstance(data, UnitCodeIssued) and data.unit_id == unit_id:
            codes[data.code] = data.effective_on, ""
        elif isinstance(data, UnitCodeClosed) and data.unit_id == unit_id:
            codes[data.code] = codes.get(data.code, ("", ""))[0], data.effective_on
    return codes


def codes(session: Session) -> dict[str, str]:
    """The codes that units were ever given, each unit's in one text; the time that a code held is not told here."""
    units = session.exec(select(Unit.unit_id, Unit.code).where(Unit.code != ""))
    given = {unit_id: [code] for unit_id, code in units}
    for data, _ in _unit_changes(session):
        if isinstance(data, UnitCodeIssued):
            given.setdefault(data.unit_id, []).append(data.code)
    return {unit_id: " ".join(all_of_it) for unit_id, all_of_it in given.items()}


def _unit_changes(session: Session) -> Iterator[tuple[Data, str]]:
    for row in session.exec(select(UnitChange).order_by(col(UnitChange.position))):
        yield msgspec.json.decode(row.data, type=CATALOGUE[row.wire]), row.event_id


def activity_sums(
    session: Session, campaign: str, *, units: Units = None
) -> tuple[dict[str, ActivitySum], dict[str, ActivitySum]]:
    """Activities by kind, and by clause."""
    kinds: dict[str, ActivitySum] = {}
    clauses: dict[str, ActivitySum] = {}
    for figure in session.exec(_of(ActivityFigure, campaign, units)):
        kinds.setdefault(figure.kind, ActivitySum()).add(figure)
        clauses.setdefault(figure.clause, ActivitySum()).add(figure)
    return kinds, clauses


def house_sums(session: Session, campaign: str, *, units: Units = None) -> dict[tuple[str, str], int]:
    """How many households ever reached a step, by work (`NEW_BUILD`, `REPAIR`) and step."""
    sums: dict[tuple[str, str], int] = {}
    for figure in session.exec(_of(HouseFigure, campaign, units)):
        sums[figure.work, figure.step] = sums.get((figure.work, figure.step), 0) + figure.count
    return sums


def house_sums_by_unit(session: Session, campaign: str) -> dict[str, dict[str, int]]:
    """How many households of each unit ever reached each step."""
    sums: dict[str, dict[str, int]] = {}
    for figure in session.exec(_of(HouseFigure, campaign, None)):
        steps = sums.setdefault(figure.unit_id, {})
        steps[figure.step] = steps.get(figure.step, 0) + figure.count
    return sums


def house_days(session: Session, campaign: str, step: str) -> Sequence[HouseDay]:
    """How many households reached a step on each day that had any, in order of days."""
    days = select(HouseDay).where(HouseDay.campaign == campaign, HouseDay.step == step)
    return session.exec(days.order_by(col(HouseDay.day), col(HouseDay.work))).all()


def fund_sums(session: Session, campaign: str, *, units: Units = None) -> Funds:
    """Money received, and paid out less what was taken back."""
    figures = session.exec(_of(FundFigure, campaign, units)).all()
    return Funds(sum(f.received_vnd for f in figures), sum(f.disbursed_vnd for f in figures))


def reports(session: Session, campaign: str, *, units: Units = None) -> Sequence[Report]:
    """Reports, by period and then as they came."""
    wanted = _of(Report, campaign, units).order_by(col(Report.period), col(Report.position))
    found: Sequence[Report] = session.exec(wanted).all()
    return found


def reported(session: Session, campaign: str) -> Sequence[tuple[str, str]]:
    """The units and periods on which there is a report."""
    table = Report
    return session.exec(select(table.unit_id, table.period).where(table.campaign == campaign)).all()


def newest_candidates(session: Session, campaign: str, *, verdicts: Iterable[str], most: int) -> Sequence[Candidate]:
    """The candidates of which awards spoke last, with one of these verdicts."""
    wanted = select(Candidate).where(Candidate.campaign == campaign, col(Candidate.verdict).in_(verdicts))
    return session.exec(wanted.order_by(col(Candidate.position).desc()).limit(most)).all()


def candidate_count(session: Session, campaign: str, *, verdict: str) -> int:
    """How many subjects and cards have a verdict."""
    wanted = select(func.count()).where(Candidate.campaign == campaign, Candidate.verdict == verdict)
    return session.exec(wanted).one()


def history_of(session: Session, position: int) -> Sequence[History]:
    """The facts about a thing, oldest first, by walking back from its last one."""
    chain = select(History.position, History.previous).where(History.position == position).cte(recursive=True)
    before = select(History.position, History.previous).where(History.position == chain.c.previous)
    chain = chain.union_all(before)
    facts = select(History).where(col(History.position).in_(select(chain.c.position)))
    return session.exec(facts.order_by(col(History.position))).all()


def _of(table: type[Any], campaign: str, units: Units) -> Any:
    """The rows of a campaign, of some units or of all."""
    wanted = select(table).where(table.campaign == campaign)
    return wanted if units is None else wanted.where(col(table.unit_id).in_(units))


def with_figures(session: Session, campaign: str) -> list[str]:
    """The units that have figures in a campaign, in the order of their ids."""
    tables = (ActivityFigure, HouseFigure, FundFigure)
    found = (session.exec(select(col(one.unit_id)).where(one.campaign == campaign).distinct()) for one in tables)
    return sorted({unit_id for units in found for unit_id in units})


def taking_part(session: Session, defined: definition.Campaign, lineage: Lineage, day: Date) -> list[str]:
    """The units of the definition, those that by a day go on in the place of one, and whoever reported; each once."""
    units = dict.fromkeys(unit.id for unit in defined.units)
    line = list(units)
    while line:
        ending = lineage.ended(line.pop(), day)
        heirs = [heir for heir in ending.heirs if heir not in units] if ending else []
        units |= dict.fromkeys(heirs)
        line += heirs
    return list(units | dict.fromkeys(with_figures(session, defined.campaign)))


def unit_kinds(session: Session) -> dict[str, str]:
    """The kind of every unit of the registry."""
    return dict(session.exec(select(Unit.unit_id, Unit.kind)).all())


def units(session: Session) -> Sequence[Unit]:
    """Every unit of the registry as it was established."""
    return session.exec(select(Unit).order_by(col(Unit.unit_id))).all()


def campaigns(session: Session) -> list[definition.Campaign]:
    """Every campaign as it is defined."""
    rows = session.exec(select(Campaign.definition).order_by(col(Campaign.campaign)))
    return [_definition.decode(row) for row in rows]
