"""The pages of one service as answers: templates filled, headers set, files served. It knows no figure and no table."""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from shared.adapters.http import NOT_FOUND, Refusal, request_language
from shared.core.problems import Problem
from shared.core.values import Language, Role
from shared.web.assets import SECURITY, Assets
from shared.web.frame import Frame, Section, Standpoint, Timekeeping, Under
from shared.web.texts import WORDINGS

VARY: Final = "Accept, Accept-Language, Authorization, Cookie"


def page_language(request: Request) -> Language:
    """`?lang=vi` or `?lang=en`, else what the browser prefers."""
    asked = request.query_params.get("lang")
    if asked == "vi":
        return "vi"
    return "en" if asked == "en" else request_language(request)


class _Made(NamedTuple):
    """What all sites of one package share: they are alike, and templates take long to compile."""

    environment: Environment
    assets: Assets


class Site:
    """What the pages of one service have in common.

    `package` holds its folder `templates`, which extend `layout.html`; `words` are its texts in both languages, `words`
    in a template; `live` is where its live signal is served, if it has one.
    """

    def __init__(
        self,
        package: str,
        words: Mapping[Language, object],
        *,
        timekeeping: Timekeeping,
        live: str = "",
    ) -> None:
        self._words = words
        self._timekeeping = timekeeping
        self._live = live
        self._environment, self._assets = _made(package)

    def frame(
        self,
        request: Request,
        stand: Standpoint | None = None,
        *,
        section: Section | None = None,
        role: Role | None = None,
        under: Under | None = None,
    ) -> Frame:
        """What stands around the page that a request asks for."""
        return Frame(
            path=request.scope["path"],
            query=tuple((name, _unescaped(name, value)) for name, value in request.query_params.multi_items()),
            language=page_language(request),
            section=section,
            role=role,
            stand=stand,
            timekeeping=self._timekeeping,
            under=under,
            # What came of a form that was sent is told once: it is not what its address says the next time.
            live=self._live if request.method == "GET" else "",
        )

    def drawn(self, template: str, frame: Frame, **values: object) -> str:
        """A page as HTML: a template with `frame`, `say` (the shared wording), `words` (the service's) and values."""
        said = {"say": WORDINGS[frame.language], "words": self._words[frame.language]}
        return self._environment.get_template(template).render(frame=frame, **said, **values)

    def page(self, template: str, frame: Frame, *, status: int = 200, **values: object) -> Response:
        """The same as an answer; a browser asks again each time, since a fact may have come in."""
        return self.answer(self.drawn(template, frame, **values), frame, status=status)

    def problem(self, request: Request, problem: Problem, *, role: Role | None = None) -> Response:
        """What went wrong, for people."""
        frame = self.frame(request, role=role)
        response = self.page("problem.html", frame, status=problem.status, problem=problem)
        if problem.status in (429, 503):
            response.headers["Retry-After"] = "2"
        if problem.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    def answer(self, html: str, frame: Frame, *, status: int = 200) -> Response:
        """A page that was drawn, with every header that a page has."""
        headers = SECURITY | {"Content-Language": frame.language, "Vary": VARY}
        # What is shown to somebody who is signed in stays on no disk that others use after them.
        headers["Cache-Control"] = "no-cache" if frame.stand and not frame.role else "no-store"
        if frame.stand:
            headers["X-Position"] = str(frame.stand.position)
        return Response(html, status, headers, media_type="text/html; charset=utf-8")

    def files(self) -> APIRouter:
        """The route `/static`, the same in every service, so that one serves all behind one address."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{edition}/{name}")
        async def static(edition: str, name: str) -> Response:
            answer = self._assets.answer(edition, name)
            if answer is None:
                raise Refusal(NOT_FOUND)
            return answer

        return router


@cache
def _made(package: str) -> _Made:
    """Every template is compiled here, for else the first reader of each page would wait for it."""
    assets = Assets()
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("shared.web")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every use of a template asks the disk whether it has changed
    )
    environment.globals["asset"] = assets.address
    for name in environment.list_templates():
        environment.get_template(name)
    return _Made(environment, assets)


def _unescaped(name: str, value: str) -> str:
    """A "+" in a time that was not escaped comes as a space."""
    return value.replace(" ", "+") if name == "as_of" else value
