"""A verification of the whole log, begun and watched by people; the page asks again by itself. It verifies nothing."""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.audit.ports import Verifier
from shared.adapters.http import NOT_ALLOWED, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Asking
from shared.core.access import Caller, may_read
from shared.core.problems import Problem
from shared.web.frame import Section
from shared.web.site import Site

VERIFICATION: Final = "/audit/pages/verification"
ASK_AGAIN_SECONDS: Final = 1


def make_verification_pages(rim: Asking, site: Site, *, verifying: Verifier) -> APIRouter:
    """The routes, for whoever may read every line of the log: a verification reads them all."""
    router = APIRouter(include_in_schema=False)

    @router.get(VERIFICATION)
    async def verification(request: Request) -> Response:
        try:
            caller = await rim.caller(request)
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        problem = _problem(caller)
        frame = site.frame(request, section=Section.AUDIT, role=caller.role if caller else None)
        if problem is not None:
            return site.page("closed.html", frame, status=problem.status, problem=problem)
        newest = verifying.newest
        response = site.page("verification.html", frame, one=newest)
        if newest is not None and newest.ended is None:
            response.headers["Refresh"] = str(ASK_AGAIN_SECONDS)
        return response

    @router.post(VERIFICATION)
    async def begin(request: Request) -> Response:
        try:
            caller = await rim.caller(request)
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        problem = _problem(caller)
        if problem is not None:
            return site.problem(request, problem, role=caller.role if caller else None)
        verifying.begin()
        return RedirectResponse(site.frame(request).link(VERIFICATION), 303)

    return router


def _problem(caller: Caller | None) -> Problem | None:
    """Why somebody may not verify; None if they may."""
    if caller is None:
        return NOT_SIGNED_IN
    return None if may_read(caller, "entry_bundles") else NOT_ALLOWED
