"""What could not be handed over, as a page: why, to whom, and a button for those who may have it sent again."""

import re
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.notify.domain.kept import words_of
from services.notify.domain.readers import RENEWING_ROLES, reader_of
from services.notify.domain.renewing import NOT_KEPT, GivenUp
from services.notify.domain.shelf import Shelf
from services.notify.ports import NotKept, Renew
from services.notify.tables import failed
from services.notify.tables.failed import Seen, Whose
from services.notify.tables.templates import shelf
from services.notify.web.failed_texts import WORDS
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Reach, reach
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.problems import LOG_UNAVAILABLE, Fault, Problem, bad_fields
from shared.core.values import Channel, Language
from shared.web.frame import Section, Standpoint, Timekeeping
from shared.web.site import Site

PATH: Final = "/notify/pages/failed"
MOST: Final = 30
_POSITION: Final = re.compile(r"\d{1,18}", re.ASCII).fullmatch
_BAD_BEFORE: Final = Fault("/before", "phải là một vị trí", "must be a position")


class Letter(NamedTuple):
    """One notice that was given up; `again` is what became of the one in its place, "" where there is none.

    What `came_back` had been handed over; its address is to be corrected before it goes out again.
    """

    delivery_id: str
    title: str
    recipient: str
    channel: str
    attempts: int
    reason: str
    at: str
    position: int
    again: str
    came_back: bool


class Letters(NamedTuple):
    """What is seen at once; `older` is where the next page begins, "" where there is none."""

    letters: tuple[Letter, ...]
    all_of_them: bool
    older: str
    may_renew: bool
    opens_facts: bool


def make_failed(reads: Reads, *, channels: frozenset[Channel], renew: Renew, timekeeping: Timekeeping) -> APIRouter:
    """The route `/notify/pages/failed`; `channels` are those through which anything can be told here."""
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping)
    router = APIRouter(include_in_schema=False)

    async def refused(request: Request, refusal: Refusal) -> Response:
        caller = None if refusal.problem.status == 503 else await reads.caller(request)
        return site.problem(request, refusal.problem, role=None if caller is None else caller.role)

    @router.get(PATH)
    async def page(request: Request) -> Response:
        try:
            caller, extent = await reads.allowed(request, "deliveries")
            return await reads.view(request, lambda view: _page(site, request, view, caller, extent))
        except Refusal as refusal:
            return await refused(request, refusal)

    @router.post(PATH + "/{delivery_id}/resend")
    async def resend(request: Request, delivery_id: str) -> Response:
        try:
            caller, extent = await reads.allowed(request, "deliveries")
            whose = _may_renew(caller, extent)
            found = await reads.view(
                request, lambda view: failed.to_renew(view.session, delivery_id, whose, channels=channels)
            )
            at = await _renewed(renew, found, caller)
        except Refusal as refusal:
            return await refused(request, refusal)
        return RedirectResponse(site.frame(request).link(PATH, **_kept(request), after=str(at)), 303)

    return router


async def _renewed(renew: Renew, found: GivenUp | Problem | None, caller: Caller) -> int:
    """Where it stands that a notice is to go out again. Raises Refusal."""
    if found is None or isinstance(found, Problem):
        raise Refusal(found or NOT_FOUND)
    try:
        _, position = await renew(found, asked_by=reader_of(caller))
    except NotKept as error:
        raise Refusal(NOT_KEPT) from error
    except (LogUnavailable, LogDamaged) as error:
        raise Refusal(LOG_UNAVAILABLE) from error
    return position


def _may_renew(caller: Caller, extent: Reach) -> Whose:
    """Of whose deliveries a caller may have those that failed sent again. Raises Refusal (403)."""
    if caller.role not in RENEWING_ROLES:
        raise Refusal(NOT_ALLOWED)
    return _whose(caller, extent)


def _whose(caller: Caller, extent: Reach) -> Whose:
    return Whose(caller.units if extent is Reach.OWN else (), reach(caller, "holds") is Reach.ALL)


def _kept(request: Request) -> dict[str, str]:
    """What the page was asked to show."""
    return {name: request.query_params.get(name, "") for name in ("all", "before")}


def _page(site: Site, request: Request, view: View, caller: Caller, extent: Reach) -> Response:
    asked = _kept(request)
    if asked["before"] and not _POSITION(asked["before"]):
        raise Refusal(bad_fields(_BAD_BEFORE))
    frame = site.frame(request, Standpoint(view.moment, view.position), section=Section.INBOX, role=caller.role)
    found = failed.given_up(
        view.session,
        _whose(caller, extent),
        all_of_them=asked["all"] == "1",
        before=int(asked["before"]) if asked["before"] else None,
        most=MOST + 1,
    )
    words = shelf(view.session)
    seen = Letters(
        letters=tuple(_letter(one, frame.language, words) for one in found[:MOST]),
        all_of_them=asked["all"] == "1",
        older=str(found[MOST - 1].delivery.position) if len(found) > MOST else "",
        may_renew=caller.role in RENEWING_ROLES and not frame.as_of,
        opens_facts=reach(caller, "facts") is Reach.ALL,
    )
    return site.page("failed.html", frame, seen=seen, asked=asked, path=PATH)


def _letter(seen: Seen, language: Language, by: Shelf) -> Letter:
    one = seen.delivery
    return Letter(
        delivery_id=one.delivery_id,
        title=words_of(seen.cause.story, one.topic, language, shelf=by, at=one.cause).title,
        recipient=one.recipient,
        channel=one.channel,
        attempts=one.attempts,
        reason=one.reason,
        at=one.at,
        position=one.position,
        again=seen.again,
        came_back=one.status == failed.BOUNCED,
    )
