"""Awards' pages over HTTP: the lists of candidates, and one of them. It knows no figure and no word."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, TypeVar

from fastapi import APIRouter, Request, Response

from services.awards.ports import FormsPort, Names
from services.awards.tables.gathering import known_of
from services.awards.tables.nominations import newest_sitting
from services.awards.web import links
from services.awards.web.candidate import candidate_of, subject_asked
from services.awards.web.forms import offered_to
from services.awards.web.listing import Filters, Listing, listing_of
from services.awards.web.naming import campaigns
from services.awards.web.next_steps import steps_of, turn_of
from services.awards.web.rows import rows_of
from services.awards.web.stating import make_forms
from services.awards.web.texts import WORDS
from services.awards.web.waiting import TURN_OF
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.adapters.sought import led_away, led_on, sought_in
from shared.core.access import Caller, Reach, reach
from shared.core.definition import Campaign
from shared.core.events import HoldPlaced
from shared.web.downloads import Format, Rows, download
from shared.web.frame import CARRIED, Frame, Section, Standpoint, Timekeeping, Under
from shared.web.live import live_signal
from shared.web.site import Site

TYPED: Final = "q"  # the field of words in the form
LIVE: Final = "/awards/live"
SCREEN: Final = "projector"
# Who sits before a projector: a hold that the secretary may know of does not show on the wall.
COUNCIL: Final = Caller(role="council", unit_id="", person_id="", token_id="")
T = TypeVar("T")


def make_pages(
    reads: Reads,
    *,
    names: Names,
    forms: FormsPort,
    position: Callable[[], int],
    stopping: Callable[[], bool],
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes under /awards/pages, and `/awards/live`.

    `position` says up to where the read model is true now; `stopping` whether the server is about to stop.
    """
    site = Site("services.awards.web", WORDS, timekeeping=timekeeping, live=LIVE)
    rim = _Rim(site, names)
    router = APIRouter(include_in_schema=False)

    async def asked(request: Request, make: Callable[[View, Caller], T]) -> T:
        caller, _ = await reads.allowed(request, "candidates")
        return await reads.view(request, lambda view: make(view, caller))

    told = partial(_told, reads, site)

    @router.post(links.LIST)
    async def look(request: Request) -> Response:
        return await told(request, lambda: led_on(request, TYPED))

    @router.get(links.LIST)
    async def candidates(request: Request) -> Response:
        def lists(view: View, caller: Caller) -> Response:
            return led_away(request, TYPED) or rim.lists(request, view, caller)

        return await told(request, lambda: asked(request, lists))

    @router.get(links.LIST + ".{ending}")
    async def as_file(request: Request, ending: Format) -> Response:
        async def answer() -> Response:
            name, rows, at = await asked(request, lambda view, caller: rim.rows(request, view, caller))
            return await download(name, rows, as_=ending, position=at.position, made=at.moment)

        return await told(request, answer)

    @router.get(links.LIST + "/{kind}/{subject_id:path}")
    async def one(request: Request, kind: str, subject_id: str) -> Response:
        subject = (kind, subject_id)
        return await told(request, lambda: asked(request, lambda view, caller: rim.one(request, view, caller, subject)))

    router.include_router(make_forms(reads, forms, site, names))
    router.include_router(live_signal(LIVE, position=position, stopping=stopping))
    return router


async def _told(reads: Reads, site: Site, request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer, or what was refused as a page."""
    try:
        return await answer()
    except Refusal as refusal:
        caller = None if refusal.problem.status == 503 else await reads.caller(request)
        return site.problem(request, refusal.problem, role=None if caller is None else caller.role)


class _Rim:
    """From a request and an open view to a page; it asks, and has what is answered drawn."""

    def __init__(self, site: Site, names: Names) -> None:
        self._site = site
        self._names = names

    def lists(self, request: Request, view: View, caller: Caller) -> Response:
        """The lists, or the campaigns to choose from. Raises Refusal (404, 503)."""
        campaign = _chosen(request, view)
        if campaign is None:
            return self._choice(request, view, caller)
        seen = self._listing(request, view, caller, campaign)
        frame = self._frame(request, view, caller, seen.naming.known.campaign)
        carried = [one for one in frame.query if one[0] in CARRIED]
        hold = links.hold(frame, campaign) if not frame.as_of and HoldPlaced in offered_to(caller) else ""
        return self._site.page(
            "candidates.html",
            frame,
            seen=seen,
            carried=carried,
            links=links,
            formats=list(Format),
            hold=hold,
            yours=None if frame.as_of else TURN_OF.get(caller.role),
            recorded=request.query_params.get(links.RECORDED, ""),
        )

    def rows(self, request: Request, view: View, caller: Caller) -> tuple[str, Rows, Standpoint]:
        """The lists as rows, with the name of their file and where they stand. Raises Refusal (404, 503)."""
        campaign = _chosen(request, view)
        if campaign is None:
            raise Refusal(NOT_FOUND)
        seen = self._listing(request, view, caller, campaign)
        language = self._site.frame(request).language
        at = Standpoint(view.moment, view.position)
        return f"{campaign}-candidates-{at.position}", rows_of(seen, language), at

    def one(self, request: Request, view: View, caller: Caller, subject: tuple[str, str]) -> Response:
        """One candidate. Raises Refusal (404, 503)."""
        campaign = _chosen(request, view)
        if campaign is None:
            raise Refusal(NOT_FOUND)
        on_screen = request.query_params.get("screen") == SCREEN and reach(caller, "nominations") is Reach.ALL
        seen = candidate_of(
            view.session,
            campaign,
            subject_asked(*subject),
            request.query_params.get("card", ""),
            caller=caller,
            audience=COUNCIL if on_screen else caller,
            moment=view.moment,
            names=self._names,
        )
        if seen is None:
            raise Refusal(NOT_FOUND)
        frame = self._frame(request, view, caller, seen.naming.known.campaign)
        if on_screen:
            return self._site.page("sitting.html", frame, seen=seen)
        steps = () if frame.as_of else steps_of(seen, caller, sitting_id=newest_sitting(view.session, campaign))
        return self._site.page(
            "candidate.html",
            frame,
            seen=seen,
            links=links,
            steps=steps,
            turn="" if frame.as_of else turn_of(seen, caller),
            recorded=request.query_params.get(links.RECORDED, ""),
            facts=reach(caller, "facts").value,
        )

    def _choice(self, request: Request, view: View, caller: Caller) -> Response:
        known = [known_of(view.session, one, ()) for one in campaigns(view.session)]
        frame = self._frame(request, view, caller)
        return self._site.page("choice.html", frame, campaigns=[one.campaign for one in known if one is not None])

    def _listing(self, request: Request, view: View, caller: Caller, campaign: str) -> Listing:
        asked = request.query_params
        chosen = {name: asked.get(name, "") for name in ("award", "verdict", "unit", "way")}
        filters = Filters(**chosen, q=sought_in(request))
        seen = listing_of(view.session, campaign, filters, caller=caller, moment=view.moment, names=self._names)
        if seen is None:
            raise Refusal(NOT_FOUND)
        return seen

    def _frame(self, request: Request, view: View, caller: Caller, campaign: Campaign | None = None) -> Frame:
        return self._site.frame(
            request,
            Standpoint(view.moment, view.position),
            section=Section.CANDIDATES,
            role=caller.role,
            under=None if campaign is None else Under.of(campaign),
        )


def _chosen(request: Request, view: View) -> str | None:
    """The campaign that is asked for, or the only one; None where one is to be chosen. Raises Refusal (404)."""
    there: Sequence[str] = campaigns(view.session)
    asked = request.query_params.get("campaign", "")
    if asked and asked not in there:
        raise Refusal(NOT_FOUND)
    return asked or (there[0] if len(there) == 1 else None)
