"""A campaign as the rules of data quality look at it, and what is flagged of it: as values."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import or_
from sqlmodel import Session, col, select

from services.tracking.domain.periods import owed
from services.tracking.domain.quality.seen import Correction, House, Report, Seen, Twin, Unarrived
from services.tracking.domain.quality.thresholds import ever
from services.tracking.tables import evidence, queries, rows
from shared.core.definition import Campaign

_figures: Final = msgspec.json.Decoder(dict[str, float | bool]).decode
_corrections: Final = msgspec.json.Decoder(list[Correction]).decode


def seen(session: Session, campaign: str, *, today: date) -> Seen | None:
    """A campaign on a day; None if there is none, or it takes no further facts."""
    defined = queries.campaign_of(session, campaign)
    if defined is None or queries.is_closed(session, campaign):
        return None
    reported = reporting(session, defined, today=today)
    return replace(
        reported,
        houses=_houses(session, campaign),
        twins=_twins(session, campaign),
        unarrived=_unarrived(session, campaign, today=today),
    )


def reporting(session: Session, defined: Campaign, *, today: date) -> Seen:
    """What of a campaign on a day is about its reports, whether or not it is closed."""
    reports = tuple(_reports(session, defined.campaign))
    told = ((one.unit_id, one.period) for one in reports)
    not_come = owed(defined, queries.lineage_of(session), told, until=today.isoformat())
    return Seen(
        today=today.isoformat(),
        launched_on=queries.launched_on(session, defined.campaign),
        reports=reports,
        missing=tuple(due for due in not_come if due.due_on < today.isoformat()),
    )


def flagged_ids(session: Session, campaign: str) -> set[str]:
    """Everything that was ever flagged."""
    return set(session.exec(select(rows.Quality.quality_id).where(rows.Quality.campaign == campaign)))


def _reports(session: Session, campaign: str) -> Iterator[Report]:
    """Every report, by period and then as they came; by columns, for every page of a unit looks at all of them."""
    table = rows.Report
    found = session.exec(
        select(  # type: ignore[call-overload]  # more columns than its stubs count
            table.unit_id,
            table.period,
            table.due_on,
            table.submitted_on,
            table.figures,
            table.position,
            table.corrections,
        )
        .where(table.campaign == campaign)
        .order_by(col(table.period), col(table.position))
    )
    for unit_id, period, due_on, submitted_on, figures, position, corrections in found:
        yield Report(
            unit_id, period, due_on, submitted_on, _figures(figures), position, tuple(_corrections(corrections))
        )


def _houses(session: Session, campaign: str) -> tuple[House, ...]:
    """New houses that a rule may find unlikely, by what was ever thought so; the others are too many to look at."""
    table = rows.Household
    doubtful: tuple[Any, ...] = (
        col(table.area_m2).between(1e-9, max(ever("new_house_m2_least"))),
        col(table.area_m2) > min(ever("new_house_m2_most")),
        col(table.built_days).between(0, max(ever("new_house_days_least"))),
    )
    wanted = select(table).where(
        table.campaign == campaign, table.work == "NEW_BUILD", table.completed_at > 0, or_(*doubtful)
    )
    return tuple(
        House(one.household_id, one.unit_id, one.completed_on, one.area_m2, one.built_days, one.completed_at)
        for one in session.exec(wanted.order_by(col(table.completed_at)))
    )


def _unarrived(session: Session, campaign: str, *, today: date) -> tuple[Unarrived, ...]:
    """Files that are waited for long enough for a rule to look at."""
    until = (today - timedelta(days=int(min(ever("days_without_file"))))).isoformat()
    return tuple(
        Unarrived(one.thing_id, one.unit_id, one.sha256, one.recorded_on, one.position)
        for one in evidence.missing(session, campaign, until=until)
    )


def _twins(session: Session, campaign: str) -> tuple[Twin, ...]:
    table = rows.Twin
    wanted = select(table).where(table.campaign == campaign).order_by(col(table.position))
    return tuple(
        Twin(
            what=one.what,  # type: ignore[arg-type]  # as the fold wrote it
            about=one.about,
            unit_id=one.unit_id,
            position=one.position,
            first_unit_id=one.first_unit_id,
            first_position=one.first_position,
        )
        for one in session.exec(wanted)
    )
