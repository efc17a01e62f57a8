"""The table HP-01 of a period: need, progress, quality, money, goods and obstacles, as told by its end. Pure.

All but what was added stand at the end of the period, since the campaign began. Of a household that left nobody asks
whether its house is finished: not started, under way and finished are all that stay on the list.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

import msgspec

from services.tracking.domain.periods import first_day_of, last_day_of
from shared.core.values import Period, UnitId

MONTH: Final = len("2025-03")


class Step(NamedTuple):
    """How many households came to a step in a month."""

    unit_id: UnitId
    month: str
    track: str
    work: str
    category: str
    step: str
    households: int


class Money(NamedTuple):
    """How much of a unit was planned, mobilised or paid out in a month, and from where."""

    unit_id: UnitId
    month: str
    flow: str
    source: str
    amount_vnd: int


class Goods(NamedTuple):
    """What was given in a month; labour has no item."""

    unit_id: UnitId
    month: str
    item: str
    measure: str
    quantity: float


class Obstacle(NamedTuple):
    """A difficulty: when it was told, and when removed ("": it is not)."""

    unit_id: UnitId
    month: str
    resolved: str


class Book(NamedTuple):
    """All that was told of a campaign, month by month."""

    steps: tuple[Step, ...] = ()
    money: tuple[Money, ...] = ()
    goods: tuple[Goods, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    def units(self) -> set[UnitId]:
        """Whoever told anything."""
        return {one.unit_id for part in self for one in part}


class Need(msgspec.Struct, frozen=True):
    """The households of a track and a work; `added` are those identified in the period."""

    track: str
    work: str
    identified: int
    approved: int
    left: int
    added: int


class Progress(msgspec.Struct, frozen=True):
    """Where the households stand that stay on the list; `handed_over` are of those finished."""

    not_started: int
    under_way: int
    finished: int
    handed_over: int


class Quality(msgspec.Struct, frozen=True):
    """Houses that were inspected, that passed, and that are to be put right."""

    inspected: int
    passed: int
    defects_open: int


class Given(msgspec.Struct, frozen=True):
    """Goods of one sort."""

    item: str
    measure: str
    quantity: float


class Hp01(msgspec.Struct, frozen=True):
    """The whole table."""

    need: tuple[Need, ...]
    progress: Progress
    quality: Quality
    planned_vnd: dict[str, int]
    mobilised_vnd: dict[str, int]
    disbursed_vnd: dict[str, int]
    in_kind: tuple[Given, ...]
    labour_days: float
    beneficiaries: dict[str, int]
    obstacles_open: int


def hp01(book: Book, period: Period, units: Collection[UnitId] | None = None) -> Hp01:
    """The table of some units, or of all."""
    first, last = first_day_of(period)[:MONTH], last_day_of(period)[:MONTH]
    steps = [one for one in book.steps if one.month <= last and _of(one.unit_id, units)]
    at = Counter[str]()
    for one in steps:
        at[one.step] += one.households
    left = at["withdrew"] + at["rejected"]
    under_way = at["started"] - at["started_and_left"] - at["completed"]
    goods = _goods(one for one in book.goods if one.month <= last and _of(one.unit_id, units))
    money = [one for one in book.money if one.month <= last and _of(one.unit_id, units)]
    return Hp01(
        need=_need(steps, first),
        progress=Progress(
            not_started=at["identified"] - left - (at["started"] - at["started_and_left"]),
            under_way=under_way,
            finished=at["completed"],
            handed_over=at["handed_over"],
        ),
        quality=Quality(at["checked"], at["quality_passed"], at["checked"] - at["quality_passed"]),
        planned_vnd=_by_source(money, "PLANNED"),
        mobilised_vnd=_by_source(money, "MOBILISED"),
        disbursed_vnd=_by_source(money, "DISBURSED"),
        in_kind=tuple(one for one in goods if one.item),
        labour_days=sum(one.quantity for one in goods if not one.item),
        beneficiaries=_beneficiaries(steps),
        obstacles_open=sum(
            one.month <= last and not "" < one.resolved <= last for one in book.obstacles if _of(one.unit_id, units)
        ),
    )


def _of(unit_id: UnitId, units: Collection[UnitId] | None) -> bool:
    return units is None or unit_id in units


def _need(steps: Iterable[Step], first: str) -> tuple[Need, ...]:
    counts = Counter[tuple[str, str, str]]()
    for one in steps:
        counts[one.track, one.work, one.step] += one.households
        if one.step == "identified" and one.month >= first:
            counts[one.track, one.work, "added"] += one.households
    return tuple(
        Need(
            track=track,
            work=work,
            identified=counts[track, work, "identified"],
            approved=counts[track, work, "approved"],
            left=counts[track, work, "withdrew"] + counts[track, work, "rejected"],
            added=counts[track, work, "added"],
        )
        for track, work in sorted({(track, work) for track, work, _ in counts})
    )


def _beneficiaries(steps: Iterable[Step]) -> dict[str, int]:
    """Households that stay on the list, by category."""
    counts = Counter[str]()
    for one in steps:
        sign = {"identified": 1, "withdrew": -1, "rejected": -1}.get(one.step, 0)
        counts[one.category] += sign * one.households
    return dict(sorted(counts.items()))


def _by_source(money: Iterable[Money], flow: str) -> dict[str, int]:
    sums = Counter[str]()
    for one in money:
        if one.flow == flow:
            sums[one.source] += one.amount_vnd
    return dict(sorted(sums.items()))


def _goods(goods: Iterable[Goods]) -> list[Given]:
    sums: dict[tuple[str, str], float] = {}
    for one in sorted(goods):  # in one order, so that adding up broken numbers always comes out the same
        sums[one.item, one.measure] = sums.get((one.item, one.measure), 0.0) + one.quantity
    return [Given(item, measure, round(quantity, 6)) for (item, measure), quantity in sorted(sums.items())]
