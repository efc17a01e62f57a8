"""`/{service}/pages/health`: how a service stands, for administrators and auditors. It knows no look."""

from typing import Protocol

from fastapi import APIRouter, Request, Response

from shared.adapters.http import Refusal
from shared.adapters.reading import Asking
from shared.adapters.watch import Watch
from shared.core.health import Health
from shared.core.problems import Problem
from shared.core.values import Role


class Page(Protocol):
    """Draws it for people."""

    def answer(self, request: Request, health: Health, *, role: Role) -> Response:
        """How the service stands."""
        ...

    def problem(self, request: Request, problem: Problem, *, role: Role | None) -> Response:
        """Why that is not told."""
        ...


def make_health(rim: Asking, watch: Watch, page: Page) -> APIRouter:
    """The route of one service's health."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"/{watch.service}/pages/health")
    async def health(request: Request) -> Response:
        role: Role | None = None
        try:
            caller = await rim.caller(request)
            role = caller.role if caller else None
            caller, _ = await rim.allowed(request, "health")
        except Refusal as refusal:
            return page.problem(request, refusal.problem, role=role)
        return page.answer(request, await watch.look(), role=caller.role)

    return router
