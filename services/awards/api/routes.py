"""Awards' reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from fastapi import APIRouter, Request, Response

from services.awards.api.reads import Wanted, candidates_answer
from shared.adapters.http import request_language
from shared.adapters.reading import Reads
from shared.core.access import Reach


def make_router(rim: Reads) -> APIRouter:
    """The routes under /awards, over one read model."""
    router = APIRouter(prefix="/awards/campaigns", tags=["awards"])

    @router.get("/{campaign}/candidates")
    async def candidates(
        request: Request, campaign: str, subject: str = "", award: str = "", verdict: str = ""
    ) -> Response:
        """Every subject ever flagged, as it stands, with the reasons; a unit sees itself and its people."""
        caller, extent = await rim.allowed(request, "candidates")
        own = caller.unit_id if extent is Reach.OWN else ""
        wanted = Wanted(subject_id=subject, award=award, verdict=verdict, unit_id=own)
        language = request_language(request)
        return await rim.answer(
            request, lambda view: candidates_answer(view.session, campaign, wanted=wanted, language=language)
        )

    return router
