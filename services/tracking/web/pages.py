"""Tracking's pages over HTTP: the overview at `/`, its live signal and its files. It knows no figure and no word."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from enum import Enum
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.tracking.tables import queries
from services.tracking.web.drawing import Drawing, Standpoint
from services.tracking.web.gathering import overview_of
from services.tracking.web.overview import Persons, Rollup
from services.tracking.web.texts import WORDINGS
from shared.adapters.http import NOT_FOUND, Refusal, request_language
from shared.adapters.reading import Reads, View
from shared.core.values import Language
from shared.web.assets import Assets

# Nothing from elsewhere, nothing inline: neither script nor style nor font.
SECURITY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
TELL_SECONDS: Final = 1.0
QUIET_TURNS: Final = 15  # then a comment goes out, so that a connection that is gone is noticed
KEPT: Final = 32
QUARTER_SECONDS: Final = 900


class Timekeeping(Enum):
    """Whose clock the installation goes by; what is simulated says so on every page."""

    REAL = "real"
    SIMULATED = "simulated"


class Page(NamedTuple):
    """A page as it was drawn at a position."""

    html: str
    position: int


def make_pages(
    reads: Reads,
    *,
    position: Callable[[], int],
    stopping: Callable[[], bool],
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes `/`, `/live` and `/static`.

    `position` says up to where the read model is true now; `stopping` whether the server is about to stop, which waits
    for open answers, and live signals never end by themselves.
    """
    assets = Assets()
    rim = _Rim(timekeeping, Drawing(assets))
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def overview(request: Request) -> Response:
        language = request_language(request)
        headers = {**SECURITY, "Content-Language": language, "Vary": "Accept-Language, Authorization"}
        try:
            persons = Persons.HIDDEN if await reads.caller(request) is None else Persons.SHOWN
            page = await reads.view(request, lambda view: rim.page(request, view, persons))
        except Refusal as refusal:
            html = rim.drawing.problem(refusal.problem, WORDINGS[language])
            return _html(html, headers | {"Cache-Control": "no-store"}, status=refusal.problem.status)
        return _html(page.html, headers | {"Cache-Control": "no-cache", "X-Position": str(page.position)})

    @router.get("/live")
    async def live() -> Response:
        return StreamingResponse(
            _moves(position, stopping), media_type="text/event-stream", headers={"Cache-Control": "no-store"} | SECURITY
        )

    @router.get("/static/{edition}/{name}")
    async def static(edition: str, name: str) -> Response:
        answer = assets.answer(edition, name)
        if answer is None:
            raise Refusal(NOT_FOUND)
        answer.headers.update(SECURITY)
        return answer

    return router


class _Rim:
    """From a request to a page; a page that was drawn is kept, since many screens ask for the same one."""

    def __init__(self, timekeeping: Timekeeping, drawing: Drawing) -> None:
        self.drawing = drawing
        self._simulated = timekeeping is Timekeeping.SIMULATED
        self._drawn: OrderedDict[Hashable, Page] = OrderedDict()

    def page(self, request: Request, view: View, persons: Persons) -> Page:
        """The page that a request asks for. Raises Refusal (404)."""
        asked = _Asked(
            campaign=request.query_params.get("campaign", ""),
            as_of=request.query_params.get("as_of", "").replace(" ", "+"),
            language=request_language(request),
            persons=persons,
            rollup=_rollup(request.query_params.get("view", "")),
        )
        stand = Standpoint(view.moment, view.position, asked.as_of, self._simulated)
        # A day begins at a whole quarter of an hour in every time zone.
        key = (asked, view.position, stand.moment.timestamp() // QUARTER_SECONDS)
        page = self._drawn.pop(key, None) or Page(self._draw(view, asked, stand), view.position)
        self._drawn[key] = page
        if len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        return page

    def _draw(self, view: View, asked: "_Asked", stand: Standpoint) -> str:
        wording = WORDINGS[asked.language]
        campaigns = queries.campaigns(view.session)
        chosen = [one for one in campaigns if asked.campaign in ("", one.campaign)]
        if not chosen and asked.campaign:
            raise Refusal(NOT_FOUND)
        if not chosen:
            return self.drawing.empty(stand, wording)
        if len(chosen) > 1:
            return self.drawing.chooser(chosen, stand, wording)
        today = stand.today(chosen[0])
        seen = overview_of(view.session, chosen[0], today=today, persons=asked.persons, rollup=asked.rollup)
        return self.drawing.overview(seen, stand, wording, others=len(campaigns) - 1)


class _Asked(NamedTuple):
    campaign: str
    as_of: str
    language: Language
    persons: Persons
    rollup: Rollup


def _rollup(asked: str) -> Rollup:
    return Rollup.SUCCESSOR if asked == Rollup.SUCCESSOR.value else Rollup.RECORDED


async def _moves(position: Callable[[], int], stopping: Callable[[], bool]) -> AsyncIterator[bytes]:
    """Server-sent events: the position, when it has changed, at most once a second."""
    told, quiet = -1, 0
    while not stopping():
        now = position()
        if now != told:
            yield b"data: %d\n\n" % now
            told, quiet = now, 0
        elif quiet >= QUIET_TURNS:
            yield b": nothing new\n\n"
            quiet = 0
        quiet += 1
        await asyncio.sleep(TELL_SECONDS)


def _html(html: str, headers: dict[str, str], *, status: int = 200) -> Response:
    return Response(html, status, headers, media_type="text/html; charset=utf-8")
