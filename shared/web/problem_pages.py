"""What went wrong, told as a page to a browser and as RFC 9457 to all others: it knows no route and no figure.

An unknown address, a refusal and a fault of the server look the same, and whoever is signed in stays so on the page.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from fastapi import FastAPI, Request, Response

from shared.adapters.http import ERRORS, WENT_WRONG, Refusal, problem_in, problem_response, request_language, wants_page
from shared.core.access import Caller
from shared.core.values import Language, Role
from shared.web.frame import Timekeeping
from shared.web.site import VARY, Site

NO_WORDS: Final[Mapping[Language, object]] = {"vi": None, "en": None}  # the page says nothing but what is shared


def tell_browsers(
    api: FastAPI, timekeeping: Timekeeping, caller: Callable[[Request], Awaitable[Caller | None]]
) -> None:
    """Have every error of an application told to browsers as a page; `caller` says who asks."""
    site = Site("shared.web", NO_WORDS, timekeeping=timekeeping)

    async def role_of(request: Request) -> Role | None:
        try:
            found = await caller(request)
        except Refusal:  # what is told is what went wrong before
            return None
        return None if found is None else found.role

    async def told(request: Request, error: Exception) -> Response:
        problem = request.scope.get(WENT_WRONG) or problem_in(error)
        if wants_page(request.headers.get("accept", "")):
            return site.problem(request, problem, role=await role_of(request))
        answer = problem_response(problem, request_language(request))
        answer.headers["Vary"] = VARY
        return answer

    for kind in ERRORS:
        api.add_exception_handler(kind, told)
