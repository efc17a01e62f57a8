"""What many rules ask: whose is it, is it known, has the day come. Each answers with a refusal, or None."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from services.tracking.domain.refusals import (
    CLAUSE_UNKNOWN,
    DAY_IN_FUTURE,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    UNKNOWN,
)
from services.tracking.domain.state import CampaignState, Status
from shared.core.decider import Command, Refused
from shared.core.events import Participant
from shared.core.values import Date, UnitId

_TO_THE_SECOND: Final = len("2025-05-14T17:00:00")
_SOME_MOMENT: Final = "2000-01-01T00:00:00"


def not_own(command: Command, unit_id: UnitId) -> Refused | None:
    """A unit speaks for itself alone; other roles speak of every unit."""
    return NOT_OWN_UNIT if command.role == "unit" and command.unit_id != unit_id else None


def not_owner(state: CampaignState, command: Command, unit: int) -> Refused | None:
    """As `not_own`, of a thing that belongs to the unit of this number, or to the one that holds its work that day."""
    if command.role != "unit" or state.number(command.unit_id) == unit:
        return None
    held = state.registry.lineage.held_by(command.unit_id, day_stated(state, command))
    return None if any(state.number(one) == unit for one in held) else NOT_OWN_UNIT


def no_part(state: CampaignState, unit_id: UnitId) -> Refused | None:
    """A unit must take part in the campaign, or go on in the place of one that does, and be in the registry."""
    if not state.registry.has_unit(unit_id):
        return NOT_TAKING_PART
    taking_part = state.terms.units
    if unit_id in taking_part or any(one in taking_part for one in state.registry.lineage.ancestors(unit_id)):
        return None
    return NOT_TAKING_PART


def day_stated(state: CampaignState, command: Command) -> Date:
    """The day of a statement's own time, in the campaign's time zone."""
    moment = datetime.fromisoformat(command.time.upper())
    return moment.astimezone(ZoneInfo(state.terms.time_zone)).date().isoformat()


def unknown_clause(state: CampaignState, clause: str) -> Refused | None:
    """A clause must be in the definition in force."""
    return None if clause in state.terms.clauses else CLAUSE_UNKNOWN


def unknown_person(state: CampaignState, persons: Iterable[Participant]) -> Refused | None:
    """Whoever took part must be in the registry."""
    for person in persons:
        if not state.registry.has_person(person.person_id):
            return UNKNOWN["person"]
    return None


def id_used(state: CampaignState, kind: str, thing_id: str) -> Refused | None:
    """An id is given to one thing of its kind in a campaign."""
    return ID_USED[kind] if state.has(kind, thing_id) else None


def not_open(
    state: CampaignState, command: Command, kind: str, thing_id: str, *, at: Mapping[Status, Refused]
) -> Refused | None:
    """A thing must be there, be the speaker's, and not stand at one of these statuses."""
    if not state.has(kind, thing_id):
        return UNKNOWN[kind]
    thing = state.thing(kind, thing_id)
    return not_owner(state, command, thing.unit) or at.get(thing.status)


def in_future(state: CampaignState, command: Command, day: Date) -> Refused | None:
    """What has been done was not done after the day on which it is said, by the campaign's clocks. No day is no fault.

    Times are compared as texts, on the clock of whoever speaks: that takes a third of reading them.
    """
    if not day:
        return None
    said = command.time.upper()
    offset = said[_TO_THE_SECOND:].lstrip(".0123456789")
    return DAY_IN_FUTURE if said[:_TO_THE_SECOND] < _beginning_of(day, state.terms.time_zone, offset) else None


@lru_cache(maxsize=1_024)  # a campaign has some hundred days
def _beginning_of(day: Date, time_zone: str, offset: str) -> str:
    """The first moment of a calendar day in a time zone, as a clock with this offset (`+07:00`, `Z`) shows it."""
    clock = datetime.fromisoformat(f"{_SOME_MOMENT}{offset}").tzinfo
    begins = datetime.combine(date.fromisoformat(day), time.min, ZoneInfo(time_zone))
    try:
        return begins.astimezone(clock).isoformat()[:_TO_THE_SECOND]
    except OverflowError:  # before the first or after the last moment that this clock can show
        return "" if day.startswith("0001") else "~"
