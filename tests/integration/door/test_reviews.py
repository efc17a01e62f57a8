"""Reviews of a campaign over HTTP: stated by the secretary, and the pack of each: figures, awards, lessons."""

from io import BytesIO
from re import findall
from typing import Any, Final

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from shared.core.values import Role
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household, open_event
from tests.integration.door.test_quality import MAI_CHAU, recorded, report

HELD: Final = {
    "review_id": "SK-1",
    "kind": "PRELIMINARY",
    "held_on": "2025-03-07",
    "period": "2025-02",
    "minutes_no": "12/BB-VPUBND",
    "lessons": ["Giao chỉ tiêu theo tháng.", "Kiểm tra ba cứng trước khi chi."],
}


def held(campaign: str, **changes: Any) -> dict[str, Any]:
    return open_event("review.held", HELD | changes, campaign)


@pytest.fixture(scope="module")
def reviewed(tracking: RunningTracking) -> tuple[str, str]:
    """A campaign with a report on February that was reviewed, and where the review stands."""
    campaign = launched(tracking)
    recorded(tracking, report(campaign, {"started": 13}, period="2025-02"))
    return campaign, recorded(tracking, held(campaign), "secretary", "")


def test_a_review_is_listed_with_what_was_learnt(tracking: RunningTracking, reviewed: tuple[str, str]) -> None:
    campaign, position = reviewed

    answer = tracking.read(f"/{campaign}/reviews", "authority", after=position).json()

    [one] = answer["reviews"]
    assert {name: one[name] for name in HELD} == HELD
    assert one["position"] == int(position)


@pytest.mark.parametrize(("role", "papers"), [("secretary", 2), ("publisher", 2), ("admin", 0)])
def test_the_page_of_units_leads_whoever_may_read_them_to_every_paper(
    tracking: RunningTracking, reviewed: tuple[str, str], role: Role, papers: int
) -> None:
    campaign, position = reviewed
    query = {"campaign": campaign, "after": position, "lang": "en"}

    page = tracking.client.get("/units", params=query, headers=tracking.headers(role))

    links = findall(rf'href="(/tracking/campaigns/{campaign}/[^"]+)"', page.text)
    names = [f"{kind}.{ending}" for kind in ("reviews/SK-1", "reports/2025-02") for ending in ("docx", "xlsx")]
    assert [one.partition(f"{campaign}/")[2] for one in links] == names[: 2 * papers]
    assert page.text.count("Preliminary review, 7 March 2025: DOCX") == papers // 2
    answers = [tracking.client.get(one, headers=tracking.headers(role)).status_code for one in links]
    assert answers == [200] * len(links)


def test_its_pack_holds_figures_and_lessons_and_is_the_same_whatever_comes(
    tracking: RunningTracking, reviewed: tuple[str, str]
) -> None:
    campaign, position = reviewed
    path = f"/{campaign}/reviews/SK-1"
    first = tracking.read(f"{path}.docx", "secretary", after=position)

    later = recorded(tracking, household(campaign))

    again = tracking.read(f"{path}.docx", "auditor", after=later)
    assert (first.status_code, again.content) == (200, first.content)
    word = Document(BytesIO(first.content))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    said = [line.text for line in word.paragraphs]
    assert {"Huyện Mai Châu", "13", *HELD["lessons"]} <= cells
    assert any("Hội nghị sơ kết họp ngày 07/03/2025, biên bản số 12/BB-VPUBND" in line for line in said)
    assert any(line.endswith("Kết quả khen thưởng") for line in said)
    sheet = CalamineWorkbook.from_filelike(BytesIO(tracking.read(f"{path}.xlsx").content)).get_sheet_by_index(0)
    in_sheet = {str(cell) for row in sheet.to_python() for cell in row}
    assert {"HỒ SƠ SƠ KẾT PHONG TRÀO THI ĐUA", "Huyện Mai Châu", *HELD["lessons"]} <= in_sheet


def test_its_paper_is_found_by_its_hash_without_sign_in(tracking: RunningTracking, reviewed: tuple[str, str]) -> None:
    campaign, position = reviewed
    [one] = tracking.read(f"/{campaign}/reviews", after=position).json()["reviews"]

    found = tracking.client.get(f"/tracking/verify/{one['paper']['sha256']}").json()

    assert (found["about"], found["position"]) == ({"kind": "review", "id": "SK-1"}, int(position))


@pytest.mark.parametrize(
    ("changes", "role", "status", "code"),
    [
        ({"review_id": "SK-2"}, "unit", 403, ""),
        ({"minutes_no": "13/BB-VPUBND"}, "secretary", 422, "review_id_used"),
        ({"review_id": "SK-3", "held_on": "2031-01-01"}, "secretary", 422, "day_in_future"),
        ({"review_id": "SK-4", "period": "2025-Q1"}, "secretary", 422, "period_of_other_kind"),
        ({"review_id": "SK-5", "kind": "YEARLY"}, "secretary", 400, ""),
    ],
)
def test_what_cannot_be_is_refused(
    tracking: RunningTracking, reviewed: tuple[str, str], *, changes: dict[str, str], role: str, status: int, code: str
) -> None:
    answer = tracking.post(held(reviewed[0], **changes), role, MAI_CHAU if role == "unit" else "")

    assert answer.status_code == status, answer.text
    assert not code or answer.json()["code"] == code


def test_who_reads_no_consolidated_report_reads_no_review(tracking: RunningTracking, reviewed: tuple[str, str]) -> None:
    campaign, _ = reviewed

    assert tracking.read(f"/{campaign}/reviews", "unit", MAI_CHAU).status_code == 403
    assert tracking.read(f"/{campaign}/reviews/SK-1.xlsx", "admin").status_code == 403
    assert tracking.read(f"/{campaign}/reviews/none.docx").status_code == 404
    assert tracking.read("/none/reviews").status_code == 404
