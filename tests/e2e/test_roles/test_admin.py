"""An administrator: how the installation stands, who is let in, and rules that are checked before publishing."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import token, travelling

pytestmark = pytest.mark.slow

NAME, PASSWORD = "van-thu-thcb", "chiếc cầu tre bắc qua suối nhỏ"


def test_an_administrator_lets_a_clerk_in_and_out_and_checks_a_rule_set(browser: Browser, demo: Demo) -> None:
    """The administrator, on the day on which a new clerk begins.

    1. He signs in and stands before how the installation is: what answers, how far it is, what was given up.
    2. He makes an account for a clerk, and is told that the role needs a unit; nothing typed is lost.
    3. He hands her the first password, which is shown once. She signs in with it, has to choose her own, and stands
       before her own unit.
    4. He locks the account: she is let in no more, from that moment on.
    5. He tries a rule set with a mistake in it. The page says in which line; nothing is published.
    """
    with travelling(browser, demo) as admin, travelling(browser, demo) as clerk:
        admin.sign_in_by_token(token(demo, "admin"))
        admin.reads("Nhìn nhanh")
        admin.picture("admin-front")

        admin.follows_tab("Tài khoản")
        admin.follows("Tạo tài khoản")
        admin.fills_in(name=NAME, role="unit")
        admin.page.locator("main form button").first.click()
        expect(admin.page.locator("#unit_id-fault")).to_be_visible()
        expect(admin.page.locator("main [name=name]")).to_have_value(NAME)
        admin.fills_in(unit_id="thcb")
        admin.page.locator("main form button").first.click()
        first = admin.page.locator("#password").inner_text()
        admin.follows("Về danh sách tài khoản")
        account = admin.page.get_by_role("row", name=NAME)
        expect(account).to_be_visible()
        admin.picture("admin-accounts")

        clerk.sign_in_first(NAME, first, PASSWORD)
        clerk.reads("Trung tâm Tin học và Công báo", "Báo cáo một hoạt động")

        account.get_by_role("link", name="Khóa").click()
        admin.page.locator("main form button").first.click()
        expect(account).to_contain_text("Mở khóa")
        clerk.page.reload()
        expect(clerk.page.locator(".who")).to_contain_text("Đăng nhập")

        admin.follows_tab("Quy tắc")
        text = admin.page.get_by_label("Nội dung (YAML)")
        text.fill("rule_sets:\n  - id: nd-2027\n    in_force: [nothing\n")
        admin.page.get_by_role("button", name="Kiểm tra").click()
        expect(admin.page.get_by_role("alert")).to_contain_text("Dòng")
        expect(text).to_have_value("rule_sets:\n  - id: nd-2027\n    in_force: [nothing\n")
        admin.picture("admin-rules")
