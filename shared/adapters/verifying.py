"""`/verify/<sha256>`: what anybody who holds a paper may know of it, as a page and as JSON. It knows no row.

A person who has no camera at hand types the code; of its 64 letters the first sixteen say which paper it is.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.datastructures import URL

from shared.adapters.http import Refusal, json_response
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.problems import Problem
from shared.core.values import Language

Answer: TypeAlias = Mapping[str, object]

NO_SUCH_PAPER: Final = Problem(
    404,
    "no_such_paper",
    "Hệ thống này không lập văn bản nào có mã này. Hãy so từng ký tự của mã in ở chân trang; nếu đúng thì văn bản "
    "là giả hoặc của hệ thống khác.",
    "This installation has made no paper with this hash. Compare it with the one at the foot of the page; if it is the "
    "same, the paper is forged or another installation's.",
)


NO_CODE: Final = Problem(
    400,
    "no_paper_code",
    "Đây chưa phải mã của văn bản: mã chỉ gồm chữ số và các chữ a–f, và cần ít nhất 16 ký tự đầu của dòng “SHA-256” in "
    "ở chân trang.",
    "This is no code of a paper: it has figures and the letters a to f only, and at least the first 16 characters of "
    "the line “SHA-256” at the foot of the page are needed.",
)
_CODE: Final = re.compile(r"[0-9a-f]{16,64}").fullmatch


def code_of(typed: str) -> str:
    """The code in what somebody typed or copied off a paper, its line or its address; "" if there is none."""
    copied = typed.lower().rpartition("/verify/")[2].partition("?")[0].rpartition(":")[2]
    code = "".join(copied.split())
    return code if _CODE(code) else ""


class Find(Protocol):
    """Finds what anybody may know of a paper, by its code or the beginning of it."""

    def __call__(self, session: Session, code: str, language: Language, /) -> Answer | None:
        """The paper whose hash begins so, or None."""
        ...


class Page(Protocol):
    """Draws it for people; `vary` names the headers that make another page."""

    vary: str

    def language(self, request: Request) -> Language:
        """The language that is asked for."""
        ...

    def found(
        self, request: Request, paper: Answer | None, unknown: Problem, *, moment: datetime, position: int
    ) -> Response:
        """What is known of a paper; None: that it is unknown."""
        ...

    def entering(self, request: Request, typed: str, problem: Problem | None) -> Response:
        """Where a code is entered, with what is wrong with the one that was."""
        ...

    def problem(self, request: Request, problem: Problem) -> Response:
        """What went wrong."""
        ...


def make_verifying(rim: Reads, *, find: Find, page: Page, below: str = "", others: str = "") -> APIRouter:
    """The route `/verify/<sha256>` below a path, which asks for no sign-in.

    Where there is another register too, below the path `others`, also `/verify`, where a code is entered that may be of
    a paper of either.
    """
    router = APIRouter(prefix=below, tags=["papers"], dependencies=[AT_ANY_MOMENT])

    @router.get("/verify/{sha256}", response_class=Response)
    async def verify(request: Request, sha256: str) -> Response:
        """Which paper it is, where it stands in the log, and whether it still holds; no name, no subject."""
        language = page.language(request)
        asks_for_page = "text/html" in request.headers.get("accept", "")

        def answer(view: View) -> tuple[Answer | None, datetime, int]:
            code = code_of(sha256)
            return find(view.session, code, language) if code else None, view.moment, view.position

        try:
            found, moment, position = await rim.view(request, answer)
        except Refusal as refusal:
            if asks_for_page:
                return page.problem(request, refusal.problem)
            raise
        if asks_for_page:
            return page.found(request, found, NO_SUCH_PAPER, moment=moment, position=position)
        if found is None:
            raise Refusal(NO_SUCH_PAPER)
        response = json_response(found, position=position, language=language)
        response.headers["Vary"] = page.vary
        return response

    async def enter(request: Request) -> Response:
        typed = request.query_params.get("code", "").strip()
        code = code_of(typed)
        if not code:
            return page.entering(request, typed, NO_CODE if typed else None)
        language = page.language(request)
        try:
            found = await rim.view(request, lambda view: find(view.session, code, language))
        except Refusal as refusal:
            return page.problem(request, refusal.problem)
        asked = {name: value for name, value in request.query_params.items() if name == "lang"}
        onward = URL(f"{others if found is None else below}/verify/{code}").include_query_params(**asked)
        return RedirectResponse(onward, 303)

    if others:
        router.get("/verify", include_in_schema=False)(enter)
    return router
