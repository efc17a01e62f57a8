"""What a simulated speaker says, on which day, and what should become of it. It knows no door and no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import groupby
from typing import Final, Literal, NamedTuple

from shared.core import access
from shared.core.events import PREFIX, REGISTRY, REGISTRY_THINGS, VERSION, thing_of
from shared.core.values import Role

Expected = Literal["recorded", "refused", "duplicate"]
Data = dict[str, object]

VIETNAM: Final = timezone(timedelta(hours=7))
# Things happen before the offices open, so that what is told on the same day was never in the future.
HAPPENS_AT: Final = time(7, 30)
OFFICE_OPENS: Final = time(8, 0)
OFFICE_HOURS: Final = timedelta(hours=8)


class Speaker(NamedTuple):
    """A role, and for the role `unit` the unit it speaks for."""

    role: Role
    unit_id: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """One statement at a door: when it is recorded, by whom, the whole CloudEvent, and the answer it should get."""

    at: datetime
    speaker: Speaker
    event: Data
    expected: Expected


@dataclass(frozen=True, slots=True)
class Draft:
    """A saying that knows its day but not yet its minute."""

    heard: date
    speaker: Speaker
    short: str
    event_id: str
    source: str
    happened: date
    campaign: str
    data: Data
    expected: Expected = "recorded"

    def as_event(self) -> Data:
        """The whole CloudEvent; `subject` is the server's to set."""
        return {
            "specversion": "1.0",
            "id": self.event_id,
            "source": self.source,
            "type": f"{PREFIX}{self.short}{VERSION}",
            "time": datetime.combine(self.happened, HAPPENS_AT, VIETNAM).isoformat(),
            "campaign": self.campaign,
            "data": self.data,
        }


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker within one campaign."""

    speaker: Speaker
    campaign: str

    def says(self, short: str, event_id: str, data: Data, *, happened: date, heard: date) -> Draft:
        """A draft of one statement: `happened` becomes the event's `time`, `heard` is the day it is recorded."""
        return Draft(
            heard=heard,
            speaker=self.speaker,
            short=short,
            event_id=event_id,
            source=source_of(self.speaker),
            happened=happened,
            campaign=REGISTRY if thing_of(short) in REGISTRY_THINGS else self.campaign,
            data=data,
        )


def source_of(speaker: Speaker) -> str:
    """The CloudEvents source a speaker uses."""
    return access.source_of(speaker.unit_id) if speaker.role == "unit" else f"/{speaker.role}"


def spoken(drafts: Iterable[Draft], order: Sequence[Speaker]) -> Iterator[Saying]:
    """Give every draft its minute: by day, on each day one speaker after another, each in the order of writing.

    A speaker has one stretch of the day to itself, so that what it says can go to a door in one batch.
    """
    places = {speaker: place for place, speaker in enumerate(order)}
    stretch = OFFICE_HOURS / len(order)
    in_turn = sorted(drafts, key=lambda draft: (draft.heard, places[draft.speaker]))
    for (day, speaker), turn in groupby(in_turn, key=lambda draft: (draft.heard, draft.speaker)):
        said = list(turn)
        begins = datetime.combine(day, OFFICE_OPENS, VIETNAM) + stretch * places[speaker]
        for minute, draft in enumerate(said):
            yield Saying(begins + stretch * minute / len(said), speaker, draft.as_event(), draft.expected)
