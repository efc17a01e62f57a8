"""Notify over HTTP (contract §2): who may ask for what, and who says that a notice was read. Answers are in `reads`."""

from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Wanted, deliveries_answer, inbox_answer
from services.notify.domain.readers import reader_of, recipients_of
from services.notify.ports import Record
from services.notify.tables.inbox import received
from shared.adapters.http import NOT_FOUND, Refusal, json_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.access import Reach, reach
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.problems import LOG_UNAVAILABLE
from shared.core.values import Channel


def make_router(rim: Reads, *, channels: frozenset[Channel], record: Record) -> APIRouter:
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

    @router.post("/inbox/{delivery_id}/read")
    async def read(request: Request, delivery_id: str) -> Response:
        """State that a notice in the caller's own inbox was read; again changes nothing."""
        caller, _ = await rim.allowed(request, "inbox")
        notice = await rim.view(request, lambda view: received(view.session, delivery_id, recipients_of(caller)))
        if notice is None:
            raise Refusal(NOT_FOUND)
        try:
            position = await record(notice, reader=reader_of(caller))
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return json_response({"delivery_id": delivery_id, "position": position}, position=position)

    @router.get("/deliveries")
    async def deliveries(request: Request) -> Response:
        """What became of each notice; a unit sees those to itself."""
        caller, extent = await rim.allowed(request, "deliveries")
        own = caller.units if extent is Reach.OWN else ()
        wanted = Wanted(recipients=own, of_holds=reach(caller, "holds") is Reach.ALL, channels=channels)
        return await rim.answer(request, lambda view: deliveries_answer(view.session, wanted))

    return router
