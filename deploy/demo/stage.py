"""Where the simulation plays: the campaign's days and units. It knows a definition and nothing of what happens."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from deploy.demo.reorganisation import ADMIN, holder_of
from deploy.demo.saying import Speaker, Voice
from shared.core.definition import CampaignUnit, Definition

# Tết of 2025 and the other public holidays on weekdays between October 2024 and December 2025.
HOLIDAYS: Final = frozenset(
    {
        date(2025, 1, 1),
        *(date(2025, 1, 27) + timedelta(days=n) for n in range(5)),
        date(2025, 4, 7),
        date(2025, 4, 30),
        date(2025, 5, 1),
        date(2025, 5, 2),
        date(2025, 9, 1),
        date(2025, 9, 2),
    }
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One campaign's working days, units and voices. A *place* is the index of a working day."""

    campaign: str
    starts_on: date
    ends_on: date
    days: tuple[date, ...]
    office: tuple[CampaignUnit, ...]
    districts: tuple[CampaignUnit, ...]

    @property
    def last(self) -> int:
        """The place of the last working day."""
        return len(self.days) - 1

    def place(self, day: date) -> int:
        """The place of a day, or of the next working day; never past the last."""
        return min(bisect_left(self.days, day), self.last)

    def unit(self, unit_id: str) -> Voice:
        """The voice of a unit."""
        return Voice(Speaker("unit", unit_id), self.campaign)

    @property
    def verifier(self) -> Voice:
        """The voice of the verifier, who speaks for every unit's check."""
        return Voice(Speaker("verifier"), self.campaign)

    @property
    def secretary(self) -> Voice:
        """The voice of the council's secretary, who keeps the registry."""
        return Voice(Speaker("secretary"), self.campaign)

    @property
    def publisher(self) -> Voice:
        """The voice of the gazette centre."""
        return Voice(Speaker("publisher"), self.campaign)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everyone who speaks, in the order of a day: what is said of a unit comes before what is said by it."""
        units = [unit.id for unit in (*self.office, *self.districts)]
        after = [holder_of(unit_id) for unit_id in units]
        speaking = dict.fromkeys((*units, *after))
        ordered = (ADMIN, *(Speaker("unit", unit_id) for unit_id in speaking))
        return (*ordered, self.verifier.speaker, self.secretary.speaker, self.publisher.speaker)

    def shortly_before(self, rng: Random, heard: int, *, not_before: date) -> date:
        """A day on which something told at a place happened: mostly the same week, now and then weeks earlier."""
        days_late = rng.choice((0, 1, 1, 2, 3, 4, 6)) if rng.random() < 0.95 else rng.randint(8, 25)
        return max(not_before, self.days[heard] - timedelta(days=days_late))


def stage_of(definition: Definition) -> Stage:
    """The stage a definition sets."""
    campaign = definition.campaign
    first, last = date.fromisoformat(campaign.starts_on), date.fromisoformat(campaign.ends_on)
    every_day = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return Stage(
        campaign=campaign.campaign,
        starts_on=first,
        ends_on=last,
        days=tuple(day for day in every_day if day.weekday() < 5 and day not in HOLIDAYS),
        office=tuple(unit for unit in campaign.units if unit.kind != "DISTRICT"),
        districts=tuple(unit for unit in campaign.units if unit.kind == "DISTRICT"),
    )
