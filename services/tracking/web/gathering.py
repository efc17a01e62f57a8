"""Gathers an overview from one position of tracking's tables. It knows no HTTP and no wording."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, product
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import case, func
from sqlmodel import Session, col, select

from services.tracking.tables import postings, queries
from services.tracking.tables.rows import ActivityFigure, Candidate, HouseDay, Household, Report
from services.tracking.web.over_time import over_time
from services.tracking.web.overview import (
    DRAWN,
    FIT,
    WORKS,
    CandidateCard,
    Goal,
    Line,
    Overview,
    Persons,
    Posted,
    Progress,
    Rollup,
    UnitLine,
    Units,
)
from shared.core.definition import Campaign, CampaignUnit, Text
from shared.core.events import Explained
from shared.core.lineage import Lineage
from shared.rules.weighing import leaves

NEWEST: Final = 5
COMPLETED: Final = "houses.completed"
# Where a household can stand, by what the page says of it.
_DONE: Final = frozenset({"completed", "quality_passed", "quality_failed", "handed_over"})
_LEFT: Final = frozenset({"rejected", "ineligible"})
LOCAL: Final = frozenset({"PROVINCE", "DISTRICT", "COMMUNE"})

_explained: Final = msgspec.json.Decoder(Explained)


def overview_of(
    session: Session, campaign: Campaign, *, today: date, persons: Persons, rollup: Rollup = Rollup.RECORDED
) -> Overview:
    """The overview of a campaign on a day of its own time zone, each figure under the unit that `rollup` says."""
    campaign_id = campaign.campaign
    names = names_of(campaign, queries.lineage_of(session), today)
    progress = _progress(session, campaign_id)
    by_work = {work: sum((p for (_, w), p in progress.items() if w == work), start=Progress()) for work in WORKS}
    units = units_side_by_side(session, campaign, today=today, rollup=rollup)
    kinds = queries.unit_kinds(session) | {unit.id: unit.kind for unit in campaign.units}
    fit, persons_fit = _fit(session, campaign_id)
    return Overview(
        campaign=campaign,
        closed=queries.is_closed(session, campaign_id),
        today=today,
        first=date.fromisoformat(campaign.starts_on),
        last=date.fromisoformat(campaign.ends_on),
        goal=_goal(campaign, sum(by_work.values(), start=Progress())),
        progress=by_work,
        lines=_lines(session, campaign_id),
        funds=queries.fund_sums(session, campaign_id),
        units=units,
        candidates=tuple(_newest(session, campaign, names, persons)),
        fit=fit,
        persons_hidden=persons_fit if persons is Persons.HIDDEN else 0,
        over_time=over_time(session, campaign_id, names, until=min(today.isoformat(), campaign.ends_on)[:7]),
        districts=tuple(one for sort in units for one in sort.lines if kinds.get(one.unit_id) == "DISTRICT"),
        documents=tuple(
            Posted(one.title, one.doc_no, one.url, date.fromisoformat(one.published_on))
            for one in postings.papers_on(session, campaign_id, today.isoformat(), most=NEWEST)
        ),
    )


def units_side_by_side(
    session: Session, campaign: Campaign, *, today: date, rollup: Rollup = Rollup.RECORDED
) -> tuple[Units, ...]:
    """All units on a day: localities, then offices."""
    lineage = queries.lineage_of(session)
    under = _under(session, campaign, lineage, today=today, rollup=rollup)
    progress = _progress(session, campaign.campaign)
    lines = _unit_lines(session, campaign, names_of(campaign, lineage, today), progress, under)
    return tuple(_side_by_side(session, campaign.units, lines))


def names_of(campaign: Campaign, lineage: Lineage, day: date) -> dict[str, Text]:
    """What units are called on a day; those of the definition that the registry has not, as they are defined."""
    return {unit.id: unit.name for unit in campaign.units} | lineage.names_on(day.isoformat())


def _goal(campaign: Campaign, houses: Progress) -> Goal:
    gone = houses.withdrew + houses.rejected
    target = next((target for target in campaign.targets if target.metric == COMPLETED), None)
    if target is None:
        return Goal(houses.identified, houses.staying, date.fromisoformat(campaign.ends_on), set_by_campaign=False)
    value = int(target.value)
    needed = min(value, max(value, houses.identified) - gone)
    return Goal(value, max(needed, 0), date.fromisoformat(target.due), set_by_campaign=True)


def _progress(session: Session, campaign: str) -> dict[tuple[str, str], Progress]:
    """Where households stand, by unit and work."""
    table = Household
    question = (
        select(table.unit_id, table.work, table.state, func.count())
        .where(table.campaign == campaign)
        .group_by(col(table.unit_id), col(table.work), col(table.state))
    )
    progress: dict[tuple[str, str], Progress] = {}
    for unit_id, work, state, count in session.exec(question):
        before = progress.get((unit_id, work), Progress())
        progress[unit_id, work] = before + Progress(**{_standing(state): count})
    return progress


def _standing(state: str) -> str:
    if state in _DONE:
        return "done"
    if state in _LEFT:
        return "rejected"
    return {"started": "under_way", "withdrew": "withdrew"}.get(state, "waiting")


def _lines(session: Session, campaign: str) -> dict[str, Line]:
    """For each step that is drawn, how many households had reached it by each day that had any."""
    table = HouseDay
    counted = session.exec(
        select(table.step, table.day, func.sum(table.count))
        .where(table.campaign == campaign, col(table.step).in_(DRAWN))
        .group_by(col(table.step), col(table.day))
        .order_by(col(table.day))
    )
    days: dict[str, dict[date, int]] = {step: {} for step in DRAWN}
    for step, day, count in counted:
        days[step][date.fromisoformat(day)] = int(count)
    return {step: tuple(zip(line, accumulate(line.values()), strict=True)) for step, line in days.items()}


def _activities(session: Session, campaign: str) -> dict[str, tuple[int, int]]:
    """Activities of each unit, and how many of them are verified."""
    table = ActivityFigure
    counted = session.exec(
        select(table.unit_id, func.sum(table.count), func.sum(table.verified))
        .where(table.campaign == campaign)
        .group_by(col(table.unit_id))
    )
    return {unit_id: (int(count), int(verified)) for unit_id, count, verified in counted}


def _reports(session: Session, campaign: str) -> dict[str, tuple[int, int]]:
    """Reports of each unit that were due at all, and how many of them were on time."""
    table = Report
    counted = session.exec(
        select(table.unit_id, func.count(), func.sum(case((col(table.submitted_on) <= col(table.due_on), 1), else_=0)))
        .where(table.campaign == campaign, table.due_on != "")
        .group_by(col(table.unit_id))
    )
    return {unit_id: (count, int(on_time)) for unit_id, count, on_time in counted}


def _under(
    session: Session, campaign: Campaign, lineage: Lineage, *, today: date, rollup: Rollup
) -> dict[str, list[str]]:
    """The units that are shown, each with those whose figures stand in its line."""
    day = today.isoformat()
    units: dict[str, list[str]] = {}
    defined = [unit.id for unit in campaign.units]
    for unit_id in dict.fromkeys((*defined, *queries.with_figures(session, campaign.campaign))):
        shown = unit_id if rollup is Rollup.RECORDED else lineage.holder(unit_id, day)
        units.setdefault(shown, []).append(unit_id)
    return units


def _unit_lines(
    session: Session,
    campaign: Campaign,
    names: Mapping[str, Text],
    progress: Mapping[tuple[str, str], Progress],
    under: Mapping[str, Sequence[str]],
) -> Iterator[UnitLine]:
    activities = _activities(session, campaign.campaign)
    reports = _reports(session, campaign.campaign)
    for unit_id, whose in under.items():
        done = [activities.get(one, (0, 0)) for one in whose]
        told = [reports.get(one, (0, 0)) for one in whose]
        yield UnitLine(
            unit_id=unit_id,
            name=names[unit_id],
            activities=sum(counted for counted, _ in done),
            verified=sum(verified for _, verified in done),
            houses=sum((progress.get(one, Progress()) for one in product(whose, WORKS)), start=Progress()),
            reports=sum(number for number, _ in told),
            on_time=sum(on_time for _, on_time in told),
        )


def _side_by_side(session: Session, defined: Iterable[CampaignUnit], lines: Iterable[UnitLine]) -> Iterator[Units]:
    """Those that have come furthest first: by houses where there are any, else by activities."""
    kinds = queries.unit_kinds(session) | {unit.id: unit.kind for unit in defined}
    local = {unit_id for unit_id, kind in kinds.items() if kind in LOCAL}
    by_sort: dict[bool, list[UnitLine]] = {True: [], False: []}
    for line in lines:
        by_sort[line.unit_id in local].append(line)
    for is_local, sort in by_sort.items():
        if sort:
            sort.sort(key=lambda line: (-line.houses.share, -line.houses.done, -line.activities, line.name.vi))
            yield Units(is_local, tuple(sort))


def _fit(session: Session, campaign: str) -> tuple[dict[str, int], int]:
    """How many have each verdict that is shown, and how many of all these are persons."""
    table = Candidate
    question = (
        select(table.verdict, table.subject_kind, func.count())
        .where(table.campaign == campaign, col(table.verdict).in_(FIT))
        .group_by(col(table.verdict), col(table.subject_kind))
    )
    verdicts: dict[str, int] = dict.fromkeys(FIT, 0)
    persons = 0
    for verdict, kind, count in session.exec(question):
        verdicts[verdict] += count
        persons += 0 if kind == "COLLECTIVE" else count
    return verdicts, persons


def _newest(
    session: Session, campaign: Campaign, names: Mapping[str, Text], persons: Persons
) -> Iterator[CandidateCard]:
    table = Candidate
    wanted = select(table).where(table.campaign == campaign.campaign, col(table.verdict).in_(FIT))
    if persons is Persons.HIDDEN:
        wanted = wanted.where(table.subject_kind == "COLLECTIVE")
    for row in session.exec(wanted.order_by(col(table.position).desc()).limit(NEWEST)):
        explained = _explained.decode(row.explanation)
        yield CandidateCard(
            subject_id=row.subject_id,
            name=names.get(row.subject_id) if row.subject_kind == "COLLECTIVE" else None,
            award=row.award,
            verdict=row.verdict,
            met=tuple(leaf.label for leaf in leaves(explained) if leaf.outcome == "met" and leaf.label),
            missing=explained.missing or (),
            recorded_on=datetime.fromisoformat(row.recorded_at).astimezone(ZoneInfo(campaign.time_zone)).date(),
        )
