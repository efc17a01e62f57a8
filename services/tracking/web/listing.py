"""Lists of households and activities by what the address asks for, page by page. It knows no HTTP and no word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import func
from sqlmodel import Session, col, select

from services.tracking.tables.rows import Activity, Household
from shared.core.plain_words import plain

PAGE: Final = 100
FEW: Final = 2_000  # so many are put in order faster than they are found in it
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
    wanted = _among(Household, sought)
    if words := sought.words.strip():
        wanted.append(col(Household.household_id).icontains(words, autoescape=True))
    total = session.exec(select(func.count()).select_from(Household).where(*wanted)).one()
    found = select(Household).where(*wanted).order_by(col(Household.household_id))
    return Listed(session.exec(_of_page(found, page)).all(), total, page or 1)


def activities(session: Session, sought: Sought, *, page: int | None) -> Listed[Activity]:
    """Activities, the newest first; by every word, whatever its accents. `page` None is all."""
    table = Activity
    wanted = _among(table, sought)
    wanted += [col(table.plain).contains(word, autoescape=True) for word in plain(sought.words).split()]
    newest = col(table.occurred_on).desc(), col(table.activity_id)
    if page is None:
        rows = session.exec(select(table).where(*wanted).order_by(*newest)).all()
        return Listed(rows, len(rows), 1)
    # Words that few have are looked for all through the table: once, so that a long log is not read twice.
    keys = session.exec(select(table.occurred_on, table.activity_id).where(*wanted).limit(FEW + 1)).all()
    if len(keys) > FEW:
        total = session.exec(select(func.count()).select_from(table).where(*wanted)).one()
        rows = session.exec(_of_page(select(table).where(*wanted).order_by(*newest), page)).all()
        return Listed(rows, total, page)
    in_order = sorted(sorted(keys, key=itemgetter(1)), key=itemgetter(0), reverse=True)
    shown = [activity_id for _, activity_id in in_order[(page - 1) * PAGE : page * PAGE]]
    found = select(table).where(table.campaign == sought.campaign, col(table.activity_id).in_(shown))
    by_id = {one.activity_id: one for one in session.exec(found)} if shown else {}
    return Listed([by_id[one] for one in shown], len(keys), page)


def _among(table: type[Any], sought: Sought) -> list[Any]:
    """What rows must have, but for the words."""
    wanted = [table.campaign == sought.campaign]
    if sought.units is not None:
        wanted.append(col(table.unit_id).in_(sought.units))
    return wanted + [getattr(table, name) == value for name, value in sought.having.items() if value]


def _of_page(found: Any, page: int | None) -> Any:
    return found if page is None else found.limit(PAGE).offset((page - 1) * PAGE)
