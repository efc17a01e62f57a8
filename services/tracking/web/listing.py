"""Lists of households and activities by what the address asks for, page by page. It knows no HTTP and no word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from services.tracking.tables.rows import Activity, Household
from shared.core.plain_words import plain

PAGE: Final = 100
STATES: Final = (
    "identified",
    "verified",
    "ineligible",
    "approved",
    "started",
    "completed",
    "quality_passed",
    "quality_failed",
    "handed_over",
    "withdrew",
    "rejected",
)
ACTIVITY_STATES: Final = ("recorded", "verified", "disputed", "withdrawn")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """Some rows of all that there are: those of one page, counted from 1, or all of them for a file."""

    rows: Sequence[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; one even of nothing."""
        return max(-(-self.total // PAGE), 1)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: rows whose columns have these values ("": any), of some units (None: all), by words."""

    campaign: str
    units: Collection[str] | None
    having: dict[str, str]
    words: str = ""


def households(session: Session, sought: Sought, *, page: int | None) -> Listed[Household]:
    """Households by their ids; `page` None is all."""
    return _listed(session, Household, sought, key="household_id", page=page)


def activities(session: Session, sought: Sought, *, page: int | None) -> Listed[Activity]:
    """Activities, the newest first."""
    return _listed(session, Activity, sought, key="activity_id", page=page)


def _listed(session: Session, table: type[Any], sought: Sought, *, key: str, page: int | None) -> Listed[Any]:
    wanted = select(table).where(table.campaign == sought.campaign)
    if sought.units is not None:
        wanted = wanted.where(col(table.unit_id).in_(sought.units))
    for name, value in sought.having.items():
        if value:
            wanted = wanted.where(getattr(table, name) == value)
    if words := sought.words.strip():
        if table is Activity:  # by every word, whatever its accents
            for word in plain(words).split():
                wanted = wanted.where(col(table.plain).contains(word, autoescape=True))
        else:
            wanted = wanted.where(col(getattr(table, key)).icontains(words, autoescape=True))
    total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
    order = (col(table.occurred_on).desc(), col(table.activity_id)) if table is Activity else (col(table.household_id),)
    wanted = wanted.order_by(*order)
    if page is not None:
        wanted = wanted.limit(PAGE).offset((page - 1) * PAGE)
    return Listed(session.exec(wanted).all(), total, page or 1)
