"""What came over when units ended, thing by thing, over HTTP: to whom, or why it lapsed, and on which fact that rests.

Only what tracking owns; nominations, candidacies and people stand in the answer of awards under the same words.
"""

from collections import Counter
from datetime import datetime
from typing import TypeAlias

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from services.tracking.api.units import text
from services.tracking.domain.handover import fated
from services.tracking.tables import queries
from services.tracking.tables.handover import OpenThings, positions_of_changes
from shared.adapters.http import NOT_ALLOWED, Refusal
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import may_read
from shared.core.lineage import Lineage, day_in_country
from shared.core.values import Date, UnitId

Answer: TypeAlias = dict[str, object]


def make_handover(rim: Reads) -> APIRouter:
    """The route of what came over to a unit, or went from it."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/units/{unit_id}/handover")
    async def handover(request: Request, campaign: str, unit_id: str) -> Response:
        """What units that ended had open, and what became of it; a unit sees what came over to it."""
        caller, _ = await rim.allowed(request, "handover")

        def make(view: View) -> Answer | None:
            answer = handover_answer(view.session, campaign, unit_id, moment=view.moment)
            if answer is not None and not may_read(caller, "handover", unit_id=unit_id):
                raise Refusal(NOT_ALLOWED)
            return answer

        return await rim.answer(request, make)

    return router


def handover_answer(session: Session, campaign: str, unit_id: UnitId, *, moment: datetime) -> Answer | None:
    """What is open at a moment of every unit that ended and whose work this one holds; of itself, if it has ended.

    None if there is no such campaign or unit.
    """
    defined, lineage, day = queries.campaign_of(session, campaign), queries.lineage_of(session), day_in_country(moment)
    if defined is None or unit_id not in lineage.names:
        return None
    itself = (unit_id,) if lineage.ended(unit_id, day) else ()
    open_things = OpenThings(session, defined, lineage, day=day, moment=moment)
    stands = positions_of_changes(session)
    return {
        "campaign": campaign,
        "unit_id": unit_id,
        "day": day,
        "handovers": [
            _handover(one, lineage, open_things, day=day, stands=stands)
            for one in (*itself, *sorted(lineage.come_down_to(unit_id, day)))
        ],
    }


def _handover(
    unit_id: UnitId, lineage: Lineage, open_things: OpenThings, *, day: Date, stands: dict[str, int]
) -> Answer:
    holder, name = lineage.holder(unit_id, day), lineage.name(unit_id, day)
    heir = "" if lineage.ended(holder, day) else holder
    things = list(open_things.of(unit_id))
    # There may be thousands of a kind, all of one fate.
    ends = {kind: fated(kind, heir=heir) for kind in {thing.kind: None for thing in things}}
    told = {kind: {"fate": end.fate.value, "reason": text(end.reason)} for kind, end in ends.items()}
    counts = Counter(thing.kind for thing in things)
    return {
        "from": unit_id,
        "name": text(name) if name else {},
        "to": heir or None,
        "rests_on": [ground._asdict() for ground in lineage.grounds(unit_id, day, stands)],
        "counts": {f"{kind} {ends[kind].fate.value}": number for kind, number in counts.items()},
        "things": [
            {"kind": kind, "id": thing_id, "state": state, "position": position or None, **told[kind]}
            for kind, thing_id, state, position in things
        ],
    }
