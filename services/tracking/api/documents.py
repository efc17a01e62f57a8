"""What is posted for the public, over HTTP: to anybody what may be read on the day, to who is signed in all of it."""

from typing import Final

from fastapi import APIRouter, Request, Response

from services.tracking.api.things import today
from services.tracking.tables import postings, queries
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

    return router


def _answer(seen: View, campaign: str, caller: Caller | None) -> dict[str, object] | None:
    if queries.campaign_of(seen.session, campaign) is None:
        return None
    if caller is not None:
        found = list(postings.all_of(seen.session, campaign))[:MOST]
    else:
        found = postings.public_on(seen.session, campaign, today(seen, campaign).isoformat(), most=MOST)
    return {"documents": [_told(one) for one in found]}


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
    if document.unpublished_on:
        told |= {"unpublished_on": document.unpublished_on, "reason": document.reason}
    return told
