"""The inbox as a page: what whoever looks was told, the newest first, and a button that says that it was read."""

from collections.abc import Callable
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.notify.domain.kept import lead_in, words_of
from services.notify.domain.leading import seen_by
from services.notify.domain.leafing import Leaf
from services.notify.domain.notices import Received
from services.notify.domain.readers import reader_of, recipients_of
from services.notify.domain.shelf import Shelf
from services.notify.ports import Record
from services.notify.tables import inbox
from services.notify.tables.rows import Cause, Delivery
from services.notify.tables.templates import shelf
from services.notify.web.texts import WORDS
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, Reach, reach
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.problems import LOG_UNAVAILABLE, Problem
from shared.web.frame import Frame, Section, Standpoint, Timekeeping
from shared.web.live import live_signal
from shared.web.site import Site

INBOX: Final = Section.INBOX.value
LIVE: Final = "/notify/live"
MOST: Final = 30


class Notice(NamedTuple):
    """One notice as it is read."""

    delivery_id: str
    recipient: str
    cause: int
    at: str
    read_at: str
    title: str
    sentences: tuple[str, ...]
    opens: str
    is_paper: bool


class Inbox(NamedTuple):
    """What is seen at once; `older` is behind which notice more follow, "" where none do."""

    recipients: tuple[str, ...]
    only_unread: bool
    unread: int
    notices: tuple[Notice, ...]
    older: str
    opens_facts: bool


def make_inbox(
    reads: Reads,
    *,
    record: Record,
    position: Callable[[], int],
    stopping: Callable[[], bool],
    timekeeping: Timekeeping,
) -> APIRouter:
    """The routes `/notify/pages/inbox` and `/notify/live`.

    `position` says up to where the read model is true now; `stopping` whether the server is about to stop.
    """
    site = Site("services.notify.web", WORDS, timekeeping=timekeeping, live=LIVE)
    router = APIRouter(include_in_schema=False)

    async def refused(request: Request, refusal: Refusal) -> Response:
        caller = None if refusal.problem.status == 503 else await reads.caller(request)
        return site.problem(request, refusal.problem, role=None if caller is None else caller.role)

    @router.get(INBOX)
    async def page(request: Request) -> Response:
        try:
            caller, _ = await reads.allowed(request, "inbox")
            return await reads.view(request, lambda view: _page(site, request, view, caller))
        except Refusal as refusal:
            return await refused(request, refusal)

    @router.post(INBOX + "/{delivery_id}/read")
    async def read(request: Request, delivery_id: str) -> Response:
        try:
            caller, _ = await reads.allowed(request, "inbox")
            notice = await reads.view(request, lambda view: _own(view, delivery_id, caller))
            at = await _recorded(record, notice, caller)
        except Refusal as refusal:
            return await refused(request, refusal)
        return RedirectResponse(site.frame(request).link(INBOX, **_kept(request), after=str(at)), 303)

    router.include_router(live_signal(LIVE, position=position, stopping=stopping))
    return router


def _own(view: View, delivery_id: str, caller: Caller) -> Received:
    """A notice in the caller's own inbox. Raises Refusal (404)."""
    notice = inbox.received(view.session, delivery_id, recipients_of(caller))
    if notice is None:
        raise Refusal(NOT_FOUND)
    return notice


async def _recorded(record: Record, notice: Received, caller: Caller) -> int:
    """Where it stands that a notice was read. Raises Refusal (503)."""
    try:
        return await record(notice, reader=reader_of(caller))
    except (LogUnavailable, LogDamaged) as error:
        raise Refusal(LOG_UNAVAILABLE) from error


def _kept(request: Request) -> dict[str, str]:
    """What the page was asked to show."""
    return {name: request.query_params.get(name, "") for name in ("unread", "next", "most")}


def _page(site: Site, request: Request, view: View, caller: Caller) -> Response:
    asked = _kept(request)
    leaf = Leaf.asked(asked, usual=MOST)
    if isinstance(leaf, Problem):
        raise Refusal(leaf)
    frame = site.frame(request, Standpoint(view.moment, view.position), section=Section.INBOX, role=caller.role)
    seen = _inbox(view, caller, leaf, frame, unread=asked["unread"] == "1")
    return site.page("inbox.html", frame, seen=seen, asked=asked, path=INBOX)


def _inbox(view: View, caller: Caller, leaf: Leaf, frame: Frame, *, unread: bool) -> Inbox:
    recipients = recipients_of(caller)
    found, more = inbox.told_to(view.session, recipients, leaf=leaf, unread=unread)
    words = shelf(view.session)
    shown = [_notice(delivery, cause, caller, frame, words) for delivery, cause in found]
    return Inbox(
        recipients=tuple(sorted(recipients)),
        only_unread=unread,
        unread=inbox.unread_by(view.session, recipients),
        notices=tuple(shown),
        older=str(more) if more else "",
        opens_facts=reach(caller, "facts") is Reach.ALL,
    )


def _notice(delivery: Delivery, cause: Cause, caller: Caller, frame: Frame, by: Shelf) -> Notice:
    words = words_of(cause.story, delivery.topic, frame.language, shelf=by, at=delivery.cause)
    lead = seen_by(lead_in(cause.story, delivery.topic, delivery.campaign, recipient=delivery.recipient), caller)
    return Notice(
        delivery.delivery_id,
        delivery.recipient,
        delivery.cause,
        delivery.at,
        delivery.read_at,
        words.title,
        words.sentences,
        lead.address(delivery.campaign, frame.language) if lead else "",
        bool(lead and lead.is_paper),
    )
