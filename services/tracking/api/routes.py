"""Tracking's reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from datetime import date
from typing import Any, Final, Literal, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from services.tracking.api import reads
from services.tracking.api.units import found, rolled_up
from services.tracking.tables import queries
from shared.adapters.http import NOT_ALLOWED, Refusal
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import Caller, may_read
from shared.core.lineage import day_in_country

Rollup: TypeAlias = Literal["recorded", "successor"]
UTC_ZONE: Final = ZoneInfo("UTC")


class Names(Protocol):
    """What is sealed of a household. Both raise Refusal (503) while the vault does not answer."""

    def is_erased(self, campaign: str, household_id: str) -> bool:
        """Whether nobody can open it any more."""
        ...

    def open(self, campaign: str, household_id: str, sealed: str) -> str | None:
        """The name, or None once it is erased."""
        ...


def make_router(rim: Reads, *, names: Names) -> APIRouter:
    """The routes under /tracking, over one read model."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])
    _add_figures(router, rim)
    _add_things(router, rim, names)
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


def _add_figures(router: APIRouter, rim: Reads) -> None:

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
            lambda seen: reads.campaign_answer(seen.session, campaign, today=_today(seen, campaign), view=view),
        )

    @router.get("/{campaign}/units/{unit_id}")
    async def one_unit(request: Request, campaign: str, unit_id: str, view: Rollup = "recorded") -> Response:
        """A unit's own figures."""
        await rim.allowed(request, "figures")
        return await rim.answer(
            request,
            lambda seen: reads.unit_answer(seen.session, campaign, unit_id, today=_today(seen, campaign), view=view),
        )


def _add_things(router: APIRouter, rim: Reads, names: Names) -> None:
    @router.get("/{campaign}/activities/{activity_id:path}")
    async def one_activity(request: Request, campaign: str, activity_id: str, view: Rollup = "recorded") -> Response:
        """An activity with its state and history."""
        caller, _ = await rim.allowed(request, "activities")

        def make(seen: View) -> dict[str, Any] | None:
            answer = reads.activity_answer(seen.session, campaign, activity_id)
            return _as_viewed(_if_own(answer, caller, "activities"), seen, campaign, view=view)

        return await rim.answer(request, make)

    @router.get("/{campaign}/households/{household_id:path}")
    async def one_household(request: Request, campaign: str, household_id: str, view: Rollup = "recorded") -> Response:
        """A household with its state and history; its name for those who may open it."""
        caller, _ = await rim.allowed(request, "households")

        def make(seen: View) -> dict[str, Any] | None:
            erased = names.is_erased(campaign, household_id)

            def sealed(person: reads.Answer) -> reads.Answer:
                return reads.ERASED if erased else person

            def opened(person: reads.Answer) -> reads.Answer:
                name = None if erased else names.open(campaign, household_id, str(person["sealed"]))
                return reads.ERASED if name is None else {"person_ref": person["person_ref"], "name": name}

            answer = reads.household_answer(seen.session, campaign, household_id, person=sealed)
            if _if_own(answer, caller, "households") is None or answer is None:
                return None
            if may_read(caller, "names", unit_id=str(answer["unit_id"])):
                answer = reads.household_answer(seen.session, campaign, household_id, person=opened)
            return _as_viewed(answer, seen, campaign, view=view)

        return await rim.answer(request, make)


def _if_own(
    answer: dict[str, Any] | None, caller: Caller, what: Literal["activities", "households"]
) -> dict[str, Any] | None:
    """The answer, if the caller may read such a thing of this unit. Raises Refusal (403)."""
    if answer is not None and not may_read(caller, what, unit_id=str(answer["unit_id"])):
        raise Refusal(NOT_ALLOWED)
    return answer


def _as_viewed(answer: dict[str, Any] | None, seen: View, campaign: str, *, view: Rollup) -> dict[str, Any] | None:
    """A thing under the unit that recorded it, or the one that holds the work on the day asked about."""
    if answer is None or view == "recorded":
        return answer
    return rolled_up(answer, queries.lineage_of(seen.session), _today(seen, campaign).isoformat())


def _today(view: View, campaign: str) -> date:
    """The day of the moment asked about, in the campaign's time zone."""
    defined = queries.campaign_of(view.session, campaign)
    zone = ZoneInfo(defined.time_zone) if defined else UTC_ZONE
    return view.moment.astimezone(zone).date()
