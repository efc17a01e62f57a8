"""`/verify/<sha256>`: what anybody who holds a paper may know of it, as a page and as JSON. It knows no row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol, TypeAlias

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

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


class Find(Protocol):
    """Finds what anybody may know of a paper."""

    def __call__(self, session: Session, sha256: str, language: Language, /) -> Answer | None:
        """The paper of a hash, or None."""
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

    def problem(self, request: Request, problem: Problem) -> Response:
        """What went wrong."""
        ...


def make_verifying(rim: Reads, *, find: Find, page: Page, below: str = "") -> APIRouter:
    """The route `/verify/<sha256>` below a path, which asks for no sign-in."""
    router = APIRouter(prefix=below, tags=["papers"], dependencies=[AT_ANY_MOMENT])

    @router.get("/verify/{sha256}", response_class=Response)
    async def verify(request: Request, sha256: str) -> Response:
        """Which paper it is, where it stands in the log, and whether it still holds; no name, no subject."""
        language = page.language(request)
        asks_for_page = "text/html" in request.headers.get("accept", "")

        def answer(view: View) -> tuple[Answer | None, datetime, int]:
            return find(view.session, sha256.lower(), language), view.moment, view.position

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

    return router
