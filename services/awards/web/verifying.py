"""`/verify/<sha256>`: what anybody who holds a paper may know of it, as a page and as JSON. It knows no row."""

from collections.abc import Mapping
from typing import Final, Protocol, TypeAlias

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from services.awards.web.texts import TEXTS
from shared.adapters.http import Refusal, json_response
from shared.adapters.reading import AT_ANY_MOMENT, Reads, View
from shared.core.problems import Problem
from shared.core.values import Language
from shared.web.frame import Standpoint, Timekeeping
from shared.web.site import VARY, Site, page_language

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


def make_verifying(rim: Reads, *, find: Find, timekeeping: Timekeeping) -> APIRouter:
    """The routes `/verify/<sha256>`, which asks for no sign-in, and `/static`."""
    site = Site("services.awards.web", TEXTS, timekeeping=timekeeping)
    router = APIRouter(tags=["papers"], dependencies=[AT_ANY_MOMENT])

    @router.get("/verify/{sha256}", response_class=Response)
    async def verify(request: Request, sha256: str) -> Response:
        """Which paper it is, where it stands in the log, and whether it still holds; no name, no subject."""
        language = page_language(request)
        asks_for_page = "text/html" in request.headers.get("accept", "")

        def answer(view: View) -> tuple[Answer | None, Standpoint]:
            return find(view.session, sha256.lower(), language), Standpoint(view.moment, view.position)

        try:
            found, stand = await rim.view(request, answer)
        except Refusal as refusal:
            if asks_for_page:
                return site.problem(request, refusal.problem)
            raise
        if asks_for_page:
            status = 404 if found is None else 200
            frame = site.frame(request, stand)
            return site.page("verify.html", frame, status=status, paper=found, unknown=NO_SUCH_PAPER)
        if found is None:
            raise Refusal(NO_SUCH_PAPER)
        response = json_response(found, position=stand.position, language=language)
        response.headers["Vary"] = VARY
        return response

    router.include_router(site.files())
    return router
