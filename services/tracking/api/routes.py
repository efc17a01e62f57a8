"""Tracking's reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from services.tracking.api import reads
from services.tracking.tables import queries
from shared.adapters.http import NOT_ALLOWED, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, may_read
from shared.core.forms import parse_time

Rollup: TypeAlias = Literal["recorded", "successor"]
# Opens a household's sealed name: campaign, household, sealed text.
OpenName: TypeAlias = Callable[[str, str, str], str]
UTC_ZONE: Final = ZoneInfo("UTC")


def make_router(rim: Reads, *, clock: Callable[[], datetime], open_name: OpenName) -> APIRouter:
    """The routes under /tracking, over one read model."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"])
    _add_figures(router, rim, clock)
    _add_things(router, rim, open_name)
    return router


def _add_figures(router: APIRouter, rim: Reads, clock: Callable[[], datetime]) -> None:

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
            lambda seen: reads.campaign_answer(
                seen.session, campaign, today=_today(request, seen, campaign, clock), view=view
            ),
        )

    @router.get("/{campaign}/units/{unit_id}")
    async def one_unit(request: Request, campaign: str, unit_id: str, view: Rollup = "recorded") -> Response:
        """A unit's own figures."""
        await rim.allowed(request, "figures")
        return await rim.answer(
            request,
            lambda seen: reads.unit_answer(
                seen.session, campaign, unit_id, today=_today(request, seen, campaign, clock), view=view
            ),
        )


def _add_things(router: APIRouter, rim: Reads, open_name: OpenName) -> None:
    @router.get("/{campaign}/activities/{activity_id:path}")
    async def one_activity(request: Request, campaign: str, activity_id: str) -> Response:
        """An activity with its state and history."""
        caller, _ = await rim.allowed(request, "activities")

        def make(view: View) -> dict[str, Any] | None:
            answer = reads.activity_answer(view.session, campaign, activity_id)
            return _if_own(answer, caller, "activities")

        return await rim.answer(request, make)

    @router.get("/{campaign}/households/{household_id:path}")
    async def one_household(request: Request, campaign: str, household_id: str) -> Response:
        """A household with its state and history; its name for those who may open it."""
        caller, _ = await rim.allowed(request, "households")

        def make(view: View) -> dict[str, Any] | None:
            answer = reads.household_answer(view.session, campaign, household_id)
            if _if_own(answer, caller, "households") is None or answer is None:
                return None
            if not may_read(caller, "names", unit_id=str(answer["unit_id"])):
                return answer
            return reads.household_answer(
                view.session,
                campaign,
                household_id,
                open_name=lambda sealed: open_name(campaign, household_id, sealed),
            )

        return await rim.answer(request, make)


def _if_own(
    answer: dict[str, Any] | None, caller: Caller, what: Literal["activities", "households"]
) -> dict[str, Any] | None:
    """The answer, if the caller may read such a thing of this unit. Raises Refusal (403)."""
    if answer is not None and not may_read(caller, what, unit_id=str(answer["unit_id"])):
        raise Refusal(NOT_ALLOWED)
    return answer


def _today(request: Request, view: View, campaign: str, clock: Callable[[], datetime]) -> date:
    """The day in the campaign's time zone: now, or that of the moment asked about."""
    defined = queries.campaign_of(view.session, campaign)
    zone = ZoneInfo(defined.time_zone) if defined else UTC_ZONE
    as_of = request.query_params.get("as_of", "")
    moment = parse_time(as_of.replace(" ", "+")) if as_of else clock()
    if moment is None:  # a position: the day of the last fact up to there
        moment = parse_time(queries.last_recorded_at(view.session)) or clock()
    return moment.astimezone(zone).date()
