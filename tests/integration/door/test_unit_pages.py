"""The pages of units through the real door: who sees them, what they say in both languages and at earlier moments."""

import csv
import re
from io import BytesIO, StringIO
from typing import Final
from zipfile import ZipFile

import httpx
import pytest

from tests.examples import OBSTACLE, REPORT
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, event, open_event
from tests.integration.door.test_reads import MAI_CHAU, tell, whole_life

CORRECTED: Final = {"report_id": REPORT.report_id, "figures": {"started": 11}, "reason": "=đếm hai lần"}


@pytest.fixture(scope="module")
def told(tracking: RunningTracking) -> tuple[str, int, int]:
    """A campaign in which Mai Châu has reported and corrected; where the report stands, and where the correction."""
    campaign = launched(tracking)
    before = tell(tracking, *whole_life(campaign), (activity(campaign, quantity=2.5), "unit", "hctc"))
    said = open_event("report.corrected", CORRECTED, campaign, source=f"/units/{MAI_CHAU}")
    after = tell(tracking, (event(OBSTACLE, campaign), "unit", MAI_CHAU), (said, "unit", MAI_CHAU))
    return campaign, before, after


def page(
    tracking: RunningTracking, path: str, campaign: str, role: str = "council", who: str = "", **query: str | int
) -> httpx.Response:
    asked = {"campaign": campaign, "lang": "vi", **{name: str(value) for name, value in query.items()}}
    return tracking.client.get(path, params=asked, headers=tracking.headers(role, who), follow_redirects="q" in query)


def words_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


def test_units_stand_side_by_side_with_what_is_complete_and_what_is_in_time(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    campaign, _, position = told

    answer = page(tracking, "/units", campaign, after=position)

    said = words_of(answer)
    assert "4 trên 4 đơn vị" in said
    # houses to build, done, share, activities, verified, reports due, received, on time, standing, money
    assert re.search(r"Huyện Mai Châu 1 1 100% 0 0 1 1 0 Có lần chậm 50\.000\.000 đồng 36\.000\.000 đồng", said)
    assert f'href="/units/{MAI_CHAU}?campaign={campaign}&amp;lang=vi"' in answer.text
    assert int(answer.headers["X-Position"]) >= position


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "mai chau"}, {"Huyện Mai Châu"}),
        ({"q": "HCTC"}, {"Phòng Hành chính - Tổ chức"}),
        ({"sort": "local"}, {"Huyện Mai Châu"}),
        ({"standing": "late"}, {"Huyện Mai Châu"}),
        ({"sort": "office", "standing": "late"}, set()),
        ({"q": "không có"}, set()),
    ],
)
def test_filters_in_the_address_choose_units(
    tracking: RunningTracking, told: tuple[str, int, int], query: dict[str, str], shown: set[str]
) -> None:
    answer = page(tracking, "/units", told[0], **query)

    assert set(re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', answer.text)) == shown
    assert ("Không có đơn vị nào khớp" in answer.text) is (not shown)


def test_a_unit_shows_what_it_reported_late_and_corrected_with_its_place_in_the_log(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    campaign, _, position = told

    answer = page(tracking, f"/units/{MAI_CHAU}", campaign, after=position)

    said = words_of(answer)
    assert "tháng 02/2025 05/03/2025 10/03/2025 Chậm 1" in said
    assert "=đếm hai lần started 12 started 11" in said
    assert f'href="/audit/proofs/{position}"' in answer.text


def test_an_earlier_moment_shows_the_unit_as_it_was_on_record_then(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    campaign, before, _ = told

    then = page(tracking, f"/units/{MAI_CHAU}", campaign, as_of=before)

    assert "Chưa có lần đính chính nào" in then.text
    assert "đếm hai lần" not in then.text
    assert f"as_of={before}" in then.text


def test_a_chosen_day_leads_to_its_last_moment(tracking: RunningTracking, told: tuple[str, int, int]) -> None:
    chosen = page(tracking, f"/units/{MAI_CHAU}", told[0], on="2025-03-09")
    wrong = page(tracking, f"/units/{MAI_CHAU}", told[0], on="hôm qua")

    assert chosen.status_code == 303
    assert "as_of=2025-03-09T23%3A59%3A59%2B07%3A00" in chosen.headers["location"]
    assert wrong.status_code == 400
    assert "phải là một ngày" in wrong.text


def test_the_same_page_speaks_english(tracking: RunningTracking, told: tuple[str, int, int]) -> None:
    answer = page(tracking, f"/units/{MAI_CHAU}", told[0], lang="en", after=told[2])

    assert '<html lang="en"' in answer.text
    assert "February 2025 5 March 2025 10 March 2025 Late 1" in words_of(answer)
    assert "36,000,000 đồng" in answer.text


@pytest.mark.parametrize("path", ["/units", f"/units/{MAI_CHAU}"])
def test_without_sign_in_the_page_asks_to_sign_in(
    tracking: RunningTracking, told: tuple[str, int, int], path: str
) -> None:
    answer = tracking.client.get(path, params={"campaign": told[0]})

    assert answer.status_code == 401
    assert "text/html" in answer.headers["content-type"]
    assert "/sign-in?" in answer.text


@pytest.mark.parametrize(("path", "campaign"), [("/units", "nowhere"), ("/units/nobody", ""), ("/units/hctc", "no")])
def test_what_is_not_there_is_told_on_a_page(
    tracking: RunningTracking, told: tuple[str, int, int], path: str, campaign: str
) -> None:
    answer = page(tracking, path, campaign or told[0])

    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_every_table_is_a_csv_in_which_no_cell_starts_a_formula(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    campaign, _, position = told

    answer = page(tracking, f"/units/{MAI_CHAU}", campaign, table="corrections", format="csv", after=position)

    heading, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert heading[:3] == ["Kỳ", "Ghi lúc", "Lý do"]
    assert (row[0], row[2], row[5]) == ("2025-02", "'=đếm hai lần", str(position))
    assert re.fullmatch(r'attachment; filename="corrections-\d+\.csv"', answer.headers["content-disposition"])


def test_every_table_is_a_workbook_without_formulas_and_with_numbers_as_numbers(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    answer = page(tracking, "/units", told[0], format="xlsx", after=told[2])

    with ZipFile(BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>50000000</v>" in sheet


@pytest.mark.parametrize(("query", "said"), [({"format": "pdf"}, "csv"), ({"format": "csv", "table": "x"}, "bảng")])
def test_a_file_that_there_is_none_of_is_refused(
    tracking: RunningTracking, told: tuple[str, int, int], query: dict[str, str], said: str
) -> None:
    answer = page(tracking, "/units", told[0], **query)

    assert answer.status_code == 400
    assert said in answer.text
