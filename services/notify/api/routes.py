"""Notify's reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Wanted, deliveries_answer, inbox_answer, recipients_of
from services.notify.domain.notices import Notice
from shared.adapters.http import request_language
from shared.adapters.reading import Reads
from shared.core.access import Reach, reach


def make_router(rim: Reads, *, due: Callable[[], Sequence[Notice]]) -> APIRouter:
    """The routes under /notify, over one read model; `due` are the notices of which nothing is recorded yet."""
    router = APIRouter(prefix="/notify", tags=["notify"])

    @router.get("/inbox")
    async def inbox(request: Request) -> Response:
        """What the caller was told, the newest first, in the language it asks for."""
        caller, _ = await rim.allowed(request, "inbox")
        language = request_language(request)
        return await rim.answer(
            request, lambda view: inbox_answer(view.session, recipients_of(caller), language=language)
        )

    @router.get("/deliveries")
    async def deliveries(request: Request) -> Response:
        """What became of each notice; a unit sees those to itself."""
        caller, extent = await rim.allowed(request, "deliveries")
        own = caller.unit_id if extent is Reach.OWN else ""
        wanted = Wanted(recipient=own, of_holds=reach(caller, "holds") is Reach.ALL)

        def waiting() -> Sequence[Notice]:
            return () if "as_of" in request.query_params else due()

        return await rim.answer(request, lambda view: deliveries_answer(view.session, wanted, due=waiting()))

    return router
