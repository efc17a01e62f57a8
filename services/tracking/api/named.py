"""Households by the name of whom they are listed under, for those who may open names. It knows no HTTP.

A sealed name is in no index: each is opened for this one answer and compared, so what is erased is not found any more
(ADR-0021). That is why it is looked for within some units, and within so many households at most.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sqlmodel import Session, col, select

from services.tracking.tables.rows import Household
from shared.core.access import Caller, Reach, reach
from shared.core.plain_words import plain
from shared.core.values import UnitId

MOST: Final = 2_000  # some 20 microseconds each


class Named(NamedTuple):
    """A household and the name it is listed under."""

    household_id: str
    unit_id: UnitId
    name: str


def units_to_look_in(caller: Caller, unit_id: str) -> Sequence[UnitId]:
    """Among whose households a caller may look for names: a unit its own, a verifier a unit's that is asked for."""
    if reach(caller, "households") is Reach.NOTHING:
        return ()
    match reach(caller, "names"):
        case Reach.OWN:
            return [one for one in caller.units if unit_id in ("", one)]
        case Reach.ALL:
            return [unit_id] if unit_id else ()
        case Reach.NOTHING:
            return ()


def named(
    session: Session,
    campaign: str,
    words: str,
    *,
    units: Sequence[UnitId],
    opened: Callable[[str, str], str | None],
) -> list[Named]:
    """The households of these units whose name bears all these words, without accents; `opened` opens one."""
    sought = plain(words).split()
    table = Household
    rows = session.exec(
        select(table.household_id, table.unit_id, table.sealed)
        .where(table.campaign == campaign, col(table.unit_id).in_(units), table.sealed != "")
        .order_by(col(table.household_id))
        .limit(MOST)
    )
    return [
        Named(household_id, unit_id, name)
        for household_id, unit_id, sealed in rows
        if (name := opened(household_id, sealed)) is not None and all(word in plain(name) for word in sought)
    ]
