"""Where a person chooses a password: instead of the old one, or of the first, before anything else can be done.

Both forms stand on the sign-in page; what was typed is never given back. It knows neither account nor rule.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from services.tracking.web.sign_in import PATH, WRONG, SignInPage, let_in, typed
from services.tracking.web.signing_in import SignInPort
from shared.adapters.browser import check_from_here, session_in
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads
from shared.core.problems import Problem

NEW_PASSWORD: Final = f"{PATH}/password"
FIRST: Final = f"{PATH}/first"
NOT_THE_OLD_ONE: Final = Problem(
    403,
    "old_password_wrong",
    "Mật khẩu hiện tại không đúng nên mật khẩu chưa được đổi. Hãy thử lại; sau nhiều lần sai, mỗi lần thử phải chờ lâu "
    "hơn.",
    "The present password is not right, so it was not changed. Try again; after several mistakes every try has to wait "
    "longer.",
)
NOT_ALIKE: Final = Problem(
    422,
    "passwords_differ",
    "Hai lần nhập mật khẩu mới không giống nhau nên mật khẩu chưa được đổi. Hãy nhập lại.",
    "The new password was not typed the same way twice, so it was not changed. Type it again.",
)


def make_new_password(reads: Reads, page: SignInPage, desk: SignInPort, *, https: bool) -> APIRouter:
    """The routes `/sign-in/password` and `/sign-in/first`; `https`: whether people reach the installation so."""
    router = APIRouter(include_in_schema=False)

    @router.post(NEW_PASSWORD)
    async def change_password(request: Request) -> Response:
        caller = None
        try:
            caller = await reads.signed_in(request)
            form = await typed(request)
            if form.get("new", "") != form.get("again", ""):
                return page.answer(request, caller=caller, problem=NOT_ALIKE, has_account=True)
            secret = await desk.by_new_password(caller.token_id, form.get("old", ""), form.get("new", ""))
        except Refusal as refusal:
            return page.answer(request, caller=caller, problem=refusal.problem, has_account=caller is not None)
        if secret is None:
            return page.answer(request, caller=caller, problem=NOT_THE_OLD_ONE, has_account=True)
        return let_in(secret, "", https=https)

    @router.post(FIRST)
    async def choose_own(request: Request) -> Response:
        form = dict[str, str]()
        try:
            check_from_here(request.headers)
            form = await typed(request)
            problem, secret = await _chosen(desk, form)
            if secret is not None:
                await desk.end(session_in(request.headers))
        except Refusal as refusal:
            problem, secret = refusal.problem, None
        if secret is None:
            onward, name = form.get("next", ""), form.get("name", "")
            return page.answer(request, problem=problem, onward=onward, first_of=name)
        return let_in(secret, form.get("next", ""), https=https)

    return router


async def _chosen(desk: SignInPort, form: Mapping[str, str]) -> tuple[Problem, str | None]:
    """A session's secret, or what is wrong. Raises Refusal."""
    if form.get("new", "") != form.get("again", ""):
        return NOT_ALIKE, None
    return WRONG, await desk.by_own_password(form.get("name", ""), form.get("old", ""), form.get("new", ""))
