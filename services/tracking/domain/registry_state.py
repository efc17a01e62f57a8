"""What the registry's pen keeps: units, their codes, where persons work, disciplines by decision, who is let in.

A person's name is sealed text here and is not kept; no decision rests on a name.
"""

from typing import Final, Literal, NamedTuple

from shared.core.index import Index
from shared.core.journal import Journal
from shared.core.lineage import Lineage
from shared.core.values import UnitId


class Code(NamedTuple):
    """An electronic identifier: whose it is, and whether it is still good."""

    unit_id: UnitId
    is_open: bool


class Post(NamedTuple):
    """Where a person works, and whether there is nothing more to say about how they worked in the unit before."""

    unit_id: UnitId
    remarked: bool = True


class RegistryState:
    """What the registry's facts have come to."""

    registry_at: Final = 0

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lineage = Lineage()
        self.codes: dict[str, Code] = {}
        self.persons: dict[str, Post] = {}
        self.disciplines = Index()
        self.grants: dict[str, Literal["granted", "revoked"]] = {}

    def has_unit(self, unit_id: UnitId) -> bool:
        """Whether a unit was ever established."""
        return unit_id in self.lineage.names

    def set_lineage(self, lineage: Lineage) -> None:
        """Let the units stand like this from now on."""
        old = self.lineage

        def restore() -> None:
            self.lineage = old

        self.journal.on_undo(restore)
        self.lineage = lineage
