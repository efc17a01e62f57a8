"""Reviews of a campaign over HTTP: which were held, and the pack of each as papers of the office."""

import asyncio
from typing import Final, TypeAlias

import msgspec
from fastapi import APIRouter, Request, Response

from services.tracking.api.reports import VERIFIED_BELOW, period_reported
from services.tracking.domain.reporting.form import review_form
from services.tracking.domain.reporting.paper import review_paper
from services.tracking.domain.reporting.review import REVIEWS, Decision, Reviewed
from services.tracking.domain.reporting.review import Review as ReviewOf
from services.tracking.tables import queries
from services.tracking.tables.reviews import Review, decisions, reviews
from shared.adapters.http import DOCX, NOT_FOUND, XLSX, Refusal, file_response
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.papers.mark import Mark

Answer: TypeAlias = dict[str, object]

_lessons: Final = msgspec.json.Decoder(tuple[str, ...]).decode


def make_reviews(rim: Reads, *, public_url: str) -> APIRouter:
    """The routes of a campaign's reviews, for whoever reads consolidated reports."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/reviews")
    async def of_campaign(request: Request, campaign: str) -> Response:
        """The reviews that were held, with what was learnt and the hash of the paper on each."""
        await rim.allowed(request, "consolidated")

        def make(view: View) -> Answer | None:
            if queries.campaign_of(view.session, campaign) is None:
                return None
            return {"campaign": campaign, "reviews": [_told(one) for one in reviews(view.session, campaign)]}

        return await rim.answer(request, make)

    @router.get("/{campaign}/reviews/{review_id}.docx", response_class=Response)
    async def in_word(request: Request, campaign: str, review_id: str) -> Response:
        """The report of a review: consolidated figures, awards, lessons; to be signed."""
        return await _pack(rim, request, campaign, review_id, ending="docx", public_url=public_url)

    @router.get("/{campaign}/reviews/{review_id}.xlsx", response_class=Response)
    async def in_sheet(request: Request, campaign: str, review_id: str) -> Response:
        """The same as a sheet."""
        return await _pack(rim, request, campaign, review_id, ending="xlsx", public_url=public_url)

    return router


async def _pack(
    rim: Reads, request: Request, campaign: str, review_id: str, *, ending: str, public_url: str
) -> Response:
    """The pack of a review, set in a thread from what stood where the review was recorded."""
    await rim.allowed(request, "consolidated")

    def find(view: View) -> tuple[Review | None, int]:
        return view.session.get(Review, (campaign, review_id)), view.position

    entry, position = await rim.view(request, find)
    found = await rim.view_at(entry.position, lambda view: _reviewed(view, entry)) if entry else None
    if entry is None or found is None:
        raise Refusal(NOT_FOUND)
    mark = Mark(entry.position, entry.sha256, entry.recorded_at, f"{public_url}{VERIFIED_BELOW}")
    content = await asyncio.to_thread(_in_word if ending == "docx" else _in_sheet, found, mark)
    name = f"{REVIEWS[entry.kind].file}-{entry.period}-{mark.position}.{ending}"
    media_type = DOCX if ending == "docx" else XLSX
    return file_response(content, mark=mark, name=name, media_type=media_type, position=position)


def _reviewed(view: View, entry: Review) -> Reviewed | None:
    told = period_reported(view, entry.campaign, entry.period)
    if told is None:
        return None
    review = ReviewOf(
        entry.review_id, entry.kind, entry.held_on, entry.period, entry.minutes_no, _lessons(entry.lessons)
    )
    signed = (
        Decision(one.doc_no, one.signed_on, one.subjects, one.annulled)
        for one in decisions(view.session, entry.campaign)
    )
    return Reviewed(review, told, tuple(signed))


def _told(one: Review) -> Answer:
    return {
        "review_id": one.review_id,
        "kind": one.kind,
        "held_on": one.held_on,
        "period": one.period,
        "minutes_no": one.minutes_no or None,
        "lessons": list(_lessons(one.lessons)),
        "position": one.position,
        "paper": {"position": one.position, "sha256": one.sha256},
    }


# What sets papers is loaded with the first of them: an idle service never needs it.
def _in_word(found: Reviewed, mark: Mark) -> bytes:
    from shared.papers.word import set_in_word  # noqa: PLC0415

    return set_in_word(review_paper(found), {}, mark)


def _in_sheet(found: Reviewed, mark: Mark) -> bytes:
    from shared.papers.sheet import set_in_sheet  # noqa: PLC0415

    return set_in_sheet(review_form(found), mark)
