"""Lists of households and activities by what the address asks for, page by page. It knows no HTTP and no word.

A page looks at so many rows and no more, however long the log is: a stretch of the list, with an address for the next.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

from sqlalchemy import func, tuple_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from services.tracking.tables.rows import Activity, Household
from shared.core.plain_words import plain

PAGE: Final = 100
STRETCH: Final = 20_000  # so many rows are looked at for one answer at most: see ADR-0039
NEARER: Final = (1_000, 5_000)  # of a longer list, the first of these that fills a page is enough: see ADR-0052
FEW: Final = 2_000  # so many keys are held at once; more are counted, and a page of them is read
APART: Final = "~"  # between the columns of a key in an address
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
    """Some rows of all that there are: those of one page, counted from 1, or all of them for a file.

    `total` is how many there are in this stretch of the list, which is of `looked_at` rows; `beyond` is where the next
    begins ("": there is none).
    """

    rows: Sequence[Row]
    total: int
    page: int
    beyond: str = ""
    looked_at: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are; one even of nothing."""
        return max(-(-self.total // PAGE), 1)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought: rows whose columns have these values ("": any), of some units (None: all), by words.

    `start` is the key of the row from which on ("": from the first).
    """

    campaign: str
    units: Collection[str] | None
    having: dict[str, str]
    words: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True)
class _Order:
    """In which order a table is listed: by columns of which the last is an id, forwards or the last first.

    An index leads through them behind the campaign, the same way in all of them, so that no order is made by sorting.
    """

    table: type[Any]
    key: tuple[Any, ...]
    backwards: bool

    @property
    def by(self) -> list[Any]:
        return [one.desc() if self.backwards else one.asc() for one in self.key]

    def since(self, key: Sequence[str]) -> Any:
        """From this key on."""
        return tuple_(*self.key) <= tuple_(*key) if self.backwards else tuple_(*self.key) >= tuple_(*key)

    def before(self, key: Sequence[str]) -> Any:
        """As far as this key, without it."""
        return tuple_(*self.key) > tuple_(*key) if self.backwards else tuple_(*self.key) < tuple_(*key)


class _Stretch(NamedTuple):
    """What keeps to at most so many rows of a list, and the key of the first behind them ("": there is none)."""

    most: int
    within: list[Any]
    beyond: str = ""


_BY_ID: Final = _Order(Household, (col(Household.household_id),), backwards=False)
_THE_NEWEST: Final = _Order(Activity, (col(Activity.occurred_on), col(Activity.activity_id)), backwards=True)


def households(session: Session, sought: Sought, *, page: int | None) -> Listed[Household]:
    """Households by their ids; `page` None is all."""
    wanted = _among(Household, sought)
    if words := sought.words.strip():
        wanted.append(col(Household.household_id).icontains(words, autoescape=True))
    return _listed(session, _BY_ID, sought, wanted, page=page)


def activities(session: Session, sought: Sought, *, page: int | None) -> Listed[Activity]:
    """Activities, the newest first; by every word, whatever its accents. `page` None is all."""
    wanted = _among(Activity, sought)
    wanted += [col(Activity.plain).contains(word, autoescape=True) for word in plain(sought.words).split()]
    return _listed(session, _THE_NEWEST, sought, wanted, page=page)


def with_id(session: Session, table: type[Row], sought: Sought, found: Sequence[Row]) -> Sequence[Row]:
    """What was found, before it the row whose id is what is sought, wherever in its list it stands."""
    one = session.get(table, (sought.campaign, sought.words.strip()))
    if one is None or (sought.units is not None and getattr(one, "unit_id", "") not in sought.units):
        return found
    return [one, *(other for other in found if other is not one)]


def _listed(session: Session, order: _Order, sought: Sought, wanted: list[Any], *, page: int | None) -> Listed[Any]:
    table: Any = order.table
    if page is None:
        rows = session.exec(select(table).where(*wanted).order_by(*order.by)).all()
        return Listed(rows, len(rows), 1)
    stretch = _stretch(session, order, sought, most=STRETCH)
    for most in NEARER if stretch.beyond else ():
        near = _stretch(session, order, sought, most=min(most, STRETCH))
        if len(_keys(session, order, [*near.within, *wanted], most=PAGE)) == PAGE:
            stretch = near
            break
    among = [*stretch.within, *wanted]
    keys = _keys(session, order, among, most=FEW + 1)
    if len(keys) > FEW:
        total = session.exec(select(func.count()).select_from(table).where(*among)).one()
        shown = _keys(session, order, among, most=PAGE, after=(page - 1) * PAGE)
    else:
        total, shown = len(keys), keys[(page - 1) * PAGE : page * PAGE]
    its_id = order.key[-1]
    found = select(table).where(table.campaign == sought.campaign, its_id.in_([key[-1] for key in shown]))
    by_id = {getattr(one, its_id.key): one for one in session.exec(found)} if shown else {}
    return Listed([by_id[key[-1]] for key in shown], total, page, stretch.beyond, stretch.most)


def _stretch(session: Session, order: _Order, sought: Sought, *, most: int) -> _Stretch:
    """So many rows of a list, from where it is looked through on."""
    within: list[Any] = [order.table.campaign == sought.campaign]
    start = sought.start.split(APART, len(order.key) - 1) if sought.start else []
    if len(start) == len(order.key):
        within.append(order.since(start))
    beyond = _keys(session, order, within, most=1, after=most)
    if not beyond:
        return _Stretch(most, within)
    return _Stretch(most, [*within, order.before(beyond[0])], APART.join(beyond[0]))


def _keys(session: Session, order: _Order, among: list[Any], *, most: int, after: int = 0) -> list[tuple[str, ...]]:
    found: Any = columns(*order.key).where(*among).order_by(*order.by).limit(most).offset(after)
    return [tuple(key) for key in session.exec(found)]


def _among(table: type[Any], sought: Sought) -> list[Any]:
    """What rows must have, but for the words."""
    wanted = [table.campaign == sought.campaign]
    if sought.units is not None:
        wanted.append(col(table.unit_id).in_(sought.units))
    return wanted + [getattr(table, name) == value for name, value in sought.having.items() if value]
