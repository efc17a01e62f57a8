"""A page of the log, gathered: which facts it shows, and what stands beside each. It knows no HTTP and no template."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.audit.domain.naming import Thing, things_in
from services.audit.tables import CampaignName, queries
from services.audit.tables.queries import Within
from services.audit.web.asking import Asked
from shared.core.access import unit_of
from shared.core.definition import Text
from shared.core.envelope import Fact
from shared.core.events import REGISTRY, Flag, QualityFlagged

MOST: Final = 50
FIRST: Final = 1  # before every fact

Groups = Sequence[Collection[str]]
FactsAt = Callable[[Sequence[int]], Sequence[Fact]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact of a page: where it stands, by local time, and of what else it speaks."""

    position: int
    fact: Fact
    recorded: datetime
    things: tuple[Thing, ...]

    @property
    def day(self) -> date:
        """The day it was recorded, by the clocks of the page."""
        return self.recorded.date()

    @property
    def role(self) -> str:
        """The role of who stated it."""
        return self.fact.actor.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Stream:
    """What a page shows, the newest first; `newer_than` and `older_than` begin the pages beside it (0: none)."""

    shown: tuple[Shown, ...]
    newer_than: int
    older_than: int


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how at the moment of the page."""

    campaigns: Sequence[CampaignName]
    units: Mapping[str, Text]

    @property
    def ids(self) -> list[str]:
        """Everything that facts belong to."""
        return [REGISTRY, *(one.campaign for one in self.campaigns)]


def names_at(session: Session, position: int) -> Names:
    """What the index calls campaigns and units."""
    return Names(queries.campaigns(session), queries.unit_names(session, position))


def within(session: Session, asked: Asked, *, last: int, time_zone: str) -> Within:
    """Between which positions the days lie that are asked about, up to the last that the page knows."""
    begins, ends = asked.hours(time_zone)
    first = queries.first_since(session, begins) if begins else FIRST
    return Within(first, min(last, queries.first_since(session, ends) - 1) if ends else last)


def positions_of(
    session: Session, groups: Groups, between: Within, asked: Asked, *, most: int
) -> tuple[list[int], int, int]:
    """The positions of a page, the newest first, and where the pages beside it begin."""
    older, newer = asked.position("older_than"), asked.position("newer_than")
    if newer is not None:
        found = queries.oldest(session, groups, Within(max(between.first, newer + 1), between.last), most=most + 1)
        positions, more = sorted(found[:most], reverse=True), len(found) > most
        return positions, positions[0] if more else 0, newer + 1 if newer >= between.first else 0
    last = between.last if older is None else min(between.last, older - 1)
    found = queries.newest(session, groups, Within(between.first, last), most=most + 1)
    positions, more = found[:most], len(found) > most
    return positions, last if last < between.last else 0, positions[-1] if more else 0


def stream_of(
    session: Session, groups: Groups, between: Within, asked: Asked, *, most: int, facts_at: FactsAt, time_zone: str
) -> Stream:
    """The page that is asked for, of at most so many facts."""
    positions, newer, older = positions_of(session, groups, between, asked, most=most)
    facts = zip(positions, facts_at(positions), strict=True)
    return Stream(tuple(shown(position, fact, time_zone) for position, fact in facts), newer, older)


def shown(position: int, fact: Fact, time_zone: str) -> Shown:
    """A fact with what stands beside it."""
    recorded = datetime.fromisoformat(fact.recordedat).astimezone(ZoneInfo(time_zone))
    return Shown(position, fact, recorded, _things(fact))


def rests_on(fact: Fact) -> list[int]:
    """The positions of the facts that a fact itself names as what it rests on."""
    evidence: tuple[int, ...] = (
        getattr(fact.data, "evidence", ()) if isinstance(fact.data, Flag | QualityFlagged) else ()
    )
    cause = getattr(fact.data, "cause", "")
    return sorted({*evidence, *([int(cause)] if cause.isdigit() else [])}, reverse=True)


def _things(fact: Fact) -> tuple[Thing, ...]:
    """What a fact speaks of, but for who stated it and the campaign it belongs to."""
    if isinstance(fact.data, Flag):
        return (Thing(_FLAGGED[fact.data.subject_kind], fact.data.subject_id),)
    known = {Thing("unit", unit_of(fact.source)), Thing("campaign", fact.campaign)}
    return tuple(sorted(thing for thing in things_in(fact) if thing not in known and thing.kind != "delivery"))


_FLAGGED: Final = {"COLLECTIVE": "unit", "INDIVIDUAL": "person", "HOUSEHOLD": "household"}
