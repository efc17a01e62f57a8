"""A page of any service: its frame, its links that keep the moment, its headers and its files, drawn from a sample."""

import asyncio
import re
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from jinja2 import UndefinedError

from shared.adapters.http import NOT_FOUND
from shared.core.definition import Text
from shared.core.problems import Fault
from shared.web.frame import AUDIT_PAGES, Frame, Section, Standpoint, Timekeeping, Under
from shared.web.site import Site
from shared.web.texts import EN, VI

WORDS: Final[dict[Any, dict[str, str]]] = {
    "vi": {
        "title": "Trang mẫu",
        "search": "Tìm đơn vị",
        "hint": "Không cần gõ dấu",
        "kind": "Loại",
        "all": "Tất cả",
        "find": "Tìm",
        "reset": "Bỏ lọc",
        "unit": "Đơn vị",
        "verdict": "Kết quả xét",
        "amount": "Số tiền",
        "recorded": "Ghi nhận",
        "good": "Đã ghi nhận.",
        "ask": "Cần xem lại.",
        "late": "Quá hạn.",
        "nothing": "Chưa có gì ở đây.",
    },
}
WORDS["en"] = {name: name.capitalize() for name in WORDS["vi"]}
STAND: Final = Standpoint(datetime(2025, 5, 14, 18, 30, tzinfo=UTC), 3001)
UNDER: Final = Under("hoa-binh-450", Text("450 ngày đêm <xóa nhà tạm>"), "Asia/Ho_Chi_Minh")
FAULT: Final = Fault("/q", "phải ngắn hơn", "must be shorter")


def sample_site(timekeeping: Timekeeping = Timekeeping.REAL, live: str = "") -> FastAPI:
    """A service of one page."""
    site = Site("tests.unit.web", WORDS, timekeeping=timekeeping, live=live)
    api = FastAPI()

    @api.api_route("/sample/pages/one", methods=["GET", "POST"])
    async def sample(request: Request) -> Response:
        frame = site.frame(request, STAND, section=Section.OVERVIEW, role="secretary", under=UNDER)
        return site.page("sample.html", frame, searched='"><script>', unit="Xã Mường <Chiềng>", fault=FAULT)

    @api.get("/missing")
    async def missing(request: Request) -> Response:
        return site.problem(request, NOT_FOUND)

    api.include_router(site.files())
    return api


def get(path: str, api: FastAPI | None = None, *, method: str = "GET", **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(api or sample_site())
        async with httpx.AsyncClient(transport=transport, base_url="http://thidua") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers=named)

    return asyncio.run(asked())


def frame(path: str = "/sample", **query: str) -> Frame:
    return Frame(path=path, query=tuple(query.items()), language="vi", stand=STAND)


def test_a_page_says_where_it_stands_whose_campaign_it_is_and_who_looks() -> None:
    page = get("/sample/pages/one")

    assert page.headers["X-Position"] == "3001"
    assert '<span id="position">3001</span>' in page.text
    assert "450 ngày đêm &lt;xóa nhà tạm&gt;</a>" in page.text
    assert "Đã đăng nhập: thường trực thi đua" in page.text
    assert '<a href="/" aria-current="page">Tổng quan</a>' in page.text
    assert "banner" not in page.text


def test_what_is_typed_or_recorded_is_never_markup() -> None:
    page = get("/sample/pages/one")

    assert "<script>" not in page.text
    assert "Xã Mường &lt;Chiềng&gt;" in page.text
    assert 'aria-invalid="true" aria-describedby="q-hint q-fault"' in page.text


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/sample/pages/one", "en", "en"),
        ("/sample/pages/one?lang=vi", "en", "vi"),
        ("/sample/pages/one?lang=en", "vi", "en"),
        ("/sample/pages/one?lang=fr", "vi", "vi"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_browsers(path: str, accepted: str, language: str) -> None:
    page = get(path, Accept_Language=accepted)

    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.text


def test_the_other_language_is_the_same_page_at_the_same_moment() -> None:
    page = get("/sample/pages/one?as_of=2025-05-14T17:00:00%2b07:00&q=a&q=b")

    assert 'href="/sample/pages/one?as_of=2025-05-14T17%3A00%3A00%2B07%3A00&amp;q=a&amp;q=b&amp;lang=en"' in page.text
    assert 'href="/sample/pages/one?q=a&amp;q=b">Về hiện tại' in page.text


def test_links_keep_the_moment_and_the_language_and_leave_the_filters() -> None:
    here = frame(as_of="2000", lang="en", campaign="c", q="filter")

    assert here.link("/units") == "/units?campaign=c&lang=en&as_of=2000"
    assert here.link("/units", as_of="", unit="u 1") == "/units?campaign=c&lang=en&unit=u+1"
    assert frame("//elsewhere").here(lang="en") == "/elsewhere?lang=en"  # never another host


def test_a_past_moment_and_a_simulated_clock_are_told_in_the_campaigns_time() -> None:
    simulated = sample_site(Timekeeping.SIMULATED, live="/sample/live")
    past = get("/sample/pages/one?as_of=2025-05-15T01:30:00+07:00", simulated)
    now = get("/sample/pages/one", simulated)

    assert "đến 01:30, 15/05/2025" in past.text
    assert "mô phỏng, hôm nay là 15/05/2025" in now.text
    assert "live.js" not in past.text
    assert 'data-signal="/sample/live"' in now.text
    assert "live.js" in now.text


def test_what_came_of_a_form_that_was_sent_stays_on_the_screen_when_a_fact_comes_in() -> None:
    answered = get("/sample/pages/one", sample_site(live="/sample/live"), method="POST")

    assert answered.status_code == 200
    assert "data-signal" not in answered.text
    assert "live.js" not in answered.text


def test_what_went_wrong_is_told_in_the_same_frame() -> None:
    page = get("/missing?lang=en")

    assert (page.status_code, page.headers["Cache-Control"]) == (404, "no-store")
    assert "There is nothing at this address" in page.text
    assert 'href="/?lang=en">To the overview' in page.text


def test_every_page_and_file_forbids_what_is_inline_or_from_elsewhere() -> None:
    page = get("/sample/pages/one")
    style = get(re.findall(r'href="(/static/[^"]+css)"', page.text)[0])

    for answer in (page, style):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src")
    assert page.headers["Cache-Control"] == "no-store"  # who is signed in stands on it
    assert "immutable" in style.headers["Cache-Control"]


def test_a_template_that_names_what_is_not_there_fails() -> None:
    site = Site("tests.unit.web", WORDS, timekeeping=Timekeeping.REAL)

    with pytest.raises(UndefinedError):
        site.drawn("sample.html", frame())


def test_every_class_that_templates_name_has_a_meaning_in_the_style() -> None:
    shared = resources.files("shared.web")
    style = (shared / "static" / "thidua.css").read_text(encoding="utf-8")
    text = get("/sample/pages/one", sample_site(Timekeeping.SIMULATED, live="/l")).text

    named = {name for group in re.findall(r'class="([^"]*)"', text) for name in group.split()}

    assert {name for name in named if not re.search(rf"\.{name}\b", style)} == set()


def test_whoever_audits_is_led_to_every_page_of_audit_and_others_to_what_is_open_to_them() -> None:
    auditor = Frame(path="/", query=(("lang", "en"), ("as_of", "2000")), language="en", role="auditor")
    nobody = Frame(path="/", query=(), language="en")

    pages = dict(auditor.audit_pages)

    assert pages.keys() == AUDIT_PAGES.keys() == EN.audit_pages.keys() == VI.audit_pages.keys()
    assert (pages["log"], pages["health"]) == ("/audit/pages/log?lang=en&as_of=2000", "/audit/pages/health?lang=en")
    assert [name for name, _ in nobody.audit_pages] == ["checkpoint", "moments"]
