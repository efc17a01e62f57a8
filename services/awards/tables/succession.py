"""What awards' tables know of units that have ended and of people who moved. They know no HTTP and no wording."""

from typing import Final

import msgspec
from sqlmodel import Session

from services.awards.tables.rows import Endings, Member
from shared.core.events import REGISTRY
from shared.core.lineage import Ending, Lineage
from shared.core.values import UnitId

_endings: Final = msgspec.json.Decoder(dict[UnitId, Ending]).decode
_positions: Final = msgspec.json.Decoder(dict[str, int]).decode


def endings_of(row: Endings | None) -> dict[UnitId, Ending]:
    """How units ended, as the row says it."""
    return _endings(row.told) if row is not None else {}


def positions_of(row: Endings | None) -> dict[str, int]:
    """Where each fact stands that ended units, by its id, as the row says it."""
    return _positions(row.positions) if row is not None else {}


def lineage_of(session: Session) -> Lineage:
    """How units ended and who goes on in their place; names are not kept here."""
    return Lineage({}, endings_of(session.get(Endings, REGISTRY)))


def positions_of_endings(session: Session) -> dict[str, int]:
    """Where each fact stands that ended units, by its id."""
    return positions_of(session.get(Endings, REGISTRY))


def remarks_owed(session: Session, person_id: str) -> tuple[UnitId, ...]:
    """The units that are still to say how a person worked there."""
    member = session.get(Member, person_id)
    return tuple(unit_id for unit_id in member.owed.split() if unit_id != member.unit_id) if member else ()
