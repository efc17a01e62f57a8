"""What the overview shows of one campaign, as values. It knows no table, no HTTP and no wording."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import chain
from typing import Final, TypeAlias

from services.tracking.tables.queries import Funds
from services.tracking.web.over_time import OverTime
from shared.core.definition import Campaign, Label, Text
from shared.core.events import Said
from shared.core.values import Work

WORKS: Final[tuple[Work, ...]] = ("NEW_BUILD", "REPAIR")
DRAWN: Final = ("started", "completed", "handed_over")
STANDING: Final = ("done", "under_way", "waiting", "withdrew", "rejected")
FIT: Final = ("CANDIDATE", "NEEDS_REVIEW")

Line: TypeAlias = tuple[tuple[date, int], ...]  # by day, how many there are in all


class Rollup(Enum):
    """Under which unit a figure stands: the one that reported, or the one that holds its work on the day."""

    RECORDED = "recorded"
    SUCCESSOR = "successor"


class Persons(Enum):
    """Whether candidates who are persons are shown: only to who is signed in."""

    HIDDEN = "hidden"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where households stand now; together they are all that were identified."""

    done: int = 0
    under_way: int = 0
    waiting: int = 0
    withdrew: int = 0
    rejected: int = 0

    @property
    def identified(self) -> int:
        """Every household that was ever put forward."""
        return self.done + self.under_way + self.waiting + self.withdrew + self.rejected

    @property
    def staying(self) -> int:
        """Those whose house is to be built: who withdrew or was not accepted is no failure of anybody."""
        return self.done + self.under_way + self.waiting

    @property
    def share(self) -> float:
        """How much of what is to be built is done, from 0 to 1."""
        return self.done / self.staying if self.staying else 0.0

    @property
    def finished(self) -> bool:
        """Nothing is left to build."""
        return self.done == self.staying > 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.done + other.done,
            self.under_way + other.under_way,
            self.waiting + other.waiting,
            self.withdrew + other.withdrew,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """How many houses are to be completed by when: what the campaign set, or else all that were identified.

    `needed` is what is left of it without those who withdrew or were not accepted, as far as no others stand in.
    """

    value: int
    needed: int
    due: date
    set_by_campaign: bool

    def even_pace(self, first: date, today: date) -> int:
        """How many houses there would be by now, had as many been completed on each day."""
        days = max((self.due - first).days + 1, 1)
        passed = min(max((today - first).days + 1, 0), days)
        return self.needed * passed // days


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit has to show."""

    unit_id: str
    name: Text
    activities: int
    verified: int
    houses: Progress
    reports: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one sort, side by side: those with the land's houses, or the offices."""

    local: bool
    lines: tuple[UnitLine, ...]

    @property
    def with_houses(self) -> bool:
        """Whether any of them has households at all."""
        return any(line.houses.identified for line in self.lines)

    @property
    def most_activities(self) -> int:
        """The longest bar."""
        return max((line.activities for line in self.lines), default=0)

    @property
    def building(self) -> int:
        """How many have houses to build at all: a commune that began after the last one was listed has none."""
        return sum(line.houses.staying > 0 for line in self.lines)

    @property
    def finished(self) -> int:
        """How many of these have nothing left to build."""
        return sum(line.houses.finished for line in self.lines)


@dataclass(frozen=True, slots=True)
class CandidateCard:
    """A subject that is fit for an award, or may be, and why."""

    subject_id: str
    name: Text | None  # of a unit; a person's is sealed
    award: str
    verdict: str
    met: tuple[Label, ...]
    missing: tuple[Said, ...]
    recorded_on: date


@dataclass(frozen=True, slots=True)
class Posted:
    """A paper that anybody may read."""

    title: str
    doc_no: str
    url: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page of one campaign."""

    campaign: Campaign
    closed: bool
    today: date
    first: date
    last: date
    goal: Goal
    progress: Mapping[Work, Progress]
    lines: Mapping[str, Line]
    funds: Funds
    units: tuple[Units, ...]
    candidates: tuple[CandidateCard, ...]
    fit: Mapping[str, int]
    persons_hidden: int
    over_time: OverTime
    districts: tuple[UnitLine, ...] = ()
    documents: tuple[Posted, ...] = ()

    @property
    def day(self) -> int:
        """Which day of the campaign it is: 1 on the first, below that before."""
        return (self.today - self.first).days + 1

    @property
    def days_total(self) -> int:
        """How many days the campaign has, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def days_left(self) -> int:
        """How many days remain after today."""
        return max((self.last - self.today).days, 0)

    @property
    def activities(self) -> int:
        """Of all units."""
        return sum(line.activities for line in self._lines())

    @property
    def verified(self) -> int:
        """Of all units."""
        return sum(line.verified for line in self._lines())

    @property
    def reports(self) -> int:
        """Of all units."""
        return sum(line.reports for line in self._lines())

    @property
    def on_time(self) -> int:
        """Of all units."""
        return sum(line.on_time for line in self._lines())

    @property
    def all_houses(self) -> Progress:
        """New houses and repairs together."""
        return sum(self.progress.values(), start=Progress())

    @property
    def builds(self) -> bool:
        """Whether houses are a goal of the campaign, or any were listed in it."""
        return self.goal.set_by_campaign or self.all_houses.identified > 0

    @property
    def has_funds(self) -> bool:
        """Whether money is a matter of the campaign: support for houses, or whatever was received or paid out."""
        return self.builds or bool(self.over_time.money)

    @property
    def has_reports(self) -> bool:
        """Whether units report by periods, or did."""
        return self.campaign.reporting is not None or self.reports > 0

    @property
    def reached(self) -> bool:
        """Everything that is needed is built, and nobody on the list waits."""
        return self.all_houses.finished and self.all_houses.done >= self.goal.needed

    @property
    def ahead(self) -> int:
        """How many houses more than an even pace would have made; below 0 are fewer."""
        return self.all_houses.done - self.goal.even_pace(self.first, self.today)

    def _lines(self) -> Iterator[UnitLine]:
        return chain.from_iterable(sort.lines for sort in self.units)
