"""Who has the authority to decide: what the council agreed on, and the decision that follows, with its paper."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.running_demo import Demo
from tests.e2e.traveller import proposed, stated, token, travelling

pytestmark = pytest.mark.slow

MEMBERS = ("lanh-dao-vp", "cb-hctc-01", "cb-thcb-01", "cong-doan-vp")


def test_the_head_of_the_agency_decides_on_what_the_council_agreed_to(browser: Browser, demo: Demo) -> None:
    """The head of the office, with a folder to sign.

    1. He signs in and looks for the division whose folder lies before him.
    2. The page says that the council agreed and signed; the facts behind each condition are one click away.
    3. He decides. The bonus follows from the law of that day; nobody enters it.
    4. The decision can be downloaded as the paper that is signed.
    """
    _agreed_to(demo, "DN-QD", "mau-tong-hop", sitting_id="HD-QD")
    with travelling(browser, demo) as head:
        head.sign_in_by_token(token(demo, "authority", person_id="lanh-dao-vp"))
        head.page.get_by_label("Tìm theo tên, mã hoặc số văn bản").fill("DN-QD")
        head.page.get_by_role("button", name="Lọc").click()
        head.follows("Phòng Tổng hợp (mẫu)")
        head.reads("Hội đồng tán thành, đã ký biên bản")
        head.picture("authority-agreed")

        head.follows("Quyết định khen thưởng")
        head.fills_in(
            decision_no="240/QĐ-VPUBND",
            decided_on="2025-12-24",
            signer__title="Chánh Văn phòng",
            signer__capacity="HEAD",
        )
        head.fills_in(signer__person_id="lanh-dao-vp")
        head.picture("authority-decision")
        head.records()

        head.reads("240/QĐ-VPUBND", "Tiền thưởng: 1.410.000 đồng")
        with head.page.expect_download() as kept:
            head.page.get_by_role("link", name="Quyết định", exact=True).click()
        assert kept.value.suggested_filename.endswith(".docx")


def _agreed_to(demo: Demo, nomination_id: str, unit_id: str, *, sitting_id: str) -> None:
    """The council voted for it, and its minutes are signed."""
    proposed(demo, nomination_id, unit_id, sitting_id=sitting_id, members=MEMBERS)
    votes = {"round": 1, "yes": 4, "no": 0, "blank": 0, "present": 4, "written_yes": 0, "written_no": 0}
    minutes = {"doc_no": "14/BB-HĐTĐKT", "signed_on": "2025-12-22", "signers": ["lanh-dao-vp", "cb-hctc-01"]}
    stated(
        demo,
        ("ballot.tallied", {"sitting_id": sitting_id, "nomination_id": nomination_id} | votes),
        ("minutes.signed", {"sitting_id": sitting_id} | minutes),
    )
