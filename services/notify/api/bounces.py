"""The address to which a mailbox's letters are posted that came back: open to whoever can sign, and to nobody else."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from services.notify.domain.bounces import bounce_in
from services.notify.ports import Bounced, IsSound
from services.notify.tables.failed import handed_over
from shared.adapters.http import NOT_FOUND, PROBLEM_JSON, Refusal, json_response
from shared.adapters.reading import Reads
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.problems import LOG_UNAVAILABLE, Problem

MOST_BYTES: Final = 1_048_576  # reports bring along headers, or a letter of ours, which is small
UNSIGNED: Final = Problem(
    401,
    "not_signed",
    "Thư báo trả lại không có chữ ký đúng nên không được ghi. Hãy ký bằng khóa bounces của tệp kênh.",
    "The report has no good signature, so nothing was recorded. Sign it with the key for bounces of the channels file.",
)
NO_BOUNCE: Final = Problem(
    400,
    "not_a_bounce",
    "Đây không phải thư báo không giao được (RFC 3464) của thư do hệ thống gửi nên không có gì được ghi.",
    "This is no report (RFC 3464) that a letter of ours was not delivered, so nothing was recorded.",
)
TOO_LARGE: Final = Problem(
    413,
    "too_large",
    "Thư báo trả lại quá lớn (trên 1 MiB) nên không được ghi. Hãy gửi phần báo cáo mà không kèm toàn bộ thư.",
    "The report is too large (above 1 MiB), so nothing was recorded. Send it without the whole letter.",
)
_TOLD: Final[Mapping[str, str]] = {
    "400": "No report of a letter of ours that failed.",
    "401": "No good signature, or one of another time.",
    "404": "No such delivery.",
    "413": "Too large.",
    "503": "The log did not answer; send the same again.",
}


def make_bounces(rim: Reads, *, is_sound: IsSound, record: Bounced) -> APIRouter:
    """The route `/notify/bounces`; `is_sound` says of a message whether it is signed."""
    router = APIRouter(prefix="/notify", tags=["notify"])
    problem = {"content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    told: dict[int | str, dict[str, Any]] = {status: {"description": text} | problem for status, text in _TOLD.items()}
    body = {"required": True, "content": {"message/rfc822": {"schema": {"type": "string"}}}}

    @router.post("/bounces", responses=told, openapi_extra={"requestBody": body})
    async def bounces(request: Request) -> Response:
        """Take one letter that came back, signed as Standard Webhooks says; the same again changes nothing."""
        said = await _body(request)
        if not is_sound(request.headers, said):
            raise Refusal(UNSIGNED)
        bounce = bounce_in(said)
        if bounce is None:
            raise Refusal(NO_BOUNCE)
        notices = await rim.view(request, lambda view: handed_over(view.session, bounce.delivery_id))
        if not notices:
            raise Refusal(NOT_FOUND)
        try:
            position = max([await record(notice, status=bounce.status) for notice in notices])
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return json_response({"delivery_id": bounce.delivery_id, "position": position}, position=position)

    return router


async def _body(request: Request) -> bytes:
    """All of it. Raises Refusal (413)."""
    body = b""
    async for some in request.stream():
        body += some
        if len(body) > MOST_BYTES:
            raise Refusal(TOO_LARGE)
    return body
