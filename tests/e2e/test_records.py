"""The pages of units, households and activities in a real browser: a unit finds its own, on a desk and on a phone."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NAME, household
from tests.integration.door.test_reads import MAI_CHAU, tell, whole_life

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES: Final = {"phone": {"width": 375, "height": 812}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    server = new_server(tmp_path_factory.mktemp("nats"))
    running = RunningTracking(tmp_path_factory.mktemp("door"), server).start()
    enter_registry(running)
    campaign = launched(running)
    named = household(campaign, "HB-page", number="017190999003")
    position = tell(running, *whole_life(campaign), (named, "unit", MAI_CHAU))
    assert running.read(f"/{campaign}", after=str(position)).status_code == 200
    yield running
    running.close()
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


def check_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


_ASTRAY: Final = """[...document.querySelectorAll("table.data")].flatMap(table => {
  const cells = [...table.tBodies[0].rows[0].cells].map(cell => Math.round(cell.getBoundingClientRect().left));
  const heads = [...table.tHead.rows[0].cells].map(cell => Math.round(cell.getBoundingClientRect().left));
  return String(heads) === String(cells) ? [] : [table.parentElement.getAttribute("aria-label")];
})"""


def check_headings(page: Page) -> None:
    """On a desk every heading stands over its column."""
    assert page.evaluate(_ASTRAY) == [], page.url


@pytest.mark.parametrize("size", SIZES)
def test_a_unit_goes_from_the_overview_to_itself_its_households_and_one_house(
    tracking: RunningTracking, browser: Browser, tmp_path: Path, size: str
) -> None:
    bearer = {"authorization": f"Bearer {tracking.token('unit', MAI_CHAU)}"}
    context = browser.new_context(
        viewport={"width": SIZES[size]["width"], "height": SIZES[size]["height"]},
        extra_http_headers=bearer,
        java_script_enabled=False,
        locale="vi-VN",
    )
    page = context.new_page()

    page.goto(tracking.url)
    page.get_by_role("link", name="Huyện Mai Châu", exact=True).click()
    expect(page.get_by_role("heading", name="Huyện Mai Châu")).to_be_visible()
    page.screenshot(path=tmp_path / f"unit-{size}.png", full_page=True)
    page.get_by_role("link", name="Hộ gia đình của đơn vị").click()
    page.screenshot(path=tmp_path / f"households-{size}.png", full_page=True)
    page.get_by_role("link", name="HB-page").click()
    page.screenshot(path=tmp_path / f"household-{size}.png", full_page=True)

    expect(page.get_by_text(NAME)).to_be_visible()
    for path in ("/units", f"/units/{MAI_CHAU}", "/households", "/households/HB-MC-0001", "/activities"):
        answered = page.goto(f"{tracking.url}{path}")
        assert answered is not None
        assert answered.status == 200
        check_fits(page)
        if size == "desk":
            check_headings(page)
    context.close()
