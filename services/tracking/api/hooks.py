"""The address to which other programs send signed webhooks; what becomes of a message is decided behind it."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from services.tracking.ports import HooksPort
from shared.adapters.http import PROBLEM_JSON, request_language

_OUTCOMES: Final = {
    "200": "Recorded before, or (`ignored`) of no kind that is mapped to an event; of several events, their results.",
    "201": "Recorded and on disk.",
    "400": "No JSON, or malformed; `errors` names every bad field.",
    "401": "No such webhook, a revoked one, no good signature, or one of another time.",
    "403": "The webhook's unit may not state this.",
    "409": "The same (source, id) was recorded with other content.",
    "413": "Too large.",
    "422": "The facts so far forbid it, or some of several events; `results` says which.",
    "429": "Too many requests of this unit wait already.",
    "503": "The log did not answer; send the same again.",
}
_SIGNED: Final = [
    {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": text}
    for name, text in (
        ("webhook-id", "The message's own id, the same whenever it is sent again."),
        ("webhook-timestamp", "When it was signed, in seconds since 1970; at most 5 minutes away."),
        ("webhook-signature", "One or several signatures, parted by spaces: `v1,…` or `v1a,…`."),
    )
]
_DESCRIBED: Final[dict[str, Any]] = {
    "parameters": _SIGNED,
    "requestBody": {"required": True, "content": {"application/json": {"schema": {}}}},
}


def make_hooks(hooks: HooksPort) -> APIRouter:
    """The route under /tracking/hooks: it is open to whoever can sign."""
    router = APIRouter(tags=["tracking"])
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": text} | ({"content": {PROBLEM_JSON: problem}} if status >= "400" else {})
        for status, text in _OUTCOMES.items()
    }

    @router.post("/tracking/hooks/{name}", responses=told, openapi_extra=_DESCRIBED)
    async def deliver(request: Request, name: str) -> Response:
        """Take one message signed as Standard Webhooks 1.0 says."""
        language = request_language(request)
        said = await hooks.take(name, request.headers, request.stream(), language)
        headers = {"Content-Language": language} | ({"Retry-After": "2"} if said.status in (429, 503) else {})
        return Response(said.body, said.status, headers, media_type=_kind(said.status))

    return router


def _kind(status: int) -> str:
    return PROBLEM_JSON if status >= 400 else "application/json"
