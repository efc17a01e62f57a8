"""The papers of the office over HTTP: reports of periods and packs of reviews, as one router."""

from typing import Final

from fastapi import APIRouter

from services.tracking.api.reports import VERIFIED_BELOW as VERIFIED
from services.tracking.api.reports import make_reports
from services.tracking.api.reviews import make_reviews
from shared.adapters.reading import Reads

VERIFIED_BELOW: Final = VERIFIED


def make_office_papers(rim: Reads, *, public_url: str) -> APIRouter:
    """All of them."""
    router = APIRouter()
    router.include_router(make_reports(rim, public_url=public_url))
    router.include_router(make_reviews(rim, public_url=public_url))
    return router
