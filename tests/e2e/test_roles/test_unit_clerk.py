"""A clerk of a division: what we reported, what is missing, and how one activity more is reported and put right."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import travelling

pytestmark = pytest.mark.slow

DONE = "Kiểm tra tiến độ tại xã Mai Hạ"


def test_a_clerk_reports_what_the_division_did_and_puts_a_figure_right(browser: Browser, demo: Demo) -> None:
    """The clerk of the division of administration, on an ordinary morning.

    1. She signs in with her account and stands before her own division: what is suggested, waits, was reported.
    2. She reports an inspection. Its quantity can be read in two ways, and the form says so; nothing typed is lost.
    3. It is recorded, the page says where, and the proof of it can be kept.
    4. It was two, she is told: she finds it by words without accents and corrects it with a reason.
    5. Both figures stand in its history.
    """
    with travelling(browser, demo) as clerk:
        clerk.sign_in(*demo.accounts["hctc"])
        clerk.reads("Phòng Hành chính - Tổ chức", "Gợi ý khen thưởng của đơn vị", "Báo cáo định kỳ")
        clerk.picture("unit-own-page")

        clerk.follows("Báo cáo một hoạt động")
        clerk.fills_in(clause="III.1.b4", kind="inspection_conducted", title=DONE, quantity="1.000", measure="cuộc")
        clerk.page.get_by_role("button", name="Ghi vào sổ cái").click()
        expect(clerk.page.get_by_label("Khối lượng")).to_have_attribute("aria-invalid", "true")
        expect(clerk.page.get_by_label("Đã làm gì")).to_have_value(DONE)
        clerk.picture("unit-form-given-back")

        clerk.fills_in(quantity="1")
        clerk.records()
        clerk.reads("Đã ghi vào sổ cái, vị trí")
        with clerk.page.expect_download() as kept:
            clerk.follows("Tải bằng chứng")
        assert Path(kept.value.path()).read_text().startswith("c2sp.org/tlog-proof@v1\n")

        clerk.goes_to("Tìm kiếm")
        clerk.page.get_by_label("Từ cần tìm").fill("kiem tra tien do tai xa mai ha")
        clerk.page.get_by_role("main").get_by_role("button", name="Tìm").click()
        clerk.page.get_by_role("row", name=re.compile(DONE)).get_by_role("link").first.click()
        clerk.follows("Đính chính")
        clerk.fills_in(changes__quantity="2", reason="Kiểm tra hai cuộc trong cùng một ngày")
        clerk.picture("unit-correction")
        clerk.records()
        clerk.reads("Kiểm tra hai cuộc trong cùng một ngày")
