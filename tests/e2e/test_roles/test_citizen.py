"""A citizen, who has no account: how far the province is, what is public, and that nothing of it names anybody."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import PHONE, travelling

pytestmark = pytest.mark.slow


def test_a_citizen_sees_how_far_the_province_is_and_no_name_of_anybody(browser: Browser, demo: Demo) -> None:
    """Somebody at a bus stop, with a phone.

    1. The front page says how many houses are finished, of how many.
    2. The figures behind the chart can be opened.
    3. Persons who are suggested are counted, not named.
    4. It can be asked how it stood on 14 May 2025, and led back from there.
    5. What proves the log can be read by anybody, and all of it in English.
    """
    with travelling(browser, demo, viewport=PHONE) as citizen:
        citizen.page.goto("/")
        citizen.reads("trên 3.194 nhà đã hoàn thành", "chỉ hiện với người đã đăng nhập")
        expect(citizen.page.get_by_role("main")).not_to_contain_text("cb-")
        citizen.picture("citizen-phone")
        citizen.page.get_by_text("Số liệu của biểu đồ").click()
        expect(citizen.page.get_by_role("row", name="31/12/2025")).to_be_visible()

        citizen.page.goto("/?as_of=2025-05-14T17:00:00%2B07:00")
        citizen.reads("Đang xem số liệu như hệ thống đã ghi nhận")
        citizen.follows("Về hiện tại")

        citizen.goes_to("Kiểm chứng")
        expect(citizen.page.get_by_role("img", name="Mã QR của mốc đã ký")).to_be_visible()
        citizen.picture("citizen-checkpoint")
        citizen.changes_language("English")
        citizen.reads("The newest signed checkpoint")
