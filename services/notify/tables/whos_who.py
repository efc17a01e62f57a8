"""Who is who at one position of notify's tables, for the domain to ask. It knows no HTTP and no caller."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

import msgspec

from services.notify.domain import directory
from services.notify.domain.directory import NAMELESS, NOBODY, Name
from services.notify.tables.rows import Campaign, Endings, NotifyRow, Post, Unit
from shared.core import events
from shared.core.definition import Contact
from shared.core.lineage import Ending, Lineage
from shared.core.values import CampaignId, Channel, Date, UnitId

R = TypeVar("R", bound=NotifyRow)

_endings: Final = msgspec.json.Decoder(dict[UnitId, Ending])
_contacts: Final = msgspec.json.Decoder(tuple[Contact, ...])


class Find(Protocol):
    """Finds rows by their key."""

    def __call__(self, table: type[R], key: str, /) -> R | None:
        """A row to read, or None."""
        ...


class WhosWho:
    """A WhoIsWho of rows. `outside`: by what else the installation reaches whom; rows follow from facts alone."""

    def __init__(self, find: Find, outside: Mapping[str, Sequence[Channel]] = MappingProxyType({})) -> None:
        self._find = find
        self._outside = outside

    def unit(self, unit_id: UnitId, /) -> directory.Unit:
        """A unit; one that nobody established has no name and no address."""
        row = self._find(Unit, unit_id)
        return NOBODY if row is None else directory.Unit(Name(row.vi, row.en), _contacts.decode(row.contacts))

    def unit_of(self, person_id: str, /) -> UnitId | None:
        """Where a person works, as far as anybody said."""
        row = self._find(Post, person_id)
        return None if row is None else row.unit_id

    def holder(self, unit_id: UnitId, day: Date, /) -> UnitId | None:
        """The unit that holds a unit's work on a day, itself as long as it is there; None where nobody goes on."""
        return directory.holder_of(unit_id, self.lineage, day)

    def campaign(self, campaign: CampaignId, /) -> Name:
        """A campaign's name."""
        row = self._find(Campaign, campaign)
        return NAMELESS if row is None else Name(row.vi, row.en)

    def outside(self, recipient: str, /) -> Sequence[Channel]:
        """By which channels the installation reaches somebody besides."""
        return self._outside.get(recipient, ())

    @property
    def lineage(self) -> Lineage:
        """How units ended; their names are kept apart."""
        row = self._find(Endings, events.REGISTRY)
        return Lineage({}, _endings.decode(row.told)) if row is not None else Lineage()
