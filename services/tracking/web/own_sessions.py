"""Where a person sees every session of their own and ends any of them. It knows neither account nor table.

The list stands on the sign-in page, where a session is looked for last and first.
"""

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.web.sign_in import NOT_KEPT, PATH, SignInPage, typed
from services.tracking.web.signing_in import SignInPort
from shared.adapters.browser import session_in
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads
from shared.core.problems import Problem

SESSIONS: Final = f"{PATH}/sessions"
TOO_LONG_AGO: Final = Problem(
    403,
    "signed_in_too_long_ago",
    "Bạn đăng nhập đã quá mười phút nên chưa phiên nào bị kết thúc. Hãy đăng xuất, đăng nhập lại rồi làm tiếp.",
    "You signed in more than ten minutes ago, so no session was ended. Sign out, sign in again, and do it then.",
)


def make_own_sessions(reads: Reads, page: SignInPage, desk: SignInPort) -> APIRouter:
    """The route `/sign-in/sessions`."""
    router = APIRouter(include_in_schema=False)

    @router.post(SESSIONS)
    async def end(request: Request) -> Response:
        caller = None
        try:
            caller = await reads.signed_in(request)
            session_id = (await typed(request)).get("session", "")
            if await desk.end_session(caller.token_id, session_id, here=session_in(request.headers)):
                return RedirectResponse(PATH, 303, NOT_KEPT)
        except Refusal as refusal:
            return page.answer(request, caller=caller, problem=refusal.problem)
        return page.answer(request, caller=caller, problem=TOO_LONG_AGO)

    return router
