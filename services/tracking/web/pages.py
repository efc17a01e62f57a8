"""Tracking's pages over HTTP: the overview at `/`. It knows no figure and no word."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from services.tracking.tables import queries
from services.tracking.web import drawing
from services.tracking.web.gathering import overview_of
from services.tracking.web.overview import Persons, Rollup
from services.tracking.web.texts import WORDS
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.values import Role
from shared.web.frame import Frame, Section, Standpoint, Timekeeping, Under
from shared.web.live import live_signal
from shared.web.site import Site

LIVE: Final = "/live"
KEPT: Final = 32
QUARTER_SECONDS: Final = 900
ASKED: Final = frozenset({"campaign", "as_of", "view", "lang"})  # what the page differs by


class Page(NamedTuple):
    """A page as it was drawn, and what stands around it."""

    html: str
    frame: Frame


def make_pages(
    reads: Reads,
    *,
    position: Callable[[], int],
    stopping: Callable[[], bool],
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes `/`, `/live` and `/static`.

    `position` says up to where the read model is true now; `stopping` whether the server is about to stop.
    """
    site = Site("services.tracking.web", WORDS, timekeeping=timekeeping, live=LIVE)
    rim = _Rim(site)
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def overview(request: Request) -> Response:
        try:
            caller = await reads.caller(request)
            role = None if caller is None else caller.role
            page = await reads.view(request, lambda view: rim.page(request, view, role))
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        return site.answer(page.html, page.frame)

    router.include_router(live_signal(LIVE, position=position, stopping=stopping))
    router.include_router(site.files())
    return router


class _Rim:
    """From a request to a page; a page that was drawn is kept, since many screens ask for the same one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._drawn: OrderedDict[Hashable, Page] = OrderedDict()

    def page(self, request: Request, view: View, role: Role | None) -> Page:
        """The page that a request asks for. Raises Refusal (404)."""
        stand = Standpoint(view.moment, view.position)
        frame = self._site.frame(request, stand, section=Section.OVERVIEW, role=role)
        frame = replace(frame, query=tuple(one for one in frame.query if one[0] in ASKED))
        # A day begins at a whole quarter of an hour in every time zone.
        key = (replace(frame, stand=None), view.position, view.moment.timestamp() // QUARTER_SECONDS)
        page = self._drawn.pop(key, None) or Page(self._draw(view, frame), frame)
        self._drawn[key] = page
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return page

    def _draw(self, view: View, frame: Frame) -> str:
        asked = dict(frame.query)
        campaigns = queries.campaigns(view.session)
        chosen = [one for one in campaigns if asked.get("campaign", "") in ("", one.campaign)]
        if not chosen and asked.get("campaign"):
            raise Refusal(NOT_FOUND)
        if not chosen:
            return drawing.empty(self._site, frame)
        if len(chosen) > 1:
            return drawing.chooser(self._site, chosen, frame)
        frame = replace(frame, under=Under.of(chosen[0]))
        seen = overview_of(
            view.session,
            chosen[0],
            today=frame.today,
            persons=Persons.HIDDEN if frame.role is None else Persons.SHOWN,
            rollup=_rollup(asked.get("view", "")),
        )
        return drawing.overview(self._site, seen, frame, others=len(campaigns) - 1)


def _rollup(asked: str) -> Rollup:
    return Rollup.SUCCESSOR if asked == Rollup.SUCCESSOR.value else Rollup.RECORDED
