"""Searching tracking's things through the real door: each role finds what it may see, and nobody what is sealed."""

import re
from typing import Final
from urllib.parse import unquote_plus

import httpx
import pytest

from services.tracking.web import listing
from shared.core.access import ROLES
from shared.core.values import Role
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import ADDRESS, NAME, activity, household, open_event
from tests.integration.door.test_reads import MAI_CHAU, tell

NUMBER: Final = "017190888777"
OTHERS: Final[list[tuple[Role, str]]] = [(role, "") for role in sorted(ROLES - {"unit"})]
READERS: Final[list[tuple[Role, str]]] = [("unit", MAI_CHAU), ("unit", "hctc"), *OTHERS]
# By what is looked for: the ids that may be found, and who finds them.
FOUND: Final[dict[str, tuple[str, set[tuple[str, str]]]]] = {
    "huyen mai chau": (f"/units/{MAI_CHAU}", set(READERS)),
    "hb-search": ("/households/HB-search", {("unit", MAI_CHAU), ("verifier", ""), ("auditor", "")}),
    "xoa nha tam dot1": ("/activities/HD-search", {("unit", "hctc"), ("auditor", "")}),
    "TẠM xóa đợt1": ("/activities/HD-search", {("unit", "hctc"), ("auditor", "")}),
    "sửa nhà": ("/activities/HD-search", set()),
    ADDRESS: ("HB-search", set()),
    NUMBER: ("HB-search", set()),
}


@pytest.fixture(scope="module")
def told(tracking: RunningTracking) -> tuple[str, int]:
    """A campaign with a sealed name and an activity whose title was corrected; where the last fact stands."""
    campaign = launched(tracking)
    said = activity(campaign, activity_id="HD-search", title="Tập huấn sửa nhà")
    changes = {"activity_id": "HD-search", "changes": {"title": "Tập huấn xóa nhà tạm Đợt1"}, "reason": "Ghi nhầm"}
    correction = open_event("activity.corrected", changes, campaign, source="/units/hctc")
    tell(tracking, (household(campaign, "HB-search", number=NUMBER), "unit", MAI_CHAU), (said, "unit", "hctc"))
    return campaign, tell(tracking, (correction, "unit", "hctc"))


def search(
    tracking: RunningTracking, told: tuple[str, int], wanted: str, reader: tuple[Role, str], **query: str
) -> httpx.Response:
    asked = {"campaign": told[0], "q": wanted, **({} if "as_of" in query else {"after": str(told[1])}), **query}
    return tracking.client.get("/search", params=asked, headers=tracking.headers(*reader), follow_redirects=True)


@pytest.mark.parametrize("reader", READERS, ids="-".join)
def test_a_role_finds_what_it_may_see_and_nobody_what_is_sealed(
    tracking: RunningTracking, told: tuple[str, int], reader: tuple[Role, str]
) -> None:
    answers = {wanted: search(tracking, told, wanted, reader) for wanted in FOUND}

    assert {answer.status_code for answer in answers.values()} == {200}
    for wanted, (link, finders) in FOUND.items():
        assert (f"{link}?" in answers[wanted].text) is (reader in finders), wanted


def test_a_name_is_found_by_those_alone_who_may_open_it(tracking: RunningTracking, told: tuple[str, int]) -> None:
    asked = {reader: search(tracking, told, "bui thi MAI", reader, unit=MAI_CHAU) for reader in READERS}

    shown = {reader for reader, answer in asked.items() if NAME in answer.text}
    assert shown == {("unit", MAI_CHAU), ("verifier", "")}
    assert "/households/HB-search?" in asked["unit", MAI_CHAU].text
    assert NAME not in search(tracking, told, "bui thi MAI", ("verifier", "")).text, "no unit was named"


def test_an_erased_name_is_found_by_nobody(tracking: RunningTracking, told: tuple[str, int]) -> None:
    gone = household(told[0], "HB-gone", number="017190888778")
    position = tell(tracking, (gone, "unit", MAI_CHAU))
    before = search(tracking, (told[0], position), "bui thi mai", ("unit", MAI_CHAU))
    erasure = {"subject_kind": "HOUSEHOLD", "subject_id": "HB-gone", "scope": "ALL", "basis": "Đơn đề nghị xóa"}
    erased = tell(tracking, (open_event("personal_data.erased", erasure, told[0]), "admin", ""))

    after = search(tracking, (told[0], erased), "bui thi mai", ("unit", MAI_CHAU))
    then = search(tracking, told, "bui thi mai", ("unit", MAI_CHAU), as_of=str(position))

    assert "/households/HB-gone?" in before.text
    assert "/households/HB-search?" in after.text
    assert "/households/HB-gone?" not in after.text
    assert "/households/HB-gone?" not in then.text


def test_without_sign_in_nothing_is_searched(tracking: RunningTracking, told: tuple[str, int]) -> None:
    answer = tracking.client.get("/search", params={"campaign": told[0], "q": "hctc"})

    assert answer.status_code == 401


def test_the_same_words_lead_on_to_those_who_keep_the_rest(tracking: RunningTracking, told: tuple[str, int]) -> None:
    auditors = search(tracking, told, "HD-search", ("auditor", ""))
    verifiers = search(tracking, told, "HD-search", ("verifier", ""))

    onward = r'href="(/(?:awards|audit)/pages/(?:candidates|log)\?[^"]*sought=[^"]+)"'
    assert len(re.findall(onward, auditors.text)) == 2
    assert re.findall(onward, verifiers.text) == []


def test_the_past_is_searched_as_it_was_and_nothing_means_nothing(
    tracking: RunningTracking, told: tuple[str, int]
) -> None:
    before = search(tracking, told, "sua nha", ("auditor", ""), as_of=str(told[1] - 1000))
    nothing = search(tracking, told, "không có gì như vậy", ("auditor", ""), lang="vi")
    unasked = search(tracking, told, " ", ("auditor", ""), lang="vi")

    assert "/activities/HD-search?" in before.text
    assert "Không tìm thấy gì" in nothing.text
    assert "Không tìm thấy gì" not in unasked.text


def test_a_long_list_is_searched_stretch_by_stretch_and_an_id_is_found_wherever_it_stands(
    tracking: RunningTracking, told: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = activity(told[0], activity_id="HD-searcher", title="Việc khác")
    position = tell(tracking, (newer, "unit", "hctc"))
    monkeypatch.setattr(listing, "STRETCH", 1)

    first = search(tracking, (told[0], position), "xoa nha tam", ("auditor", ""))
    led = re.search(r'href="(/activities\?[^"]*from=[^"]+)"', first.text)
    by_id = search(tracking, (told[0], position), "HD-search", ("auditor", ""))

    assert led
    assert "/activities/HD-search?" not in first.text
    on = tracking.client.get(led[1].replace("&amp;", "&"), headers=tracking.headers("auditor"))
    assert "/activities/HD-search?" in on.text
    assert "/activities/HD-search?" in by_id.text


@pytest.mark.parametrize("path", ["/search", "/units", "/households", "/activities"])
def test_what_is_typed_stands_in_no_address_and_opens_for_whoever_typed_it_alone(
    tracking: RunningTracking, told: tuple[str, int], path: str
) -> None:
    mine, others = ({"Authorization": f"Bearer {tracking.access.create_token('auditor')[1]}"} for _ in range(2))
    form = {"campaign": told[0], "q": "Bùi Thị Mai", "lang": "vi"}

    sent = tracking.client.post(path, data=form, headers=mine)
    address = sent.headers["Location"]
    shown = tracking.client.get(address, headers=mine)
    of_another = tracking.client.get(address, headers=others)
    by_hand = tracking.client.get(path, params=form, headers=mine)

    assert (sent.status_code, by_hand.status_code) == (303, 303)
    assert 'value="Bùi Thị Mai"' in shown.text
    addresses = [address, by_hand.headers["Location"], *re.findall(r'(?:href|action)="([^"]*)"', shown.text)]
    assert len([one for one in addresses if "sought=" in one]) > 2
    assert not any("thị" in unquote_plus(one).lower() for one in addresses)
    assert (of_another.status_code, "sought" in of_another.headers["Location"]) == (303, False)


def test_what_another_sites_page_has_a_browser_look_for_is_looked_for_by_nobody(tracking: RunningTracking) -> None:
    answer = tracking.client.post("/search", data={"q": "x"}, headers={"Cookie": f"thidua_session=s_{'a' * 43}"})

    assert answer.status_code == 403
