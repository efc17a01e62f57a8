"""The page that says what a paper is, the same for the papers of every service. It knows no register and no row."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request, Response

from shared.core.problems import Problem
from shared.core.values import Language
from shared.web.frame import Standpoint, Timekeeping
from shared.web.site import VARY, Site, page_language
from shared.web.verifying_texts import TEXTS


class VerifyingPage:
    """What is known of a paper, for people."""

    vary = VARY

    def __init__(self, timekeeping: Timekeeping) -> None:
        self._site = Site("shared.web", TEXTS, timekeeping=timekeeping)

    def language(self, request: Request) -> Language:
        """The language that is asked for."""
        return page_language(request)

    def found(
        self, request: Request, paper: Mapping[str, object] | None, unknown: Problem, *, moment: datetime, position: int
    ) -> Response:
        """What is known of a paper; None: that it is unknown."""
        frame = self._site.frame(request, Standpoint(moment, position))
        status = 404 if paper is None else 200
        typed = "" if paper else request.url.path.rpartition("/")[2]
        return self._site.page("verify.html", frame, status=status, paper=paper, unknown=unknown, typed=typed)

    def entering(self, request: Request, typed: str, problem: Problem | None) -> Response:
        """Where a code is entered, with what is wrong with the one that was."""
        status = problem.status if problem else 200
        frame = self._site.frame(request)
        return self._site.page("verify.html", frame, status=status, paper=None, unknown=problem, typed=typed)

    def problem(self, request: Request, problem: Problem) -> Response:
        """What went wrong."""
        return self._site.problem(request, problem)

    def files(self) -> APIRouter:
        """The route `/static`, with what the page is drawn with."""
        return self._site.files()
