"""The secretary of the council: from a suggestion to the vote, by forms that say what comes next."""

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import travelling

pytestmark = pytest.mark.slow

DIVISION = "Phòng Nông nghiệp và Nông thôn (mẫu)"
PAPERS = ("SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES")
MEMBERS = ("lanh-dao-vp", "cb-hctc-01", "cb-thcb-01", "cong-doan-vp")
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_a_secretary_takes_a_division_from_a_suggestion_to_the_signed_minutes(browser: Browser, demo: Demo) -> None:
    """The secretary, from the suggestion to the vote.

    1. She signs in and stands before the suggestions; a filter leaves those for a commendation who meet everything.
    2. She proposes a division, and adds the papers that the page says are lacking.
    3. Nothing is lacking: she submits it, convenes the council, enters the tally and the minutes; the
       council sees the tally on a projector.
    4. The page says that the council agreed and the minutes are signed; the next step is not hers.
    """
    with travelling(browser, demo) as secretary:
        secretary.sign_in(*demo.accounts["secretary"])
        secretary.page.get_by_label("Hình thức khen thưởng").select_option("AGENCY_COMMENDATION")
        secretary.page.get_by_label("Kết quả xét").select_option("CANDIDATE")
        secretary.page.get_by_role("button", name="Lọc").click()

        secretary.follows(DIVISION)
        secretary.follows("Lập hồ sơ đề nghị")
        secretary.fills_in(nomination_id="DN-TK")
        secretary.records()
        secretary.reads("Đề nghị DN-TK", "còn thiếu")
        secretary.picture("secretary-dossier")
        for paper in PAPERS:
            secretary.follows("Thêm giấy tờ")
            secretary.fills_in(item=paper, name=f"{paper}.docx", sha256=HASH)
            secretary.records()
        expect(secretary.page.locator(".checks")).not_to_contain_text("còn thiếu")

        secretary.follows("Trình hồ sơ")
        secretary.fills_in(doc_no="91/TTr-NN", received_on="2025-12-20")
        secretary.records()
        secretary.follows("Triệu tập Hội đồng")
        secretary.fills_in(sitting_id="HD-TK", held_on="2025-12-22", members="\n".join(MEMBERS))
        secretary.records()
        secretary.follows("Kiểm phiếu")
        secretary.fills_in(sitting_id="HD-TK", present="4", yes="4", no="0", blank="0")
        secretary.picture("secretary-tally")
        secretary.records()
        secretary.reads("Hội đồng tán thành, chưa ký biên bản")
        secretary.follows("Trình chiếu tại phiên họp")
        secretary.reads("4/4 tán thành", "Cần trên 1/2 tổng số thành viên")
        secretary.picture("secretary-projector")
        secretary.page.get_by_role("link", name="Thôi trình chiếu").click()
        secretary.follows("Ký biên bản")
        secretary.fills_in(doc_no="13/BB-HĐTĐKT", signed_on="2025-12-22", signers="\n".join(MEMBERS[:2]))
        secretary.records()
        secretary.reads("Hội đồng tán thành, đã ký biên bản")
        expect(secretary.page.get_by_role("link", name="Quyết định khen thưởng")).to_have_count(0)
        secretary.picture("secretary-done")
