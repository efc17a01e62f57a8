"""What goes wrong, told to a browser as a page in the house's look, and to a program as RFC 9457."""

import asyncio
from typing import Final

import httpx
import pytest
from fastapi import FastAPI, Request

from shared.adapters.guards import Application, Receive, Scope, Send
from shared.adapters.http import NOT_ALLOWED, NOT_SIGNED_IN, WENT_WRONG, Refusal, wants_page
from shared.core.access import Caller
from shared.core.problems import LOG_UNAVAILABLE, Problem
from shared.web.frame import Timekeeping
from shared.web.problem_pages import tell_browsers

BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
AWAY: Final = Problem(503, "service_away", "Đang khởi động lại.", "It is starting again.")
SECRET: Final = "Bùi Thị Mai"


async def who(request: Request) -> Caller | None:
    shown = request.headers.get("authorization", "")
    if shown == "broken":
        raise Refusal(LOG_UNAVAILABLE)
    return Caller(role="secretary", unit_id="", person_id="", token_id="t") if shown else None


def a_service() -> FastAPI:
    """A service of which everything goes wrong."""
    api = FastAPI()
    tell_browsers(api, Timekeeping.REAL, who)

    @api.get("/closed")
    async def closed() -> None:
        raise Refusal(NOT_SIGNED_IN)

    @api.get("/refused")
    async def refused() -> None:
        raise Refusal(NOT_ALLOWED)

    @api.get("/counted")
    async def counted(number: int) -> int:
        return number

    @api.get("/fault")
    async def fault() -> None:
        raise ValueError(SECRET)

    return api


def got(path: str, **headers: str) -> httpx.Response:
    """What a service of which everything goes wrong answers."""
    return asyncio.run(_asked(a_service(), path, headers))


async def _asked(app: Application, path: str, headers: dict[str, str]) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/closed", 401), ("/refused", 403), ("/counted?number=x", 400), ("/fault", 500)],
)
def test_a_browser_is_told_by_a_page_and_a_program_by_json(path: str, status: int) -> None:
    page, told = got(path, accept=BROWSER, accept_language="en"), got(path)

    assert (page.status_code, told.status_code) == (status, status)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert '<html lang="en"' in page.text
    assert "This page cannot be shown" in page.text
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == status
    assert "Accept" in told.headers["vary"]
    assert "Accept" in page.headers["vary"]
    assert SECRET not in page.text + told.text


def test_each_page_leads_on_and_knows_who_is_signed_in() -> None:
    closed, unknown = (got(path, accept=BROWSER) for path in ("/closed", "/refused"))
    nowhere, refused = (got(path, accept=BROWSER, authorization="x") for path in ("/nowhere?a=1", "/refused"))
    broken = got("/nowhere", accept=BROWSER, authorization="broken")

    assert '<a class="button" href="/sign-in?next=%2Fclosed">Đăng nhập</a>' in closed.text
    assert "Authorization: Bearer" not in closed.text
    assert closed.headers["www-authenticate"] == "Bearer"
    assert "thường trực thi đua" in nowhere.text
    assert '<a class="button" href="/search">' in nowhere.text
    assert "Đăng nhập bằng tài khoản khác" in refused.text
    assert "Đăng nhập bằng tài khoản khác" not in unknown.text
    assert broken.status_code == 404


def test_that_nobody_could_answer_is_told_in_place_of_not_found() -> None:
    api = FastAPI()
    tell_browsers(api, Timekeeping.REAL, who)

    async def home(scope: Scope, receive: Receive, send: Send) -> None:
        await api({**scope, WENT_WRONG: AWAY}, receive, send)

    page = asyncio.run(_asked(home, "/awards/pages/candidates", {"accept": BROWSER}))

    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert AWAY.vi in page.text
    assert "/awards/pages/candidates?lang=en" in page.text


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        ("", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0.9, application/problem+json;q=0.8", True),
        ("text/html;q=0", False),
        ("text/html;q=high", False),
        ("text/event-stream", False),
    ],
)
def test_a_page_is_for_who_asks_for_one_by_name(accept: str, page: object) -> None:
    assert wants_page(accept) is page
