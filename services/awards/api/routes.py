"""Awards' reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from fastapi import APIRouter, Request, Response

from services.awards.api.handover import Seeing, handover_answer
from services.awards.api.nominations import decisions_answer, nomination_answer
from services.awards.api.reads import Answer, candidates_answer
from services.awards.tables.candidates import Wanted
from shared.adapters.http import NOT_ALLOWED, Refusal, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.access import Reach, may_read, reach
from shared.core.lineage import day_in_country


def make_router(rim: Reads) -> APIRouter:
    """The routes under /awards, over one read model."""
    router = APIRouter(prefix="/awards/campaigns", tags=["awards"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/candidates")
    async def candidates(
        request: Request, campaign: str, subject: str = "", award: str = "", verdict: str = ""
    ) -> Response:
        """Every subject ever flagged, as it stands, with the reasons; a unit sees itself and its people."""
        caller, _ = await rim.allowed(request, "candidates")
        language = request_language(request)

        def make(view: View) -> Answer | None:
            wanted = Wanted.by(caller, view.moment, subject_id=subject, award=award, verdict=verdict)
            return candidates_answer(view.session, campaign, wanted=wanted, language=language)

        return await rim.answer(request, make)

    @router.get("/{campaign}/nominations/{nomination_id:path}")
    async def one_nomination(request: Request, campaign: str, nomination_id: str) -> Response:
        """A nomination with its state, what is missing, what may follow, and its history."""
        await rim.allowed(request, "nominations")
        return await rim.answer(
            request,
            lambda view: nomination_answer(view.session, campaign, nomination_id, day=day_in_country(view.moment)),
        )

    @router.get("/{campaign}/decisions")
    async def decisions(request: Request, campaign: str) -> Response:
        """Every decision, whom it names, the bonus of each and what became of it."""
        await rim.allowed(request, "decisions")
        return await rim.answer(request, lambda view: decisions_answer(view.session, campaign))

    _add_handover(router, rim)
    return router


def _add_handover(router: APIRouter, rim: Reads) -> None:
    @router.get("/{campaign}/units/{unit_id}/handover")
    async def handover(request: Request, campaign: str, unit_id: str) -> Response:
        """Nominations, candidacies and people of units that ended, and what became of them; a unit sees its own."""
        caller, _ = await rim.allowed(request, "handover")
        if not may_read(caller, "handover", unit_id=unit_id):
            raise Refusal(NOT_ALLOWED)
        seeing = Seeing(
            nominations=reach(caller, "nominations") is Reach.ALL,
            candidates=reach(caller, "candidates") is not Reach.NOTHING,
            holds=reach(caller, "holds") is Reach.ALL,
        )
        return await rim.answer(
            request,
            lambda view: handover_answer(
                view.session, campaign, unit_id, day=day_in_country(view.moment), seeing=seeing
            ),
        )
