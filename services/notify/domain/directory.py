"""Who can be told and where: units with their role addresses, and each person's unit. It keeps no person's name."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol, Self

import msgspec

from shared.core import events
from shared.core.definition import Contact, Text
from shared.core.envelope import Fact
from shared.core.lineage import CHANGES, Lineage
from shared.core.values import CampaignId, Channel, Date, UnitId


class Name(msgspec.Struct, frozen=True):
    """A name in both languages; empty where there is none, as for a person."""

    vi: str = ""
    en: str = ""

    @classmethod
    def of(cls, text: Text) -> Self:
        """What a fact calls something."""
        return cls(text.vi, text.en)


class Unit(NamedTuple):
    """A unit as notices call it, and where it is written to."""

    name: Name
    contacts: tuple[Contact, ...] = ()


NAMELESS: Final = Name()
NOBODY: Final = Unit(NAMELESS)


ABOUT_WHO_IS_WHO: Final[tuple[type[events.Data], ...]] = (
    events.UnitEstablished,
    *CHANGES,
    events.PersonAssigned,
    events.PersonTransferred,
    events.CampaignLaunched,
    events.CampaignAmended,
)


class WhoIsWho(Protocol):
    """What notices ask of whoever knows units, people and campaigns."""

    def unit(self, unit_id: UnitId, /) -> Unit:
        """A unit; one that nobody established has no name and no address."""
        ...

    def unit_of(self, person_id: str, /) -> UnitId | None:
        """Where a person works, as far as anybody said."""
        ...

    def holder(self, unit_id: UnitId, day: Date, /) -> UnitId | None:
        """The unit that holds a unit's work on a day, itself as long as it is there; None where nobody goes on."""
        ...

    def campaign(self, campaign: CampaignId, /) -> Name:
        """A campaign's name."""
        ...

    def outside(self, recipient: str, /) -> Sequence[Channel]:
        """By which channels the installation reaches somebody, besides the inbox and the addresses of the registry."""
        ...


def holder_of(unit_id: UnitId, lineage: Lineage, day: Date) -> UnitId | None:
    """Who is told in a unit's place on a day; None where it has ended and nobody goes on."""
    holder = lineage.holder(unit_id, day)
    return None if lineage.ended(holder, day) else holder


class Directory:
    """A fold of the registry and of campaigns' definitions; `outside`: by what else the installation reaches whom."""

    def __init__(self, outside: Mapping[str, Sequence[Channel]]) -> None:
        self.lineage = Lineage()
        self._outside = outside
        self._units: dict[UnitId, Unit] = {}
        self._parents: dict[UnitId, UnitId] = {}
        self._posts: dict[str, UnitId] = {}
        self._heads: dict[UnitId, tuple[str, ...]] = {}
        self._campaigns: dict[CampaignId, Name] = {}

    def unit(self, unit_id: UnitId) -> Unit:
        """A unit; one that nobody established has no name and no address."""
        return self._units.get(unit_id, NOBODY)

    def parent(self, unit_id: UnitId) -> UnitId:
        """The unit above a unit by the registry, "" where none is."""
        return self._parents.get(unit_id, "")

    def unit_of(self, person_id: str) -> UnitId | None:
        """Where a person works, as far as anybody said."""
        return self._posts.get(person_id)

    def holder(self, unit_id: UnitId, day: Date) -> UnitId | None:
        """The unit that holds a unit's work on a day, itself as long as it is there; None where nobody goes on."""
        return holder_of(unit_id, self.lineage, day)

    def heads(self, unit_id: UnitId) -> tuple[str, ...]:
        """The persons who lead a unit, as far as anybody said."""
        return self._heads.get(unit_id, ())

    def campaign(self, campaign: CampaignId) -> Name:
        """A campaign's name."""
        return self._campaigns.get(campaign, NAMELESS)

    def outside(self, recipient: str) -> Sequence[Channel]:
        """By which channels the installation reaches somebody besides."""
        return self._outside.get(recipient, ())

    def fold(self, fact: Fact) -> None:
        """Take the next fact; those that say nothing of who is who change nothing."""
        self.lineage = self.lineage.after(fact.data, fact.id)
        match fact.data:
            case events.UnitEstablished() as data:
                self._units[data.unit_id] = Unit(Name.of(data.name), data.contacts)
                self._parents[data.unit_id] = data.parent
            case events.UnitRenamed() as data:
                self._units[data.unit_id] = self.unit(data.unit_id)._replace(name=Name.of(data.name))
            case events.PersonAssigned() as data:
                self._move(data.person_id, data.unit_id)
                if data.leader:
                    self._heads[data.unit_id] = (*self.heads(data.unit_id), data.person_id)
            case events.PersonTransferred() as data:
                self._move(data.person_id, data.to_unit_id)
            case events.CampaignLaunched() | events.CampaignAmended() as data:
                self._define(fact.campaign, data)
            case _:
                pass

    def _move(self, person_id: str, unit_id: UnitId) -> None:
        """Whoever goes elsewhere leads no more, until somebody says so again."""
        before = self._posts.get(person_id, unit_id)
        self._heads[before] = tuple(one for one in self.heads(before) if one != person_id)
        self._posts[person_id] = unit_id

    def _define(self, campaign: CampaignId, data: events.CampaignLaunched | events.CampaignAmended) -> None:
        """The registry says what a unit is called; a definition that gives addresses gives newer ones."""
        self._campaigns[campaign] = Name.of(data.name)
        for unit in data.units:
            known = self._units.get(unit.id, Unit(Name.of(unit.name)))
            self._units[unit.id] = known._replace(contacts=unit.contacts or known.contacts)
