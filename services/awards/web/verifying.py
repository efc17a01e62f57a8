"""`/verify/<sha256>`: what anybody who holds a paper may know of it, as a page and as JSON. It knows no row."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256 as sha256_of
from importlib import resources
from typing import Final, Protocol, TypeAlias

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlmodel import Session

from services.awards.web.texts import TEXTS
from shared.adapters.http import Refusal, json_response, request_language
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


def make_verifying(rim: Reads, *, find: Find) -> APIRouter:
    """The route `/verify/<sha256>`, which asks for no sign-in."""
    page = _Page()
    router = APIRouter(tags=["papers"], dependencies=[AT_ANY_MOMENT])

    @router.get("/verify/{sha256}", response_class=Response)
    async def verify(request: Request, sha256: str) -> Response:
        """Which paper it is, where it stands in the log, and whether it still holds; no name, no subject."""
        language = request_language(request)
        asks_for_page = "text/html" in request.headers.get("accept", "")

        def answer(view: View) -> tuple[Answer | None, int]:
            return find(view.session, sha256.lower(), language), view.position

        found, position = await rim.view(request, answer)
        if asks_for_page:
            return page.answer(found, language, position=position)
        if found is None:
            raise Refusal(NO_SUCH_PAPER)
        response = json_response(found, position=position, language=language)
        response.headers["Vary"] = "Accept, Accept-Language"
        return response

    return router


class _Page:
    """The page: one file, its style in it, nothing from elsewhere."""

    def __init__(self) -> None:
        environment = Environment(
            loader=PackageLoader("services.awards.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("verify.html")
        self._style = (resources.files(__package__) / "templates" / "verify.css").read_text(encoding="utf-8").strip()
        digest = b64encode(sha256_of(self._style.encode()).digest()).decode()
        self._headers = {
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'"
            ),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "Vary": "Accept, Accept-Language",
        }

    def answer(self, found: Answer | None, language: Language, *, position: int) -> Response:
        """What is known of the paper, or that there is none."""
        unknown = NO_SUCH_PAPER.en if language == "en" else NO_SUCH_PAPER.vi
        html = self._template.render(
            paper=found, unknown=unknown, said=TEXTS[language], language=language, style=self._style
        )
        headers = self._headers | {"Content-Language": language, "X-Position": str(position)}
        status = 404 if found is None else 200
        return Response(html, status_code=status, headers=headers, media_type="text/html")
