"""A citizen and the office in a real browser without script: written, answered, read by the receipt, in any light."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.test_every_page import AXE, COLOURS, EVERYTHING
from tests.e2e.test_records import SIZES, check_fits
from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.waiting import PATIENCE_SECONDS, wait_until

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu"]
SECONDS: Final = PATIENCE_SECONDS
TEXT: Final = "Mái nhà ông Bùi Văn Tám ở xóm Lác dột từ tháng Hai."


@pytest.fixture(scope="module")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    server = new_server(tmp_path_factory.mktemp("nats"))
    running = RunningTracking(tmp_path_factory.mktemp("door"), server).start()
    enter_registry(running)
    campaign = launched(running)
    wait_until(lambda: running.read(f"/{campaign}").status_code == 200)
    yield running
    running.close()
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def opened(tracking: RunningTracking, browser: Browser, *, size: str, role: str = "") -> BrowserContext:
    bearer = {"authorization": f"Bearer {tracking.token(role)}"} if role else {}
    viewport = SIZES[size]
    context = browser.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="vi-VN",
        base_url=tracking.url,
        java_script_enabled=False,
        extra_http_headers=bearer,
    )
    context.set_default_timeout(SECONDS * 1_000)
    return context


def check_axe(tracking: RunningTracking, browser: Browser, path: str, role: str = "") -> None:
    """Nothing is wrong with a page for axe-core, in both languages, on light ground and on dark."""
    bearer = {"authorization": f"Bearer {tracking.token(role)}"} if role else {}
    context = browser.new_context(base_url=tracking.url, extra_http_headers=bearer)
    page = context.new_page()
    for language in ("vi", "en"):
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        page.evaluate(AXE)
        for scheme, how in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = page.evaluate("how => axe.run(document, how)", how)["violations"]
            assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == [], (path, language, scheme)
    context.close()


def goes_to(page: Page, section: str) -> None:
    """By the navigation, which lies behind a button on a phone."""
    menu = page.get_by_role("button", name="Danh mục")
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation").get_by_role("link", name=section, exact=True).click()


def written(page: Page) -> str:
    """A receipt for what was written, the first try of which was empty."""
    page.goto("/")
    goes_to(page, "Góp ý, phản ánh")
    page.get_by_label("Nội dung").fill(TEXT)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("#topic-fault")).to_be_visible()
    expect(page.get_by_label("Nội dung")).to_have_value(TEXT)
    page.get_by_label("Lĩnh vực").select_option("HOUSING")
    page.get_by_role("button", name="Gửi phản ánh").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Đã nhận phản ánh")
    found = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", page.locator("h1").inner_text())
    assert found
    return found[0]


@pytest.mark.parametrize("size", SIZES)
def test_a_citizen_writes_the_office_answers_and_the_receipt_shows_it(
    tracking: RunningTracking, browser: Browser, tmp_path: Path, size: str
) -> None:
    """Nobody needs a script.

    1. A citizen finds the box at the foot of the page, is told what is missing, loses nothing, and clicks twice.
    2. The secretary finds one piece of it in the list, reads it and answers.
    3. The citizen reads the answer by the receipt.
    """
    citizen = opened(tracking, browser, size=size).new_page()
    code = written(citizen)
    check_fits(citizen)
    citizen.screenshot(path=tmp_path / f"receipt-{size}.png", full_page=True)

    office = opened(tracking, browser, size=size, role="secretary").new_page()
    office.goto("/")
    goes_to(office, "Phản ánh")
    expect(office.get_by_role("row", name=re.compile(code))).to_have_count(1)
    office.get_by_role("link", name=code).click()
    expect(office.get_by_text(TEXT)).to_be_visible()
    check_axe(tracking, browser, f"/feedback/list/{code}", "secretary")
    office.get_by_label("Câu trả lời").fill("Đoàn kiểm tra sẽ đến ngày 12/3.")
    office.get_by_role("button", name="Ghi câu trả lời").dblclick()
    expect(office.get_by_role("status")).to_contain_text("Đã ghi vào sổ cái")
    office.screenshot(path=tmp_path / f"answered-{size}.png", full_page=True)

    citizen.goto("/feedback/receipts")
    citizen.get_by_label("Mã biên nhận").fill(code.replace("-", " ").lower())
    citizen.get_by_role("button", name="Xem câu trả lời").click()
    expect(citizen.get_by_text("Đoàn kiểm tra sẽ đến ngày 12/3.")).to_be_visible()
    check_axe(tracking, browser, f"/feedback/receipts?code={code}")
    check_axe(tracking, browser, "/feedback")
    for page in (citizen, office):
        page.context.close()
