"""Which unit holds whose work on which day, and what each is called on it: a fold of the registry's units. Pure.

Units end on a day and others go on with their work; what was reported stays under the id that reported it. A later
fact may take the place of an earlier one by naming it (`corrects`); nothing else ever changes what was said.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from shared.core import events
from shared.core.definition import Text
from shared.core.events import Data
from shared.core.values import Date, UnitId

How: TypeAlias = Literal["merged", "split", "dissolved"]
Change: TypeAlias = events.UnitRenamed | events.UnitMerged | events.UnitSplit | events.UnitDissolved

CHANGES: Final = (events.UnitRenamed, events.UnitMerged, events.UnitSplit, events.UnitDissolved)
# Units begin and end by the law, whose days are the country's; a campaign's own time zone has no say in it.
COUNTRY: Final = ZoneInfo("Asia/Ho_Chi_Minh")
FROM_THE_BEGINNING: Final[Date] = ""


class Named(msgspec.Struct, frozen=True, gc=False):
    """What a unit is called from a day on, and the id of the fact that says so."""

    on: Date
    name: Text
    by: str


class Ending(msgspec.Struct, frozen=True, gc=False):
    """The first day on which a unit is no more, who goes on in its place, and the fact that says so.

    `holder` has what is open and answers for what was done; it is one of `heirs`, or "" where nobody goes on.
    """

    on: Date
    how: How
    heirs: tuple[UnitId, ...]
    holder: str
    basis: str
    by: str


class Ground(NamedTuple):
    """A fact on which it rests that work went from one unit to the next, and where it stands."""

    position: int
    event_id: str
    how: How
    effective_on: Date
    basis: str


class Lineage(msgspec.Struct, frozen=True):
    """The registry's units as far as it was folded; a value that is replaced, never changed.

    A unit's heirs do not end before the unit itself, and no line of heirs runs in a circle (the registry sees to it).
    """

    names: dict[UnitId, tuple[Named, ...]] = {}
    endings: dict[UnitId, Ending] = {}

    # --- the fold

    def after(self, data: Data, event_id: str) -> "Lineage":
        """The units after one more fact; facts that change none leave them as they are."""
        match data:
            case events.UnitEstablished():
                return replace(
                    self, names={**self.names, data.unit_id: (Named(FROM_THE_BEGINNING, data.name, event_id),)}
                )
            case events.UnitRenamed():
                kept = self.without(data.corrects)
                named = (*kept.names.get(data.unit_id, ()), Named(data.effective_on, data.name, event_id))
                in_order = tuple(sorted(named, key=lambda one: one.on))  # of one day, the one said last is the last
                return replace(kept, names={**kept.names, data.unit_id: in_order})
            case events.UnitMerged() | events.UnitSplit() | events.UnitDissolved():
                kept = self.without(data.corrects)
                ending = ending_by(data, event_id)
                return replace(kept, endings={**kept.endings, **dict.fromkeys(ended_by(data), ending)})
            case _:
                return self

    def without(self, event_id: str) -> "Lineage":
        """As if a fact had not been stated; an empty or unknown id changes nothing."""
        if not self.knows(event_id):
            return self
        names = {unit: tuple(one for one in named if one.by != event_id) for unit, named in self.names.items()}
        return Lineage(names, {unit: one for unit, one in self.endings.items() if one.by != event_id})

    def knows(self, event_id: str) -> bool:
        """Whether a change of this id is in force, so that it can be corrected."""
        if not event_id:
            return False
        is_renaming = any(one.by == event_id for named in self.names.values() for one in named[1:])
        return is_renaming or any(one.by == event_id for one in self.endings.values())

    # --- what it says

    def ended(self, unit_id: UnitId, day: Date) -> Ending | None:
        """How a unit ended, if on this day it is no more."""
        ending = self.endings.get(unit_id)
        return ending if ending is not None and ending.on <= day else None

    def holder(self, unit_id: UnitId, day: Date) -> UnitId:
        """Who holds a unit's work on a day: itself, its heir's heir, or the last in whose place nobody went on."""
        for _ in self.endings:  # a log with a circle in it, which no registry takes, must not stop every page
            ending = self.ended(unit_id, day)
            if ending is None or not ending.holder:
                break
            unit_id = ending.holder
        return unit_id

    def grounds(self, unit_id: UnitId, day: Date, positions: Mapping[str, int]) -> Iterator[Ground]:
        """The facts by which a unit's work is where it is on a day; `positions` says where each stands, by its id."""
        for _ in self.endings:
            ending = self.ended(unit_id, day)
            if ending is None:
                return
            yield Ground(positions.get(ending.by, 0), ending.by, ending.how, ending.on, ending.basis)
            unit_id = ending.holder

    def held_by(self, unit_id: UnitId, day: Date) -> tuple[UnitId, ...]:
        """The units that have ended by a day and whose work this one holds; none where it has ended itself."""
        return () if self.ended(unit_id, day) else self.come_down_to(unit_id, day)

    def come_down_to(self, unit_id: UnitId, day: Date) -> tuple[UnitId, ...]:
        """The units that have ended by a day and whose figures stand under this one, which may be the last of its line.

        A unit that ended without an heir speaks for nobody, but what came down to it is counted there or nowhere.
        """
        return tuple(one for one in self.endings if one != unit_id and self.holder(one, day) == unit_id)

    def ancestors(self, unit_id: UnitId) -> AbstractSet[UnitId]:
        """Every unit in whose place this one goes on, on whatever day, whether or not it holds what they did."""
        found: dict[UnitId, None] = {}
        line = [unit_id]
        while line:
            heir = line.pop()
            new = [one for one, ending in self.endings.items() if heir in ending.heirs and one not in found]
            found |= dict.fromkeys(new)
            line += new
        return found.keys()

    def name(self, unit_id: UnitId, day: Date) -> Text | None:
        """What a unit is called on a day, or None if there is no such unit."""
        named = self.names.get(unit_id, ())
        return next((one.name for one in reversed(named) if one.on <= day), None)

    def names_on(self, day: Date) -> dict[UnitId, Text]:
        """What every unit is called on a day."""
        called = {unit_id: self.name(unit_id, day) for unit_id in self.names}
        return {unit_id: name for unit_id, name in called.items() if name is not None}


def day_in_country(moment: datetime) -> Date:
    """The day of a moment, as units begin and end by it."""
    return moment.astimezone(COUNTRY).date().isoformat()


def ended_by(data: events.UnitMerged | events.UnitSplit | events.UnitDissolved) -> tuple[UnitId, ...]:
    """The units that end by a fact."""
    return data.predecessors if isinstance(data, events.UnitMerged) else (data.unit_id,)


def heirs_by(data: events.UnitMerged | events.UnitSplit | events.UnitDissolved) -> tuple[UnitId, ...]:
    """The units that go on in their place."""
    match data:
        case events.UnitMerged():
            return (data.successor,)
        case events.UnitSplit():
            return data.successors
        case events.UnitDissolved():
            return ()


def ending_by(data: events.UnitMerged | events.UnitSplit | events.UnitDissolved, event_id: str) -> Ending:
    """How units end by a fact; of the parts of a split the first holds the work unless another is named."""
    how: How = "merged" if isinstance(data, events.UnitMerged) else "dissolved"
    heirs, holder = heirs_by(data), ""
    if isinstance(data, events.UnitSplit):
        how, holder = "split", data.holder
    return Ending(data.effective_on, how, heirs, holder or next(iter(heirs), ""), data.basis, event_id)
