"""How somebody is reached, as a page in plain words: of oneself, and of anybody for who looks after deliveries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from services.notify.domain.reaching import reached
from services.notify.domain.readers import recipients_of
from services.notify.tables.choices import chosen_by
from services.notify.tables.whos_who import WhosWho
from services.notify.web.reached_texts import NOT_YOURS, WORDS
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Reach, reach
from shared.core.lineage import day_in_country
from shared.core.values import Channel
from shared.web.frame import Section, Standpoint, Timekeeping
from shared.web.site import Site

PATH: Final = "/notify/pages/reached"
CHOICES: Final = Section.CHOICES.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaching:
    """By what anybody is reached here: all `channels`, who by which beside the registry, and how many browsers."""

    channels: frozenset[Channel]
    outside: Mapping[str, Sequence[Channel]]
    browsers: Callable[[str], int]


def make_reached(reads: Reads, reaching: Reaching, *, timekeeping: Timekeeping) -> APIRouter:
    """The route `/notify/pages/reached`."""
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def page(request: Request) -> Response:
        try:
            caller, _ = await reads.allowed(request, "inbox")
            return await reads.view(request, lambda view: _page(site, request, view, caller, reaching))
        except Refusal as refusal:
            asking = None if refusal.problem.status == 503 else await reads.caller(request)
            return site.problem(request, refusal.problem, role=None if asking is None else asking.role)

    return router


def _page(site: Site, request: Request, view: View, caller: Caller, reaching: Reaching) -> Response:
    own, everybody = sorted(recipients_of(caller)), reach(caller, "deliveries") is Reach.ALL
    recipient = request.query_params.get("recipient", "").strip() or next(iter(own), "")
    if recipient and recipient not in own and not everybody:
        raise Refusal(NOT_YOURS)
    frame = site.frame(request, Standpoint(view.moment, view.position), section=Section.CHOICES, role=caller.role)
    day = day_in_country(view.moment)
    whos_who = WhosWho(view.session.get, reaching.outside)
    found = reached(recipient, whos_who, channels=reaching.channels, day=day) if recipient else None
    return site.page(
        "reached.html",
        frame,
        path=PATH,
        choices=CHOICES,
        own=own,
        everybody=everybody,
        recipient=recipient,
        found=found,
        works_in=whos_who.unit(found.unit_id).name if found and found.unit_id else None,
        instead=whos_who.unit(found.instead).name if found and found.instead else None,
        chosen=next(iter(chosen_by(view.session, [recipient])), None),
        mail="email" in reaching.channels,
        pushes="webpush" in reaching.channels,
        browsers=reaching.browsers(recipient) if recipient else 0,
    )
