"""What rules of data quality look at: a campaign's reports, houses and twins at one position. Values only."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from services.tracking.domain.periods import Due
from shared.core.values import Date, Period, UnitId

Figures: TypeAlias = Mapping[str, float | bool]
What: TypeAlias = Literal["person", "gift", "evidence"]


class Correction(msgspec.Struct, frozen=True):
    """What a correction made of a report's figures; where it stands."""

    position: int
    before: dict[str, float | bool]
    after: dict[str, float | bool]


class Report(msgspec.Struct, frozen=True):
    """A report as corrected. `position` is where it was submitted."""

    unit_id: UnitId
    period: Period
    due_on: Date
    submitted_on: Date
    figures: Figures
    position: int
    corrections: tuple[Correction, ...] = ()

    @property
    def positions(self) -> tuple[int, ...]:
        """Every fact that says what it says now."""
        return (self.position, *(one.position for one in self.corrections))


class House(msgspec.Struct, frozen=True):
    """A new house that is finished: its area (0: nobody said) and how many days it took."""

    household_id: str
    unit_id: UnitId
    completed_on: Date
    area_m2: float
    days: int
    position: int


class Twin(msgspec.Struct, frozen=True):
    """The same person, gift or paper under two units: the one that came first, and the other."""

    what: What
    about: str
    unit_id: UnitId
    position: int
    first_unit_id: UnitId
    first_position: int


class Unarrived(msgspec.Struct, frozen=True):
    """A file that a fact names as evidence and that did not come: of which thing, named where and on which day."""

    about: str
    unit_id: UnitId
    sha256: str
    named_on: Date
    position: int


class Seen(msgspec.Struct, frozen=True):
    """A campaign on a day. `missing` are the reports that were due by then and of which there is none."""

    today: Date
    launched_on: Date
    reports: tuple[Report, ...] = ()
    missing: tuple[Due, ...] = ()
    houses: tuple[House, ...] = ()
    twins: tuple[Twin, ...] = ()
    unarrived: tuple[Unarrived, ...] = ()
