"""A trail over HTTP (contract §2): who may see which of its facts, read from the log itself when it is asked for."""

import asyncio
from collections.abc import Collection
from typing import Final

from fastapi import APIRouter, Request, Response

from services.audit.domain.tracing import SeveralCampaigns, Tracing
from services.audit.domain.trail import Located, Reader, everything
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, Refusal, json_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Asking
from shared.core.access import Reach, source_of
from shared.core.envelope import MAX_COMMIT_FACTS, position_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import (
    Flag,
    NotificationBounced,
    NotificationFailed,
    NotificationPutOff,
    NotificationRenewed,
    NotificationSent,
    NotificationWithheld,
    RecipientChose,
    ReminderEscalated,
)
from shared.core.log import EventLog
from shared.core.problems import LOG_UNAVAILABLE, Fault, bad_fields
from shared.core.projecting import slices

FACTS_AT_ONCE: Final = 500  # looked through between two turns of the event loop
# What a unit may read of its own whoever stated it; of all else, what it stated itself.
_ITS_OWN: Final = frozenset({"activity", "household", "house", "funds"})
_WHICH_CAMPAIGN: Final = Fault(
    "/campaign",
    "nhiều đợt thi đua có mã này: hãy thêm ?campaign=",
    "more than one campaign has this id: add ?campaign=",
)


def make_trail_router(log: EventLog, rim: Asking) -> APIRouter:
    """The route of trails under /audit."""
    router = APIRouter(prefix="/audit/trail", tags=["audit"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{kind}/{name:path}")
    async def trail(request: Request, kind: str, name: str, campaign: str = "") -> Response:
        """Everything that ever happened to one thing, or to a candidate (kind `candidate`), cause by cause.

        A candidate is called by the id of its subject, SUBJECT/AWARD, SUBJECT/CARD, or its achievement key.
        """
        caller, extent = await rim.allowed(request, "facts")
        try:
            stand = await rim.stand(request)
            until = stand.position if stand else position_of(await log.last(), MAX_COMMIT_FACTS - 1)
            tracing = Tracing(kind, name, campaign=campaign, until=until)
            await read_live(tracing, log)
            found = tracing.trail(sees=everything if extent is Reach.ALL else own_of(caller.units))
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        except SeveralCampaigns as error:
            raise Refusal(bad_fields(_WHICH_CAMPAIGN)) from error
        if not found.facts:
            raise Refusal(NOT_ALLOWED if tracing.is_known else NOT_FOUND)
        return json_response(found, position=tracing.position, language=request_language(request))

    return router


async def read_live(tracing: Tracing, log: EventLog) -> None:
    """Read a log to a trail as often as it asks, with others running in between. Raises LogUnavailable, LogDamaged."""
    while tracing.wants_more:
        async for commits in log.read():
            for some in slices(commits, FACTS_AT_ONCE):
                for commit in some:
                    tracing.take(position_of(commit.number, 0), commit.payload)
                await asyncio.sleep(0)
        tracing.round_over()


def own_of(units: Collection[str]) -> Reader:
    """What a unit may see: what it stated, what was said of its activities and households, its flags, what it was told.

    `units`: itself and those whose work it holds.
    """
    sources = {source_of(unit_id) for unit_id in units}

    def sees(one: Located) -> bool:
        match one.fact.data:
            case NotificationSent() | NotificationFailed() | NotificationPutOff() | NotificationWithheld() as notice:
                return notice.recipient in units
            case NotificationBounced() | NotificationRenewed() as notice:
                return notice.recipient in units
            case RecipientChose() as data:
                return data.recipient in units
            case ReminderEscalated(recipients=recipients):
                return not set(recipients).isdisjoint(units)
            case Flag():
                return one.unit_id in units and one.heard
            case data:
                return one.fact.source in sources or (one.unit_id in units and data.thing in _ITS_OWN)

    return sees
