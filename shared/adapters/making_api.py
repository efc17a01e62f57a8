"""A service's web application: problems for every error, health and figures, guards and turns around all it answers.

It knows no route of a service.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response

from shared.adapters.descriptions import with_refusals
from shared.adapters.guards import Guarded
from shared.adapters.http import ERRORS, problem_in, problem_response, request_language
from shared.adapters.read_turns import TakingTurns
from shared.adapters.refused import counting_floods
from shared.adapters.telemetry import Telemetry
from shared.core.problems import Problem
from shared.core.values import Language


def make_api(
    title: str,
    *,
    ready: Callable[[], Awaitable[Mapping[str, bool | Problem]]],
    telemetry: Telemetry,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
    door: Mapping[str, Any] | None = None,
) -> FastAPI:
    """A service's web application: problems for every error, /healthz, /readyz and /metrics.

    `ready` names each part and whether it answers, or why it does not; `telemetry` is shown at /metrics; `door` is
    the OpenAPI of what is served beside it.
    """
    api = FastAPI(
        title=title,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        # The framework's own would tell paths, which hold ids, and the texts of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )

    _answer_errors(api)
    api.add_middleware(Guarded)
    api.add_middleware(TakingTurns, flooded=counting_floods(telemetry, "reads"))

    _describe(api, door or {"paths": {}, "components": {}})

    @api.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @api.get("/readyz")
    async def readyz(request: Request) -> Response:
        return _readiness(await ready(), request_language(request))

    @api.get("/metrics")
    async def metrics_text() -> Response:
        await ready()  # it asks the log where it ends; else a follower that hears nothing would seem to be up with it
        return Response(telemetry.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return api


def _readiness(parts: Mapping[str, bool | Problem], language: Language) -> Response:
    body: dict[str, object] = {
        "ready": all(part is True for part in parts.values()),
        "parts": {name: part is True for name, part in parts.items()},
    }
    told = {name: part for name, part in parts.items() if isinstance(part, Problem)}
    if told:
        body["why"] = {name: problem.en if language == "en" else problem.vi for name, problem in told.items()}
    return Response(msgspec.json.encode(body), 200 if body["ready"] else 503, media_type="application/json")


def _answer_errors(api: FastAPI) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        return problem_response(problem_in(error), request_language(request))

    for kind in ERRORS:
        api.add_exception_handler(kind, refused)


def _describe(api: FastAPI, door: Mapping[str, Any]) -> None:
    """Let /openapi.json tell of our problems, and of the door, which is no route of the framework."""
    own = api.openapi

    def whole() -> dict[str, Any]:
        told = with_refusals(own())
        told["paths"] = {**told["paths"], **door["paths"]}
        components = told.setdefault("components", {})
        for kind, entries in door["components"].items():
            components[kind] = {**components.get(kind, {}), **entries}
        return told

    api.openapi = whole  # type: ignore[method-assign]
