"""Out to the provider of identities and back: a browser's way to a session by OpenID Connect. It knows no token.

What the browser keeps meanwhile is a cookie of ten minutes; only who brings it back is signed in (ADR-0019).
"""

from typing import Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.web.sign_in import NOT_KEPT, PATH, SignInPage, let_in, local
from services.tracking.web.signing_in import SignInPort
from shared.adapters.browser import session_in
from shared.adapters.http import NOT_SIGNED_IN, Refusal

OUT: Final = f"{PATH}/provider"
BACK: Final = f"{PATH}/back"
UNDER_WAY: Final = "thidua_sign_in"
# Over https a browser takes this name with the attribute Secure alone; it is good below one path, so not `__Host-`.
UNDER_WAY_BY_HTTPS: Final = f"__Secure-{UNDER_WAY}"
UNDER_WAY_SECONDS: Final = 600
FROM_HERE_OR_BY_HAND: Final = frozenset({"same-origin", "none"})


def make_provider_sign_in(page: SignInPage, desk: SignInPort, *, https: bool) -> APIRouter:
    """The routes `/sign-in/provider` and `/sign-in/back`."""
    router = APIRouter(include_in_schema=False)
    under_way = UNDER_WAY_BY_HTTPS if https else UNDER_WAY

    @router.get(OUT)
    async def go_out(request: Request) -> Response:
        onward = local(request.query_params.get("next", ""))
        if request.headers.get("sec-fetch-site", "none") not in FROM_HERE_OR_BY_HAND:
            # Somebody else's link signs nobody in unawares: it leads to the page, where a person decides.
            return RedirectResponse(f"{PATH}?next={quote(onward, safe='')}", 303, NOT_KEPT)
        try:
            secret, address = await desk.way_to_provider()
        except Refusal as refusal:
            return page.answer(request, problem=refusal.problem, onward=onward)
        response = RedirectResponse(address, 303, NOT_KEPT)
        kept = f"{secret}~{quote(onward, safe='')}"
        # Lax, not strict: the way back begins at the provider's page.
        response.set_cookie(under_way, kept, UNDER_WAY_SECONDS, path=PATH, secure=https, httponly=True, samesite="lax")
        return response

    @router.get(BACK)
    async def come_back(request: Request) -> Response:
        secret, _, kept = request.cookies.get(under_way, "").partition("~")
        onward = local(unquote(kept))
        try:
            session = await desk.by_provider(secret, request.query_params)
            if session is not None:
                await desk.end(session_in(request.headers))
        except Refusal as refusal:
            response = page.answer(request, problem=refusal.problem, onward=onward)
        else:
            refused = page.answer(request, problem=NOT_SIGNED_IN, onward=onward)
            response = refused if session is None else let_in(session, onward, https=https)
        response.delete_cookie(under_way, path=PATH, secure=https, httponly=True, samesite="lax")
        return response

    return router
