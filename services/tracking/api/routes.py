"""Tracking's reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from fastapi import APIRouter, Request, Response

from services.tracking.api import reads
from services.tracking.api.things import Rollup, Things, today
from services.tracking.api.units import found
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.lineage import day_in_country


def make_router(rim: Reads, things: Things) -> APIRouter:
    """The routes under /tracking, over one read model."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])
    _add_figures(router, rim, things)
    _add_things(router, rim, things)
    whole = APIRouter(dependencies=[AT_ANY_MOMENT])

    @whole.get("/tracking/units", tags=["tracking"])
    async def units(request: Request, q: str = "") -> Response:
        """The registry's units by words of a name that they bear or bore, with or without accents."""
        await rim.allowed(request, "figures")
        return await rim.answer(
            request, lambda seen: {"units": found(seen.session, q, day=day_in_country(seen.moment))}
        )

    whole.include_router(router)
    return whole


def _add_figures(router: APIRouter, rim: Reads, things: Things) -> None:

    @router.get("")
    async def campaigns(request: Request) -> Response:
        """Every campaign: its id and name."""
        await rim.allowed(request, "figures")
        return await rim.answer(request, lambda view: {"campaigns": reads.campaigns_answer(view.session)})

    @router.get("/{campaign}")
    async def one_campaign(request: Request, campaign: str, view: Rollup = "recorded") -> Response:
        """A campaign, which of its days it is, and the figures of all units."""
        await rim.allowed(request, "figures")
        return await rim.answer(
            request,
            lambda seen: reads.campaign_answer(seen.session, campaign, today=today(seen, campaign), view=view),
        )

    @router.get("/{campaign}/units/{unit_id}")
    async def one_unit(request: Request, campaign: str, unit_id: str, view: Rollup = "recorded") -> Response:
        """A unit's own figures."""
        await rim.allowed(request, "figures")
        return await rim.answer(request, lambda seen: things.unit(seen, campaign, unit_id, view=view))


def _add_things(router: APIRouter, rim: Reads, things: Things) -> None:
    @router.get("/{campaign}/activities/{activity_id:path}")
    async def one_activity(request: Request, campaign: str, activity_id: str, view: Rollup = "recorded") -> Response:
        """An activity with its state and history."""
        caller, _ = await rim.allowed(request, "activities")
        return await rim.answer(request, lambda seen: things.activity(seen, caller, campaign, activity_id, view=view))

    @router.get("/{campaign}/households/{household_id:path}")
    async def one_household(request: Request, campaign: str, household_id: str, view: Rollup = "recorded") -> Response:
        """A household with its state and history; its name for those who may open it."""
        caller, _ = await rim.allowed(request, "households")
        return await rim.answer(request, lambda seen: things.household(seen, caller, campaign, household_id, view=view))
