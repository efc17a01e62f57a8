"""What is posted for the public, over HTTP: to anybody what may be read on the day, to who is signed in all of it.

And what waits to be posted or to come down, to those who see to it.
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from services.tracking.api.things import today
from services.tracking.tables import awaiting, postings, queries
from services.tracking.tables.awaiting import Waiting
from services.tracking.tables.documents import Document
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import Caller

MOST: Final = 500


def make_documents(rim: Reads) -> APIRouter:
    """The route under /tracking/campaigns."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/documents")
    async def documents(request: Request, campaign: str) -> Response:
        """Papers that are posted, where, and until when; who is signed in also sees what was taken down, and why."""
        caller = await rim.caller(request)
        return await rim.answer(request, lambda seen: _answer(seen, campaign, caller))

    @router.get("/{campaign}/publication")
    async def publication(request: Request, campaign: str) -> Response:
        """What is to be posted on the day, and what must come down: the queue of the gazette centre."""
        await rim.allowed(request, "publication")
        return await rim.answer(request, lambda seen: _queue(seen, campaign))

    return router


def _answer(seen: View, campaign: str, caller: Caller | None) -> dict[str, object] | None:
    if queries.campaign_of(seen.session, campaign) is None:
        return None
    if caller is not None:
        found = list(postings.all_of(seen.session, campaign))[:MOST]
    else:
        found = postings.public_on(seen.session, campaign, today(seen, campaign).isoformat(), most=MOST)
    return {"documents": [_told(one) for one in found]}


def _queue(seen: View, campaign: str) -> dict[str, object] | None:
    if queries.campaign_of(seen.session, campaign) is None:
        return None
    found = awaiting.waiting(seen.session, campaign, today(seen, campaign).isoformat())
    return {"publication": [_waiting(one) for one in found]}


def _waiting(one: Waiting) -> dict[str, object]:
    told: dict[str, object] = {
        "task": one.task.value,
        "doc_no": one.doc_no,
        "channel": one.channel,
        "since": one.since,
        "position": one.position,
    }
    named = {"kind": one.kind, "document_id": one.document_id, "basis": one.basis}
    named |= {"period": one.period, "sha256": one.sha256}
    return told | {name: value for name, value in named.items() if value}


def _told(document: Document) -> dict[str, object]:
    told: dict[str, object] = {
        "document_id": document.document_id,
        "doc_no": document.doc_no,
        "title": document.title,
        "channel": document.channel,
        "url": document.url,
        "sha256": document.sha256,
        "published_on": document.published_on,
        "position": document.position,
    }
    if document.take_down_on:
        told["take_down_on"] = document.take_down_on
    if document.portal_id:
        told["portal_id"] = document.portal_id
    if document.unpublished_on:
        told |= {"unpublished_on": document.unpublished_on, "reason": document.reason}
    return told
