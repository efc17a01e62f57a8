"""Feeds of what is public in a campaign, for portals and readers: without sign-in, and asked again at no cost."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from services.tracking.tables import postings, queries
from services.tracking.tables.documents import Document
from services.tracking.web import feed_forms
from services.tracking.web.feed_forms import Entry, Feed
from services.tracking.web.texts import WORDS
from shared.adapters.http import NOT_FOUND, Refusal, request_language
from shared.adapters.reading import Reads, View
from shared.core.values import Language
from shared.web.texts import WORDINGS

FEEDS: Final = "/feeds"
MOST: Final = 50
FRESH_SECONDS: Final = 300


class _Form(NamedTuple):
    media_type: str
    write: Callable[[Feed], bytes]


FEED_NAMES: Final = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
FORMS: Final = {
    "atom": _Form("application/atom+xml; charset=utf-8", feed_forms.atom),
    "rss": _Form("application/rss+xml; charset=utf-8", feed_forms.rss),
    "json": _Form("application/feed+json; charset=utf-8", feed_forms.json_feed),
}


def make_feeds(reads: Reads, *, public_url: str) -> APIRouter:
    """The route `/feeds/{campaign}.{form}`; links are whole addresses below `public_url`."""
    router = APIRouter(include_in_schema=False)

    @router.get(FEEDS + "/{campaign}.{form}")
    async def feed(request: Request, campaign: str, form: str) -> Response:
        if form not in FORMS:
            raise Refusal(NOT_FOUND)
        base = public_url.rstrip("/") or str(request.base_url).rstrip("/")
        language = request_language(request)
        own = f"{base}{FEEDS}/{campaign}.{form}"
        found = await reads.view(request, lambda seen: feed_of(seen, campaign, base=base, own=own, language=language))
        body = FORMS[form].write(found)
        headers = {
            "ETag": f'"{sha256(body).hexdigest()[:32]}"',
            "Last-Modified": format_datetime(found.changed_at, usegmt=True),
            "Cache-Control": f"public, max-age={FRESH_SECONDS}",
            "Vary": "Accept-Language",
            "Content-Language": language,
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=FORMS[form].media_type, headers=headers)

    return router


def feed_of(seen: View, campaign: str, *, base: str, own: str, language: Language) -> Feed:
    """What is public on the day. Raises Refusal (404)."""
    defined = queries.campaign_of(seen.session, campaign)
    if defined is None:
        raise Refusal(NOT_FOUND)
    today = seen.moment.astimezone(ZoneInfo(defined.time_zone)).date()
    public = postings.papers_on(seen.session, campaign, today.isoformat(), most=MOST)
    return Feed(
        title=WORDINGS[language].text(defined.name),
        home=f"{base}/?campaign={campaign}",
        own=own,
        language=language,
        entries=tuple(_entry(campaign, one, language) for one in public),
    )


def _entry(campaign: str, document: Document, language: Language) -> Entry:
    say = WORDINGS[language]
    said = WORDS[language].posted.format(
        number=document.doc_no, day=say.day(datetime.fromisoformat(document.published_on).date())
    )
    return Entry(
        id=feed_forms.urn(campaign, document.document_id, document.channel),
        title=document.title,
        url=document.url,
        summary=said,
        posted_at=datetime.fromisoformat(document.recorded_at),
    )
