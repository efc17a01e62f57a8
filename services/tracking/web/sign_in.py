"""The sign-in page, and what it begins and ends: a browser's session. It knows neither accounts nor tokens."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from services.tracking.tables import queries
from services.tracking.web.sign_in_words import SIGN_IN_WORDS
from services.tracking.web.signing_in import SessionLine, SignInPort
from shared.adapters.browser import check_from_here, cookie_for, entered, session_in
from shared.adapters.http import Refusal
from shared.adapters.reading import Reads
from shared.core.access import Caller
from shared.core.problems import Problem
from shared.core.values import Role
from shared.web.frame import Section, Timekeeping
from shared.web.site import Site

PATH: Final = "/sign-in"
BEGIN: Final = "/sign-in/begin"
BEGINS: Final[Mapping[Role, Section]] = {
    "secretary": Section.CANDIDATES,
    "council": Section.CANDIDATES,
    "authority": Section.CANDIDATES,
    "auditor": Section.AUDIT,
    "verifier": Section.HOUSEHOLDS,
    "publisher": Section.PUBLICATION,
    "admin": Section.ADMIN,
}
MAX_FORM_BYTES: Final = 8_192
NOT_KEPT: Final = {"Cache-Control": "no-store"}
FIRST_PASSWORD: Final = "first_password"  # the code of what is refused until its owner has chosen another  # noqa: S105
WRONG: Final = Problem(
    401,
    "sign_in_refused",
    "Tên, mật khẩu hoặc mã truy cập không đúng nên chưa đăng nhập được. Hãy kiểm tra rồi thử lại; sau nhiều lần sai, "
    "mỗi lần thử phải chờ lâu hơn.",
    "The name, the password or the token is not right, so you are not signed in. Check and try again; after several "
    "mistakes every try has to wait longer.",
)


def make_sign_in(reads: Reads, page: "SignInPage", desk: SignInPort, *, https: bool) -> APIRouter:
    """The routes `/sign-in` and `/sign-out`; `https`: whether people reach the installation so."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def sign_in_page(request: Request) -> Response:
        try:
            caller = await reads.caller(request)
            has_account = caller is not None and await desk.has_account(caller.token_id)
            onward, here = request.query_params.get("next", ""), session_in(request.headers)
            own = await desk.sessions_of(caller.token_id, here=here) if caller is not None and here else ()
            return page.answer(request, caller=caller, onward=onward, has_account=has_account, own=own)
        except Refusal as refusal:
            return page.answer(request, problem=refusal.problem)

    @router.post(PATH)
    async def sign_in(request: Request) -> Response:
        form = dict[str, str]()
        try:
            check_from_here(request.headers)
            form = await typed(request)
            secret = await _session(desk, form)
            if secret is not None:
                await desk.end(session_in(request.headers))
        except Refusal as refusal:
            first_of = form.get("name", "") if refusal.problem.code == FIRST_PASSWORD else ""
            return page.answer(request, problem=refusal.problem, onward=form.get("next", ""), first_of=first_of)
        if secret is None:
            return page.answer(request, problem=WRONG, onward=form.get("next", ""))
        return let_in(secret, form.get("next", ""), https=https)

    @router.get(BEGIN)
    async def begin(request: Request) -> Response:
        try:
            return RedirectResponse(await _where(reads, request), 303, NOT_KEPT)
        except Refusal as refusal:
            return page.answer(request, problem=refusal.problem)

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        try:
            check_from_here(request.headers)
            await desk.end(session_in(request.headers))
        except Refusal as refusal:
            return page.answer(request, problem=refusal.problem)
        response = RedirectResponse(PATH, 303, NOT_KEPT)
        response.delete_cookie(cookie_for(https=https), path="/", secure=https, httponly=True, samesite="lax")
        return response

    return router


async def typed(request: Request) -> dict[str, str]:
    """What was typed into a form of the page, by field. Raises Refusal (413)."""
    return {name: values[0] for name, values in (await entered(request, at_most=MAX_FORM_BYTES)).items()}


def let_in(secret: str, onward: str, *, https: bool) -> Response:
    """On to where somebody wanted to go, or else to where their work begins, with the session in a cookie."""
    wanted = local(onward)
    response = RedirectResponse(BEGIN if wanted == Section.OVERVIEW.value else wanted, 303, NOT_KEPT)
    response.set_cookie(cookie_for(https=https), secret, path="/", secure=https, httponly=True, samesite="lax")
    return response


class SignInPage:
    """The page in both languages; it is never kept, since it says who is signed in."""

    def __init__(self, desk: SignInPort, *, timekeeping: Timekeeping) -> None:
        self._site = Site("services.tracking.web", SIGN_IN_WORDS, timekeeping=timekeeping)
        self._desk = desk

    def answer(
        self,
        request: Request,
        *,
        caller: Caller | None = None,
        problem: Problem | None = None,
        onward: str = "",
        has_account: bool = False,
        first_of: str = "",
        own: Sequence[SessionLine] = (),
    ) -> Response:
        """Who is signed in and how to sign out, or the form and what is wrong with what was entered.

        `first_of`: the account whose first password was entered, for its owner to choose another one; `own`: every
        session of who is signed in.
        """
        frame = self._site.frame(request, section=Section.SIGN_IN, role=None if caller is None else caller.role)
        status = 200 if problem is None else problem.status
        values: dict[str, object] = {"caller": caller, "problem": problem, "onward": local(onward)}
        values |= {"provider": self._desk.has_provider, "has_account": has_account, "first_of": first_of, "own": own}
        response = self._site.page("sign_in.html", frame, status=status, **values)
        if status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


async def _session(desk: SignInPort, form: Mapping[str, str]) -> str | None:
    """A session's secret, by whichever of the two forms was filled in; None where it opens nothing. Raises Refusal."""
    token = form.get("token", "").strip()
    if token:
        return await desk.by_token(token)
    return await desk.by_password(form.get("name", ""), form.get("password", ""))


async def _where(reads: Reads, request: Request) -> str:
    """Where the work of whoever asks begins. Raises Refusal."""
    caller = await reads.caller(request)
    if caller is None:
        return Section.OVERVIEW.value
    return await reads.view(request, lambda view: begins_at(view.session, caller))


def begins_at(session: Session, caller: Caller) -> str:
    """Where the work of somebody begins: a unit at its own page, if it takes part in the only campaign."""
    campaigns = queries.campaigns(session)
    if caller.unit_id and len(campaigns) == 1 and caller.unit_id in queries.lineage_of(session).names:
        return f"{Section.UNITS.value}/{quote(caller.unit_id, safe='')}"
    return BEGINS.get(caller.role, Section.OVERVIEW).value


def local(onward: str) -> str:
    """Where to go on to: a path of this installation, or the overview; no address from elsewhere leads away."""
    plain = onward.isascii() and onward.isprintable() and "\\" not in onward
    return onward if plain and onward.startswith("/") and not onward.startswith("//") else "/"
