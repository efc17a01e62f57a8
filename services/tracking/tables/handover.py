"""What units have open, from tracking's tables: houses, obstacles, findings, reports, ways in, and as recipients."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from services.tracking.domain.handover import Thing
from services.tracking.domain.periods import owed
from services.tracking.tables import queries
from services.tracking.tables.inspections import Finding
from services.tracking.tables.months import Obstacle
from services.tracking.tables.rows import Household, UnitAccess, UnitChange
from shared.core.definition import Campaign
from shared.core.lineage import Lineage
from shared.core.values import Date, UnitId

SETTLED: Final = frozenset({"withdrew", "rejected", "handed_over"})  # states in which nothing is left to do on a house


class OpenThings:
    """What is open in a campaign on a day, at a moment, unit by unit."""

    def __init__(self, session: Session, defined: Campaign, lineage: Lineage, *, day: Date, moment: datetime) -> None:
        self._session = session
        self._campaign = defined.campaign
        self._moment = moment
        reported = queries.reported(session, defined.campaign)
        self._owed = tuple(owed(defined, lineage, reported, until=day))

    def of(self, unit_id: UnitId) -> Iterator[Thing]:
        """What a unit has open, kind by kind and in the order of ids; whoever ended keeps its place as a recipient."""
        yield from self._houses(unit_id)
        yield from open_obstacles(self._session, self._campaign, unit_id)
        yield from open_findings(self._session, self._campaign, unit_id)
        yield from (Thing("report", due.period, f"due {due.due_on}") for due in self._owed if due.unit_id == unit_id)
        yield Thing("recipient", unit_id, "told")
        yield from self._access(unit_id)

    # A unit may have thousands of these, of which rows of the ORM would cost more than finding them.
    def _houses(self, unit_id: UnitId) -> Iterator[Thing]:
        table = Household
        wanted = select(table.household_id, table.state, table.position).where(
            table.campaign == self._campaign, table.unit_id == unit_id, col(table.state).not_in(SETTLED)
        )
        for household_id, state, position in self._session.exec(wanted.order_by(col(table.household_id))):
            yield Thing("house", household_id, state, position)

    def _access(self, unit_id: UnitId) -> Iterator[Thing]:
        """Ways in that would still be good."""
        table = UnitAccess
        wanted = select(table).where(table.unit_id == unit_id, table.revoked == 0).order_by(col(table.access_id))
        for row in self._session.exec(wanted):
            if not row.expires_at or datetime.fromisoformat(row.expires_at) > self._moment:
                yield Thing("access", row.access_id, f"{row.way} {row.role}", row.position)


def open_obstacles(session: Session, campaign: str, unit_id: UnitId) -> Iterator[Thing]:
    """What holds a unit up and nobody has removed."""
    table = Obstacle
    wanted = select(table.obstacle_id, table.position).where(
        table.campaign == campaign, table.unit_id == unit_id, table.resolved == ""
    )
    for obstacle_id, position in session.exec(wanted.order_by(col(table.obstacle_id))):
        yield Thing("obstacle", obstacle_id, "unanswered", position)


def open_findings(session: Session, campaign: str, unit_id: UnitId) -> Iterator[Thing]:
    """What an inspection of the unit found and nobody has settled; who inspected it may have ended, too."""
    table = Finding
    wanted = select(table.finding_id, table.severity, table.due_on, table.position).where(
        table.campaign == campaign, table.unit_id == unit_id, table.closed == 0
    )
    for finding_id, severity, due_on, position in session.exec(wanted.order_by(col(table.finding_id))):
        yield Thing("finding", finding_id, f"{severity} due {due_on}", position)


def positions_of_changes(session: Session) -> dict[str, int]:
    """Where each fact that renamed, ended or numbered units stands, by its id."""
    return dict(session.exec(select(UnitChange.event_id, UnitChange.position)).all())
