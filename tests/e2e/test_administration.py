"""An administrator in a real browser without script: a token by a double click, rules tried before publication."""

import re
import shutil
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.test_every_page import AXE, EVERYTHING
from tests.e2e.test_records import SIZES, check_fits
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity
from tests.waiting import PATIENCE_SECONDS, wait_until

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu"]
SECONDS: Final = PATIENCE_SECONDS


@pytest.fixture(scope="module")
def awards(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAwards]:
    """Awards beside a tracking, with a campaign in which a division is flagged."""
    folder, server = tmp_path_factory.mktemp("door"), new_server(tmp_path_factory.mktemp("nats"))
    tracking = RunningTracking(folder, server).start()
    enter_registry(tracking)
    campaign = launched(tracking)
    tracking.post_batch([activity(campaign, kind="inspection_conducted") for _ in range(2)])
    running = RunningAwards(folder, tracking).start()
    wait_until(lambda: running.read(f"/{campaign}/candidates").json().get("candidates"))
    yield running
    running.stop()
    tracking.close()
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def opened(browser: Browser, awards: RunningAwards, url: str, role: str, size: str) -> Page:
    """A page of an administrator's browser, or an auditor's, that runs no script."""
    viewport = SIZES[size]
    context = browser.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale="vi-VN",
        base_url=url,
        java_script_enabled=False,
        extra_http_headers={"authorization": f"Bearer {awards.tracking.token(role)}"},
    )
    context.set_default_timeout(SECONDS * 1_000)
    return context.new_page()


def check_axe(browser: Browser, shown: Page) -> None:
    """Nothing is wrong with what is shown; it is looked at as it is, since asking again would do it again."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content(shown.content())
    page.evaluate(AXE)
    how = EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}  # without its style it has no colours
    found = page.evaluate("how => axe.run(document, how)", how)["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_token_is_made_by_a_double_click_shown_once_and_revoked(
    awards: RunningAwards, browser: Browser, size: str
) -> None:
    """Somebody new needs to be let in, and one token too many goes.

    1. From the overview to the form; a unit's role without a unit is told at its field.
    2. A double click makes one token, and shows it.
    3. It is revoked from the list.
    """
    page = opened(browser, awards, awards.tracking.url, "admin", size)
    before = len(awards.tracking.access.list_tokens())
    page.goto("/")
    menu = page.get_by_role("button", name="Danh mục")
    if menu.is_visible():  # on a phone
        menu.click()
    page.get_by_role("link", name="Quản trị", exact=True).click()
    check_fits(page)
    page.get_by_role("link", name="Mã truy cập", exact=True).click()
    page.get_by_role("link", name="Tạo mã truy cập").click()
    page.get_by_label("Vai trò").select_option("unit")
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.locator("#unit_id-fault")).to_be_visible()
    page.get_by_label("Mã đơn vị").fill("hctc")
    page.get_by_role("button", name="Thực hiện").dblclick()

    bearer = page.locator("#bearer").inner_text()
    check_axe(browser, page)
    check_fits(page)
    assert bearer.startswith("thidua_")
    assert len(awards.tracking.access.list_tokens()) == before + 1
    page.get_by_role("link", name="Về danh sách mã truy cập").click()
    expect(page.get_by_text(bearer)).to_have_count(0)
    page.get_by_role("row", name=re.compile(bearer.split("_")[1])).get_by_role("link", name="Thu hồi").click()
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.get_by_role("row", name=re.compile(bearer.split("_")[1]))).to_contain_text("Đã thu hồi")
    page.context.close()


def test_rules_are_corrected_on_their_line_and_tried_on_the_log(awards: RunningAwards, browser: Browser) -> None:
    """An auditor asks what a higher bar would do.

    1. The published rules are opened; a slip is told with its line, and the text stays.
    2. Tried on the log, they say who would fall away; nothing is recorded.
    """
    page = opened(browser, awards, str(awards.client.base_url), "auditor", "desk")
    page.goto("/awards/pages/rules")
    page.locator(".choices a").first.click()
    text = page.get_by_label("Nội dung (YAML)")
    rules = text.input_value()
    text.fill(rules.replace("count(", "cuont("))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Dòng \d+, cột \d+"))
    check_axe(browser, page)
    expect(text).to_have_value(re.compile("cuont"))

    text.fill(rules.replace(">= 2", ">= 3"))
    page.get_by_role("button", name="Thử trên sổ cái").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Không có gì được ghi", timeout=SECONDS * 1_000)
    expect(page.get_by_role("row", name=re.compile("Bị mất.*hctc"))).to_have_count(1)
    check_axe(browser, page)
    page.context.close()
