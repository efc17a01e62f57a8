"""The pages of households and activities through the real door: whose they are, whose name opens, and what they say."""

import csv
import re
from io import StringIO
from typing import Final

import httpx
import pytest

from shared.core.values import Role
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import ADDRESS, NAME, activity, household, open_event
from tests.integration.door.test_reads import MAI_CHAU, tell, whole_life

NUMBER: Final = "017190888002"
TITLE: Final = "=1+1 kiểm tra tại xã Mai Hạ"
CORRECTION: Final = {"activity_id": "HD-page", "changes": {"quantity": 3.5}, "reason": "Đếm thiếu"}


@pytest.fixture(scope="module")
def told(tracking: RunningTracking) -> tuple[str, int, int]:
    """A campaign with two households and a corrected activity; where its recording and its correction stand."""
    campaign = launched(tracking)
    tell(tracking, *whole_life(campaign), (household(campaign, "HB-page", number=NUMBER), "unit", MAI_CHAU))
    said = activity(campaign, activity_id="HD-page", title=TITLE, quantity=2.5)
    first = tell(tracking, (said, "unit", "hctc"))
    correction = open_event("activity.corrected", CORRECTION, campaign, source="/units/hctc")
    return campaign, first, tell(tracking, (correction, "unit", "hctc"))


def page(
    tracking: RunningTracking, path: str, told: tuple[str, int, int], role: str = "auditor", who: str = "", **query: str
) -> httpx.Response:
    asked = {"campaign": told[0], "lang": "vi", **({} if "as_of" in query else {"after": str(told[2])}), **query}
    return tracking.client.get(path, params=asked, headers=tracking.headers(role, who), follow_redirects=True)


def words_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


@pytest.mark.parametrize(
    ("path", "reader", "status"),
    [
        ("/households", ("unit", MAI_CHAU), 200),
        ("/households", ("verifier", ""), 200),
        ("/households", ("council", ""), 403),
        ("/households/HB-page", ("unit", MAI_CHAU), 200),
        ("/households/HB-page", ("unit", "hctc"), 403),
        ("/households/HB-page", ("secretary", ""), 403),
        ("/households/nothing", ("auditor", ""), 404),
        ("/activities", ("unit", "hctc"), 200),
        ("/activities", ("verifier", ""), 403),
        ("/activities/HD-page", ("unit", "hctc"), 200),
        ("/activities/HD-page", ("unit", "vpubnd"), 403),
        ("/activities/nothing", ("auditor", ""), 404),
    ],
)
def test_a_page_is_for_those_alone_who_may_read_the_same_as_json(
    tracking: RunningTracking, told: tuple[str, int, int], path: str, reader: tuple[Role, str], status: int
) -> None:
    answer = page(tracking, path, told, *reader)

    assert answer.status_code == status
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/households", "/households/HB-page", "/activities", "/activities/HD-page"])
def test_without_sign_in_there_is_nothing_but_the_way_to_sign_in(
    tracking: RunningTracking, told: tuple[str, int, int], path: str
) -> None:
    answer = tracking.client.get(path, params={"campaign": told[0]})

    assert answer.status_code == 401
    assert "/sign-in?" in answer.text


def test_a_unit_sees_its_own_in_a_list_and_may_not_ask_for_anothers(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    own = page(tracking, "/households", told, "unit", MAI_CHAU)
    none = page(tracking, "/households", told, "unit", "hctc")
    others = page(tracking, "/households", told, "unit", "hctc", unit=MAI_CHAU)

    assert "HB-page" in own.text
    assert "HB-page" not in none.text
    assert others.status_code == 403


@pytest.mark.parametrize(("role", "who"), [("unit", MAI_CHAU), ("verifier", ""), ("auditor", "")])
def test_a_name_is_opened_for_its_unit_and_the_verifier_alone(
    tracking: RunningTracking, told: tuple[str, int, int], role: Role, who: str
) -> None:
    one = page(tracking, "/households/HB-page", told, role, who)
    listed = page(tracking, "/households", told, role, who)

    assert (NAME in one.text) is (role != "auditor")
    assert ("Đã niêm phong" in one.text) is (role == "auditor")
    assert NAME not in listed.text
    assert NUMBER not in one.text + listed.text
    assert ADDRESS not in one.text + listed.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"state": "handed_over"}, {"HB-MC-0001"}),
        ({"state": "identified"}, {"HB-page"}),
        ({"track": "CAMPAIGN"}, set()),
        ({"unit": MAI_CHAU}, {"HB-MC-0001", "HB-page"}),
        ({"q": "hb-p"}, {"HB-page"}),
    ],
)
def test_filters_in_the_address_choose_households(
    tracking: RunningTracking, told: tuple[str, int, int], query: dict[str, str], shown: set[str]
) -> None:
    answer = page(tracking, "/households", told, **query)

    assert set(re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]*)</a>', answer.text)) == shown


def test_a_house_tells_its_life_its_money_and_its_three_hards(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    said = words_of(page(tracking, "/households/HB-MC-0001", told))

    assert "HB-MC-0001 Đã bàn giao" in said
    assert "Mức hỗ trợ 60.000.000 đồng" in said
    assert "Đã hỗ trợ 36.000.000 đồng" in said
    assert "Nền cứng: đạt" in said
    assert "Hoàn thành 09:00, 10/03/2025 Ngày hoàn thành: 08/03/2025; Diện tích (m²): 42" in said
    assert said.index("Đưa vào danh sách") < said.index("Phê duyệt hỗ trợ") < said.index("Kiểm tra chất lượng")


def test_an_activity_shows_its_correction_and_leads_to_its_proof(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    answer = page(tracking, "/activities/HD-page", told, "unit", "hctc")

    said = words_of(answer)
    assert "Khối lượng 3,5" in said
    assert "Đính chính 09:00, 10/03/2025 Lý do: Đếm thiếu; Khối lượng: 3,5" in said
    assert f'href="/audit/proofs/{told[2]}"' in answer.text


def test_an_earlier_moment_shows_the_activity_before_its_correction(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    then = words_of(page(tracking, "/activities/HD-page", told, as_of=str(told[1])))

    assert "Khối lượng 2,5" in then
    assert "Đếm thiếu" not in then


def test_a_list_speaks_english(tracking: RunningTracking, told: tuple[str, int, int]) -> None:
    said = words_of(page(tracking, "/activities", told, lang="en"))

    assert "1 in all" in said
    assert "Inspection III.1.b4 3.5 cuộc 10 March 2025 Recorded" in said


def test_a_list_is_a_file_in_which_no_cell_starts_a_formula(
    tracking: RunningTracking, told: tuple[str, int, int]
) -> None:
    answer = page(tracking, "/activities", told, format="csv")

    _, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert row[:2] == ["HD-page", f"'{TITLE}"]
    assert row[5] == "3.5"
