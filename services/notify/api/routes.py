"""Notify's reads over HTTP (contract §2): who may ask for what; what is answered stands in `reads`."""

from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Wanted, deliveries_answer, inbox_answer, recipients_of
from shared.adapters.http import request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.access import Reach, reach
from shared.core.values import Channel


def make_router(rim: Reads, *, channels: frozenset[Channel]) -> APIRouter:
    """The routes under /notify, over one read model; `channels` are those through which anything can be told here."""
    router = APIRouter(prefix="/notify", tags=["notify"], dependencies=[AT_ANY_MOMENT])

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
        own = caller.units if extent is Reach.OWN else ()
        wanted = Wanted(recipients=own, of_holds=reach(caller, "holds") is Reach.ALL, channels=channels)
        return await rim.answer(request, lambda view: deliveries_answer(view.session, wanted))

    return router
