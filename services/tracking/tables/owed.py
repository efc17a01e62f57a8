"""What the portal is owed on a day: papers of the office's feeds that it has not, and those it has and may not show.

It follows from facts and the day, as the gazette centre's queue does (ADR-0020); what was pushed bears the portal's id.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.tracking.domain.portal import Owed, ToPost, ToTakeDown, Why
from services.tracking.tables import postings, queries
from services.tracking.tables.documents import Document, SignedPaper
from shared.core.values import Date


def owed(session: Session, campaign: str, now: datetime) -> list[Owed]:
    """What is to be pushed: what must come down first, then what is to be posted, the oldest first."""
    defined = queries.campaign_of(session, campaign)
    if defined is None:
        return []
    today = now.astimezone(ZoneInfo(defined.time_zone)).date().isoformat()
    every = list(reversed(postings.all_of(session, campaign)))
    return [*_to_take_down(session, every, today), *_to_post(session, every, today)]


def _to_take_down(session: Session, every: Sequence[Document], today: Date) -> Iterator[Owed]:
    in_feed = {one.document_id: one for one in every if one.channel == "FEED"}
    for one in every:
        if one.channel != "PORTAL" or not one.portal_id or one.unpublished_on:
            continue
        source = in_feed.get(one.document_id)
        why: Why | None = None
        if _is_annulled(session, one):
            why = "ANNULLED"
        elif one.take_down_on and one.take_down_on <= today:
            why = "TIME_OVER"
        elif source is not None and source.unpublished_on:
            why = "TAKEN_DOWN"
        if why is not None:
            yield ToTakeDown(one.campaign, one.document_id, one.doc_no, one.portal_id, one.url, one.sha256, why)


def _to_post(session: Session, every: Sequence[Document], today: Date) -> Iterator[Owed]:
    there = [one for one in every if one.channel == "PORTAL"]
    # Whoever posted a paper there by hand may have named it otherwise: then its number and hash tell it.
    known = {one.document_id for one in there} | {(one.doc_no, one.sha256) for one in there}
    for one in every:
        if one.channel != "FEED" or one.unpublished_on or known & {one.document_id, (one.doc_no, one.sha256)}:
            continue
        if (one.take_down_on and one.take_down_on <= today) or _is_annulled(session, one):
            continue
        yield ToPost(
            one.campaign,
            one.document_id,
            one.doc_no,
            one.title,
            one.url,
            one.sha256,
            one.published_on,
            one.take_down_on,
        )


def _is_annulled(session: Session, one: Document) -> bool:
    """Whether what it tells of was annulled after it was posted."""
    paper = session.get(SignedPaper, (one.campaign, one.doc_no))
    return paper is not None and paper.annulled_at > one.position
