"""An auditor looks into the log in a real browser: at a desk, and on a phone where scripts are forbidden."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.running_demo import Demo
from tests.e2e.test_overview import CHROMIUM, FLAGS
from tests.waiting import PATIENCE_SECONDS

SECONDS: Final = PATIENCE_SECONDS
SIZES: Final[dict[str, dict[str, Any]]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 375, "height": 812}, "java_script_enabled": False},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "CI has no Chromium: install Debian's package chromium."
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser's tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.mark.parametrize("size", SIZES)
def test_an_auditor_follows_a_house_from_the_log_to_its_proof_and_back_in_time(
    demo: Demo, browser: Browser, tmp_path: Path, size: str
) -> None:
    """An auditor of the province sits down before the log.

    1. The log is closed; it leads to the sign-in, and from there back.
    2. The newest facts are told in sentences; houses that were completed are filtered out of 40,000 facts.
    3. The next page keeps the filter.
    4. A fact is opened: its proof is downloaded, and is one.
    5. The whole site is moved to the moment of that fact, says so, and comes back.
    6. Two days stand side by side.
    7. The whole log is verified, and is whole.
    8. The checkpoint can be kept as a picture.
    """
    context = browser.new_context(locale="vi-VN", accept_downloads=True, **SIZES[size])
    context.set_default_timeout(SECONDS * 1_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{demo.url}/audit/pages/log")
    closed = complaints.pop() if complaints else ""  # the browser tells of the 401
    _sign_in(page, demo.bearers["auditor"])
    _find_a_house(page, tmp_path / f"log-{size}.png")
    _prove_it_and_look_back(page, tmp_path / f"fact-{size}.png")
    page.goto(f"{demo.url}/audit/pages/moments?a=2025-05-14&b=2025-08-31")
    completed = page.get_by_role("row", name=re.compile("Hoàn thành nhà"))
    expect(completed.get_by_role("link")).to_have_text(re.compile(r"\+\d+"))
    _looks_right(page, tmp_path / f"moments-{size}.png")

    page.get_by_role("link", name="Kiểm tra", exact=True).click()
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Sổ cái nguyên vẹn")
    _looks_right(page, tmp_path / f"verification-{size}.png")
    page.get_by_role("link", name="Mốc đã ký").click()
    expect(page.get_by_role("img", name="Mã QR của mốc đã ký")).to_be_visible()
    _looks_right(page, tmp_path / f"checkpoint-{size}.png")
    context.close()

    assert "401" in closed or not closed
    assert complaints == []


def _sign_in(page: Page, bearer: str) -> None:
    page.get_by_role("main").get_by_role("link", name="Đăng nhập").click()
    page.get_by_label("Mã truy cập").fill(bearer)
    page.locator("form", has=page.get_by_label("Mã truy cập")).get_by_role("button").click()


def _find_a_house(page: Page, picture: Path) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Sổ cái: mọi việc đã ghi")
    expect(page.locator(".facts li")).to_have_count(50)
    _looks_right(page, picture)
    page.get_by_label("Loại việc").select_option("house.completed")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator(".facts li").first).to_contain_text("hoàn thành ngày")
    page.get_by_role("link", name="Cũ hơn").first.click()
    assert "kind=house.completed" in page.url
    expect(page.locator(".facts li").last).to_contain_text("hoàn thành ngày")


def _prove_it_and_look_back(page: Page, picture: Path) -> None:
    page.locator(".facts li .when a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sự việc tại vị trí")
    _looks_right(page, picture)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Tải bằng chứng").click()
    assert kept.value.suggested_filename.endswith(".tlog-proof")
    assert Path(kept.value.path()).read_text().startswith("c2sp.org/tlog-proof@v1\n")
    page.get_by_role("link", name="Xem hệ thống vào lúc ấy").click()
    expect(page.locator(".banner.past")).to_contain_text("của sổ cái")
    page.get_by_role("link", name="Về hiện tại").click()
    expect(page.locator(".banner.past")).to_have_count(0)


def _looks_right(page: Page, picture: Path) -> None:
    """Nothing stands beyond the edge of the screen; a picture of it is kept for people."""
    width = page.locator("body").evaluate("body => [body.scrollWidth, document.documentElement.clientWidth]")
    page.screenshot(path=picture)

    assert width[0] <= width[1], width
