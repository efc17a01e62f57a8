"""The geometry of the overview's charts: paths and places, in the units of their SVG. No markup, no colour, no wording.

Why it is drawn here and not by Vega: see ADR-0012.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from services.tracking.web.over_time import BANDS, Group
from services.tracking.web.overview import Goal, Line

TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and of the margins around its plot; `labels` is how many dates fit under it."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    labels: int


WIDE: Final = Frame(width=720, height=240, left=46, right=12, top=20, bottom=28, labels=8)
SMALL: Final = Frame(width=340, height=150, left=42, right=8, top=8, bottom=24, labels=3)
NARROW: Final = Frame(width=400, height=290, left=44, right=12, top=20, bottom=28, labels=4)


@dataclass(frozen=True, slots=True)
class BurnUp:
    """A burn-up chart, ready to be drawn: every figure is a place in the frame."""

    frame: Frame
    paths: Mapping[str, str]  # by step
    area: str  # below the line of completed houses
    pace: str  # from nothing on the first day to what is needed on the day it is due
    target_y: float
    today_x: float | None
    days: tuple[tuple[float, date], ...]
    counts: tuple[tuple[float, int], ...]


def burn_up(lines: Mapping[str, Line], goal: Goal, *, days: tuple[date, date], today: date, frame: Frame) -> BurnUp:
    """Draw cumulative lines over the days of a campaign (first and last), as far as `today`, against its goal."""
    first, last = days[0], max(days[1], goal.due)
    most = max([1, goal.value, *(line[-1][1] for line in lines.values() if line)])
    step = _round_step(most)
    top = step * -(-most // step)
    plot = _Plot(frame, first, max((last - first).days, 1), top)
    until = min(max(today, first), last)
    paths = {name: plot.path(line, until) for name, line in lines.items()}
    base = plot.y(0)
    completed = paths.get("completed", "")
    return BurnUp(
        frame=frame,
        paths=paths,
        area=f"{completed}V{base:g}H{plot.x(first):g}Z" if completed else "",
        pace=f"M{plot.x(first):g} {base:g}L{plot.x(goal.due):g} {plot.y(goal.needed):g}",
        target_y=plot.y(goal.value),
        today_x=plot.x(today) if first <= today <= last else None,
        days=tuple((plot.x(day), day) for day in _months(first, last, frame.labels)),
        counts=tuple((plot.y(count), count) for count in range(0, top + 1, step)),
    )


@dataclass(frozen=True, slots=True)
class Areas:
    """An area chart of where households stood, a band for each of BANDS, ready to be drawn."""

    frame: Frame
    bands: Mapping[str, str]
    pace: str  # from nothing on the first day to all that are asked for on the day they are due
    days: tuple[tuple[float, date], ...]
    counts: tuple[tuple[float, int], ...]


def areas(group: Group, *, days: tuple[date, date], due: date, today: date) -> Areas:
    """Draw where the households of a group stood over the days of a campaign (first and last), as far as `today`."""
    first, last = days[0], max(days[1], due)
    most = max(1, *(sum(standing) for _, standing in group.months))
    step = _round_step(most)
    plot = _Plot(SMALL, first, max((last - first).days, 1), step * -(-most // step))
    until = min(max(today, first), last)
    ends = [
        min(_month_after(date.fromisoformat(f"{month}-01"), 1) - timedelta(days=1), until) for month, _ in group.months
    ]
    tops = [[0, *accumulate(standing)] for _, standing in group.months]
    return Areas(
        frame=SMALL,
        bands={band: plot.band(ends, [(top[at], top[at + 1]) for top in tops]) for at, band in enumerate(BANDS)},
        pace=f"M{plot.x(first):g} {plot.y(0):g}L{plot.x(due):g} {plot.y(group.asked):g}",
        days=tuple((plot.x(day), day) for day in _months(first, last, SMALL.labels)),
        counts=tuple((plot.y(count), count) for count in range(0, plot.top + 1, step)),
    )


def month_ends(first: date, last: date) -> Iterator[date]:
    """The last day of every month from one day to another, and the last day itself: the figures behind the chart."""
    day = first
    while (end := _month_after(day, 1) - timedelta(days=1)) < last:
        yield end
        day = end + timedelta(days=1)
    yield last


def reached_by(line: Line, day: date) -> int:
    """How many there were on a day."""
    return next((total for at, total in reversed(line) if at <= day), 0)


@dataclass(frozen=True, slots=True)
class _Plot:
    frame: Frame
    first: date
    days: int
    top: int

    def x(self, day: date) -> float:
        frame = self.frame
        passed = min(max((day - self.first).days, 0), self.days)
        return round(frame.left + passed * (frame.width - frame.left - frame.right) / self.days, 1)

    def y(self, count: int) -> float:
        frame = self.frame
        return round(frame.top + (1 - count / self.top) * (frame.height - frame.top - frame.bottom), 1)

    def band(self, days: Sequence[date], edges: Sequence[tuple[int, int]]) -> str:
        """The ground between two edges, from nothing on the first day."""
        begin = f"{self.x(self.first):g} {self.y(0):g}"
        above = "".join(f"L{self.x(day):g} {self.y(top):g}" for day, (_, top) in zip(days, edges, strict=True))
        below = "".join(
            f"L{self.x(day):g} {self.y(bottom):g}"
            for day, (bottom, _) in zip(reversed(days), reversed(edges), strict=True)
        )
        return f"M{begin}{above}{below}Z"

    def path(self, line: Line, until: date) -> str:
        """From day to day; a figure that did not change stays level."""
        parts = [f"M{self.x(self.first):g} {self.y(0):g}"]
        at = self.first
        for day, total in line:
            if (day - at).days > 1:
                parts.append(f"H{self.x(day - timedelta(days=1)):g}")
            parts.append(f"L{self.x(day):g} {self.y(total):g}")
            at = day
        return "".join([*parts, f"H{self.x(until):g}"])


def _round_step(most: int) -> int:
    """A distance between lines that people count in: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * TICKS >= most:
                return factor * power
        power *= 10


def _months(first: date, last: date, most: int) -> Iterator[date]:
    """The first days of months, evenly spaced, no more than fit."""
    begin = first if first.day == 1 else _month_after(first, 1)
    count = (last.year - begin.year) * 12 + last.month - begin.month + 1
    stride = max(-(-count // most), 1)
    for months in range(0, count, stride):
        yield _month_after(begin, months)


def _month_after(day: date, months: int) -> date:
    """The first of the month so many months after that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
