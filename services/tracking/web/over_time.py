"""What stands behind the overview's sums: households by programme and work over time, money by source, obstacles.

It knows no HTTP and no wording.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from services.tracking.tables.months import FundMonth, HouseMonth, Obstacle
from shared.core.definition import Text
from shared.core.values import DonorKind, FundSource, Track, Work

OLDEST: Final = 5  # obstacles that are named; a unit's page has all of its own
# From the ground up: what is furthest stands below.
BANDS: Final = ("handed_over", "done", "under_way", "waiting")
FLOWS: Final = ("PLANNED", "MOBILISED", "DISBURSED")

Standing = tuple[int, ...]  # how many households stand in each of BANDS


@dataclass(frozen=True, slots=True)
class Group:
    """Households of one programme or one work: where they stood at the end of each month, and how many are asked for.

    `asked` leaves out who withdrew or was not accepted, as the goal of the whole campaign does.
    """

    field: str  # the filter of the list of households that shows them: `track` or `work`
    name: str
    months: tuple[tuple[str, Standing], ...]

    @property
    def now(self) -> Standing:
        """Where they stand at the end of the newest month."""
        return self.months[-1][1]

    @property
    def asked(self) -> int:
        """How many houses there are to be."""
        return sum(self.now)


@dataclass(frozen=True, slots=True)
class Money:
    """What was planned, received and paid out of one source; None where no fact can say so of such a source."""

    source: str
    planned: int | None
    received: int | None
    disbursed: int | None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An obstacle that nobody removed yet: whose it is, since which month, and where it was told."""

    unit_id: str
    name: Text | None
    since: date
    position: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """All of it, of one campaign."""

    tracks: tuple[Group, ...]
    works: tuple[Group, ...]
    money: tuple[Money, ...]
    obstacles: tuple[Hindrance, ...]
    obstacles_open: int

    @property
    def sums(self) -> Money:
        """Of all sources."""
        each = [[getattr(one, flow) or 0 for one in self.money] for flow in ("planned", "received", "disbursed")]
        return Money("", *(sum(flow) for flow in each))


def over_time(session: Session, campaign: str, names: Mapping[str, Text], *, until: str) -> OverTime:
    """Up to the end of a month."""
    counted = _steps(session, campaign)
    obstacles, open_now = _obstacles(session, campaign, names)
    return OverTime(
        tracks=tuple(_groups(counted, "track", get_args(Track), until)),
        works=tuple(_groups(counted, "work", get_args(Work), until)),
        money=tuple(_money(session, campaign)),
        obstacles=obstacles,
        obstacles_open=open_now,
    )


def _steps(session: Session, campaign: str) -> Mapping[tuple[str, str], Counter[tuple[str, str]]]:
    """How many households came to a step in a month, by the programme and by the work they are of."""
    table = HouseMonth
    key = col(table.track), col(table.work), col(table.month), col(table.step)
    question: Any = columns(*key, func.sum(col(table.count))).where(col(table.campaign) == campaign).group_by(*key)
    counted: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for track, work, month, step, count in session.exec(question):
        counted["track", track][month, step] += int(count)
        counted["work", work][month, step] += int(count)
    return counted


def _groups(
    counted: Mapping[tuple[str, str], Counter[tuple[str, str]]], field: str, known: Sequence[str], until: str
) -> Iterator[Group]:
    first = min((month for steps in counted.values() for month, _ in steps), default=until)
    for name in known:
        steps = counted.get((field, name))
        if steps:
            yield Group(field, name, tuple(_at_the_ends(steps, first, until)))


def _at_the_ends(steps: Counter[tuple[str, str]], first: str, until: str) -> Iterator[tuple[str, Standing]]:
    """Where they stood at the end of each month: what came to a step, less what went on from it or left."""
    reached: Counter[str] = Counter()
    for month in _months(first, until):
        for (on, step), count in steps.items():
            if on == month:
                reached[step] += count
        handed_over = reached["handed_over"]
        done = max(reached["completed"] - handed_over, 0)
        begun = reached["started"] - reached["started_and_left"]
        under_way = max(begun - reached["completed"], 0)
        left = reached["withdrew"] + reached["rejected"]
        waiting = max(reached["identified"] - left - begun, 0)
        yield month, (handed_over, done, under_way, waiting)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _money(session: Session, campaign: str) -> Iterator[Money]:
    """Plans are approved by programme, gifts come from donors, payments say their source."""
    table = FundMonth
    rows = session.exec(
        select(table.flow, table.source, func.sum(table.amount_vnd))
        .where(table.campaign == campaign)
        .group_by(col(table.flow), col(table.source))
    )
    sums = {(flow, source): int(amount) for flow, source, amount in rows}
    planned, received, disbursed = FLOWS
    for source in get_args(FundSource):
        if (planned, source) in sums or (disbursed, source) in sums:
            plan = sums.get((planned, source), 0) if source in get_args(Track) else None
            yield Money(source, plan, None, sums.get((disbursed, source), 0))
    for donor in get_args(DonorKind):
        if (received, donor) in sums:
            yield Money(donor, None, sums[received, donor], None)


def _obstacles(session: Session, campaign: str, names: Mapping[str, Text]) -> tuple[tuple[Hindrance, ...], int]:
    """Those that stand, the oldest first, and how many there are in all."""
    table = Obstacle
    stands = table.campaign == campaign, table.resolved == ""
    number = session.exec(select(func.count()).select_from(table).where(*stands)).one()
    oldest = session.exec(select(table).where(*stands).order_by(col(table.position)).limit(OLDEST)).all()
    found = (Hindrance(one.unit_id, names.get(one.unit_id), _first(one.month), one.position) for one in oldest)
    return tuple(found), number


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
