"""Where a person who signed in by an account changes its password, with the old one. It knows neither account nor rule.

The form stands on the sign-in page; what was typed is never given back.
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from services.tracking.web.sign_in import MAX_FORM_BYTES, PATH, SignInPage, let_in
from services.tracking.web.signing_in import SignInPort
from shared.adapters.browser import entered
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads
from shared.core.problems import Problem

NEW_PASSWORD: Final = f"{PATH}/password"
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
    """The route `/sign-in/password`; `https`: whether people reach the installation so."""
    router = APIRouter(include_in_schema=False)

    @router.post(NEW_PASSWORD)
    async def change_password(request: Request) -> Response:
        caller = None
        try:
            caller = await reads.signed_in(request)
            form = {name: values[0] for name, values in (await entered(request, at_most=MAX_FORM_BYTES)).items()}
            if form.get("new", "") != form.get("again", ""):
                return page.answer(request, caller=caller, problem=NOT_ALIKE, has_account=True)
            secret = await desk.by_new_password(caller.token_id, form.get("old", ""), form.get("new", ""))
        except Refusal as refusal:
            return page.answer(request, caller=caller, problem=refusal.problem, has_account=caller is not None)
        if secret is None:
            return page.answer(request, caller=caller, problem=NOT_THE_OLD_ONE, has_account=True)
        return let_in(secret, "", https=https)

    return router
