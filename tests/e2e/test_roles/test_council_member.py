"""A member of the council before a sitting: who is proposed and why, and a conflict of interest that is declared."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import proposed, token, travelling

pytestmark = pytest.mark.slow


def test_a_member_reads_the_dossier_and_declares_a_conflict_of_interest(browser: Browser, demo: Demo) -> None:
    """A member of the council reads on the evening before the sitting.

    1. He signs in with the token he was handed, and stands before the list of all that is suggested.
    2. He opens the division he is to vote on: every condition in plain words, its law, and the facts behind it.
    3. The dossier says what is there. His own part is one form: a conflict of interest.
    4. He declares it for the sitting; it stands in the history of the nomination.
    """
    proposed(demo, "DN-UV", "mau-xay-dung", sitting_id="HD-UV", members=("lanh-dao-vp", "cb-hctc-01"))
    with travelling(browser, demo) as member:
        member.sign_in_by_token(token(demo, "council", person_id="cb-hctc-01"))
        member.reads("Gợi ý khen thưởng")

        member.page.get_by_label("Tìm theo tên, mã hoặc số văn bản").fill("DN-UV")
        member.page.get_by_role("button", name="Lọc").click()
        member.follows("Phòng Xây dựng và Đô thị (mẫu)")
        member.reads("Các điều kiện", "Căn cứ:", "Đề nghị DN-UV", "Tờ trình", "đã có")
        member.picture("council-candidate")

        member.follows("Khai xung đột lợi ích")
        expect(member.page.get_by_label("Mã phiên họp")).not_to_have_value("")
        member.fills_in(sitting_id="HD-UV")
        member.picture("council-conflict")
        member.records()
        member.page.get_by_text("Diễn biến hồ sơ").click()
        member.reads("Khai xung đột lợi ích")
