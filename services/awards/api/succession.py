"""What awards' answers say of candidates whose unit has ended: how, when, and who carries them. It knows no HTTP."""

from typing import TypeAlias

from sqlmodel import Session

from services.awards.domain.succession import Fated
from services.awards.projections.candidates import endings_of, positions_of
from services.awards.tables import Endings, Member
from shared.core.events import REGISTRY
from shared.core.lineage import Lineage
from shared.core.values import UnitId

Answer: TypeAlias = dict[str, object]


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


def told(fated: Fated | None) -> Answer:
    """The fate of a candidacy whose unit has ended; nothing else."""
    if fated is None:
        return {}
    ending = fated.ending
    how: Answer = {"fate": fated.fate.value, "by": fated.by or None, "on": ending.on, "how": ending.how}
    return {"succession": how | {"basis": ending.basis}}
