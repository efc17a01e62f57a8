"""Notify over HTTP (contract §2): who may ask for what, and who says that a notice was read. Answers are in `reads`."""

from typing import Final

from fastapi import APIRouter, Request, Response

from services.notify.api.reads import Wanted, deliveries_answer, inbox_answer
from services.notify.domain.leafing import MOST, Leaf
from services.notify.domain.readers import RENEWING_ROLES, reader_of, recipients_of
from services.notify.domain.renewing import NOT_KEPT
from services.notify.ports import NotKept, Record, Renew
from services.notify.projections.deliveries import DUE
from services.notify.tables.failed import BOUNCED, FAILED, Whose, to_renew
from services.notify.tables.inbox import received
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, Refusal, json_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.access import Reach, reach
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.problems import LOG_UNAVAILABLE, Fault, Problem, bad_fields
from shared.core.values import Channel

_STATES: Final = frozenset({"", DUE, "sent", FAILED, BOUNCED})
_BAD_STATE: Final = Fault("/status", "phải là due, sent, failed hoặc bounced", "must be due, sent, failed or bounced")


def make_router(rim: Reads, *, channels: frozenset[Channel], record: Record, renew: Renew) -> APIRouter:
    """The routes under /notify, over one read model; `channels` are those through which anything can be told here."""
    router = APIRouter(prefix="/notify", tags=["notify"], dependencies=[AT_ANY_MOMENT])

    @router.get("/inbox")
    async def inbox(request: Request, most: str = "", next: str = "") -> Response:  # noqa: A002, ARG001 - told to OpenAPI
        """What the caller was told, the newest first, in the language it asks for.

        At most `most` (1 to 1,000, which is also what is meant where it is left out); what is older follows by `next`.
        """
        caller, _ = await rim.allowed(request, "inbox")
        language = request_language(request)
        leaf = Leaf.asked(request.query_params, usual=MOST)
        if isinstance(leaf, Problem):
            raise Refusal(leaf)
        return await rim.answer(request, lambda view: inbox_answer(view.session, caller, leaf, language=language))

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
    async def deliveries(request: Request, status: str = "") -> Response:
        """What became of each notice; a unit sees those to itself. `status`: only due, sent, failed or bounced ones.

        What failed says why, and which delivery went out in its place (`renewed_as`), if one did.
        """
        caller, extent = await rim.allowed(request, "deliveries")
        if status not in _STATES:
            raise Refusal(bad_fields(_BAD_STATE))
        own = caller.units if extent is Reach.OWN else ()
        of_holds = reach(caller, "holds") is Reach.ALL
        wanted = Wanted(recipients=own, of_holds=of_holds, channels=channels, status=status)
        return await rim.answer(request, lambda view: deliveries_answer(view.session, wanted))

    _add_resend(router, rim, channels=channels, renew=renew)
    return router


def _add_resend(router: APIRouter, rim: Reads, *, channels: frozenset[Channel], renew: Renew) -> None:
    @router.post("/deliveries/{delivery_id}/resend")
    async def resend(request: Request, delivery_id: str) -> Response:
        """Have a notice that failed handed over again, as a delivery of its own; again changes nothing."""
        caller, _ = await rim.allowed(request, "deliveries")
        if caller.role not in RENEWING_ROLES:
            raise Refusal(NOT_ALLOWED)
        whose = Whose(of_holds=reach(caller, "holds") is Reach.ALL)
        found = await rim.view(request, lambda view: to_renew(view.session, delivery_id, whose, channels=channels))
        if found is None or isinstance(found, Problem):
            raise Refusal(found or NOT_FOUND)
        try:
            renewed, position = await renew(found, asked_by=reader_of(caller))
        except NotKept as error:
            raise Refusal(NOT_KEPT) from error
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        body = {"delivery_id": renewed, "renews": delivery_id, "position": position}
        return json_response(body, position=position)
