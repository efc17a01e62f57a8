"""A secretary at the candidates' pages in a real browser, behind the one address: at a desk, on a phone, unscripted."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.running_demo import Demo
from tests.e2e.test_overview import CHROMIUM, FLAGS, SECONDS
from tests.e2e.traveller import proposed, stated

pytestmark = pytest.mark.slow

LIST: Final = "/awards/pages/candidates"
DIVISION: Final = "Phòng Nội chính (mẫu)"
ONE: Final = f"{LIST}/COLLECTIVE/mau-noi-chinh?campaign=hoa-binh-450&card=F-GK-COL"
REFUSED: Final = "status of 400 (Bad Request)"  # a browser tells of every form that comes back
DESK: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 375, "height": 812}
PROJECTOR: Final = {"width": 1280, "height": 720}
LARGE: Final = 20  # points of type that are read from the last row


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "CI has no Chromium: install Debian's package chromium."
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser's tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def secretary(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """A browser in which the demo's secretary has signed in; whatever it complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def signed_in(**how: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, "locale": "vi-VN", "base_url": demo.url} | how)
        context.set_default_timeout(SECONDS * 1_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.get_by_label("Mã truy cập").fill(demo.bearers["secretary"])
        page.get_by_role("button", name="Đăng nhập").last.click()
        expect(page.locator("header .who")).to_contain_text("Đã đăng nhập: thường trực thi đua")
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert [one for one in complaints if REFUSED not in one] == []


def test_a_secretary_finds_a_candidate_and_proposes_it_once(
    secretary: Callable[..., Page], demo: Demo, tmp_path: Path
) -> None:
    """The office proposes a division.

    1. From the overview the candidates are one click away; the filter narrows them to those who are fit.
    2. The division's page says why it stands there, what the law says, and what comes next.
    3. The form is sent by a double click: the nomination is opened once, and the page says so.
    4. A council member's screen on the wall shows it without a touch.
    """
    page = secretary()
    wall = secretary()
    wall.goto(ONE)

    page.get_by_role("link", name="Gợi ý khen thưởng").click()
    page.get_by_label("Hình thức khen thưởng").select_option("AGENCY_COMMENDATION")
    page.get_by_label("Kết quả xét").select_option("CANDIDATE")
    page.get_by_role("button", name="Lọc").click()
    expect(page).to_have_url(re.compile("award=AGENCY_COMMENDATION&verdict=CANDIDATE"))
    page.screenshot(path=tmp_path / "list-1280.png")

    page.get_by_role("link", name=DIVISION).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DIVISION)
    expect(page.locator(".clauses")).to_contain_text("Căn cứ:")
    page.screenshot(path=tmp_path / "candidate-1280.png", full_page=True)

    page.get_by_role("link", name="Lập hồ sơ đề nghị").click()
    page.get_by_label("Mã đề nghị").fill("DN-E2E")
    page.get_by_role("button", name="Ghi vào sổ cái").dblclick()
    expect(page.get_by_role("heading", name="Đề nghị DN-E2E")).to_be_visible()
    expect(wall.get_by_role("heading", name="Đề nghị DN-E2E")).to_be_visible()
    nomination = demo.read("/awards/campaigns/hoa-binh-450/nominations/DN-E2E", "secretary")
    assert [one["type"] for one in nomination["history"]] == ["nomination.opened"]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["375", "1280"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_every_screen_and_need_no_script(
    secretary: Callable[..., Page], viewport: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    """Someone reads and writes where scripts are forbidden.

    1. Neither the lists nor a candidate nor a form is wider than the screen.
    2. A form that is refused comes back as it was typed, and the field says what is wrong.
    """
    page = secretary(viewport=viewport, color_scheme=scheme, java_script_enabled=False)

    for name, path in (("list", LIST), ("candidate", ONE)):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert _width(page) <= viewport["width"]

    page.goto("/awards/pages/forms/dossier.item_added?campaign=hoa-binh-450&nomination_id=DN-404")
    page.get_by_label("Loại giấy tờ").select_option("MINUTES")
    page.get_by_label("Tên giấy tờ").fill("Biên bản họp")
    page.get_by_label("SHA-256").fill("xyz")
    page.get_by_role("button", name="Ghi vào sổ cái").click()

    expect(page.get_by_text("Chưa có gì được ghi")).to_be_visible()
    expect(page.get_by_label("Tên giấy tờ")).to_have_value("Biên bản họp")
    expect(page.locator("#sha256")).to_have_attribute("aria-invalid", "true")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    assert _width(page) <= viewport["width"]


def _width(page: Page) -> float:
    """How wide what stands on the page is: scripts are off, so the page itself cannot say."""
    boxes = [page.locator(one).first.bounding_box() for one in ("header.site", "main", "main > *:last-child")]
    return max(box["x"] + box["width"] for box in boxes if box is not None)


def test_a_sitting_is_followed_on_a_projector_and_the_ballot_shows_by_itself(
    secretary: Callable[..., Page], demo: Demo, tmp_path: Path
) -> None:
    """The council sits, and what it votes on is on the wall.

    1. One click from the candidate, in large type, with no navigation: who, why, the dossier, and no vote yet.
    2. Everything stands on a screen of 1280 × 720, above the fold.
    3. The tally is entered at another desk; the wall shows it without a touch, with what it takes.
    """
    proposed(demo, "DN-CHIEU", "mau-hanh-chinh-cong", sitting_id="HD-CHIEU", members=("m1", "m2", "m3", "m4"))
    wall = secretary(viewport=PROJECTOR)
    wall.goto(f"{LIST}/COLLECTIVE/mau-hanh-chinh-cong?campaign=hoa-binh-450&card=F-GK-COL")
    wall.get_by_role("link", name="Trình chiếu tại phiên họp").click()
    expect(wall.locator(".vote .verdict")).to_have_text("Hội đồng chưa bỏ phiếu")
    expect(wall.get_by_role("navigation")).to_have_count(0)
    assert wall.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= LARGE

    ballot = {"round": 1, "present": 4, "yes": 3, "no": 1, "blank": 0, "written_yes": 0, "written_no": 0}
    stated(demo, ("ballot.tallied", {"sitting_id": "HD-CHIEU", "nomination_id": "DN-CHIEU"} | ballot))

    expect(wall.locator(".count")).to_have_text("3/4 tán thành")
    expect(wall.locator(".vote")).to_contain_text("Cần trên 1/2 tổng số thành viên")
    boxes = [one.bounding_box() for one in wall.locator(".screen .card").all()]
    assert max(box["y"] + box["height"] for box in boxes if box is not None) <= PROJECTOR["height"]
    wall.screenshot(path=tmp_path / "projector.png")
    wall.get_by_role("link", name="Thôi trình chiếu").click()
    expect(wall.get_by_role("navigation", name="Các trang")).to_be_visible()
