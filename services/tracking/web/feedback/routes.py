"""The public's own words, put together: the box, the receipts and the office's list. It knows no figure and no word."""

from fastapi import APIRouter

from services.tracking.ports import FormsPort
from services.tracking.web.feedback.office import make_office
from services.tracking.web.feedback.ports import PublicPort, WordsPort
from services.tracking.web.feedback.public import make_box
from services.tracking.web.feedback.texts import FEEDBACK_WORDS
from shared.adapters.reading import Reads
from shared.web.frame import Timekeeping
from shared.web.site import Site


def make_feedback(
    reads: Reads, forms: FormsPort, public: PublicPort, opening: WordsPort, *, timekeeping: Timekeeping
) -> APIRouter:
    """The routes below `/feedback`."""
    site = Site("services.tracking.web", FEEDBACK_WORDS, timekeeping=timekeeping)
    router = APIRouter()
    router.include_router(make_box(reads, forms, public, site))
    router.include_router(make_office(reads, forms, opening, site))
    return router
