"""An auditor who trusts nobody: the log, one fact and its proof, another day, and whether all of it is whole."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import travelling

pytestmark = pytest.mark.slow


def test_an_auditor_goes_from_a_figure_to_its_facts_and_finds_the_log_whole(browser: Browser, demo: Demo) -> None:
    """An auditor of the province, on the first day.

    1. She signs in and stands before the log: every fact, told in a sentence, the newest first.
    2. She narrows it to houses that were completed, opens one, and keeps its proof.
    3. From there the whole site moves to that moment, says so, and comes back.
    4. Two days stand side by side.
    5. She has the whole log verified, and it is whole.
    """
    with travelling(browser, demo) as auditor:
        auditor.sign_in(*demo.accounts["auditor"])
        auditor.reads("Sổ cái: mọi việc đã ghi")
        auditor.picture("auditor-log")

        auditor.page.get_by_label("Loại việc").select_option("house.completed")
        auditor.page.get_by_role("button", name="Lọc").click()
        auditor.page.locator(".facts li .when a").first.click()
        with auditor.page.expect_download() as kept:
            auditor.follows("Tải bằng chứng")
        assert Path(kept.value.path()).read_text().startswith("c2sp.org/tlog-proof@v1\n")
        auditor.picture("auditor-fact")

        auditor.follows("Xem hệ thống vào lúc ấy")
        auditor.reads("của sổ cái")
        auditor.follows("Về hiện tại")
        expect(auditor.page.locator(".banner.past")).to_have_count(0)

        auditor.page.goto("/audit/pages/moments?a=2025-05-14&b=2025-08-31")
        auditor.picture("auditor-two-days")
        auditor.page.get_by_role("link", name="Kiểm tra", exact=True).click()
        auditor.page.get_by_role("main").get_by_role("button").click()
        expect(auditor.page.get_by_role("status")).to_contain_text("Sổ cái nguyên vẹn")
        auditor.picture("auditor-whole")
