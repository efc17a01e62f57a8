"""What is public, over the real door: posted by the publisher, read by anybody as long as it may be, fed to portals."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from shared.core.values import Role
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event

ATOM: Final = "{http://www.w3.org/2005/Atom}"
DAY: Final = datetime(2025, 3, 10, 3, tzinfo=UTC)


def posting(campaign: str, number: str, **more: str) -> dict[str, Any]:
    data = {
        "document_id": f"QD-{number}",
        "doc_no": f"{number}/QĐ-VPUBND",
        "title": f"Quyết định {number}",
        "channel": "PORTAL",
        "url": f"https://congbao.example.vn/{number}",
        "sha256": "ab" * 32,
        "published_on": "2025-03-10",
    }
    return open_event("document.published", data | more, campaign)


def taken_down(campaign: str, number: str) -> dict[str, Any]:
    data = {"document_id": f"QD-{number}", "channel": "PORTAL", "unpublished_on": "2025-03-10", "reason": "Thu hồi"}
    return open_event("document.unpublished", data, campaign)


@pytest.fixture
def posted(tracking: RunningTracking, campaign: str) -> str:
    """A campaign with three papers: one that stays, one that stays a month, one that was taken down."""
    said = [posting(campaign, "88"), posting(campaign, "89", take_down_on="2025-04-10"), posting(campaign, "90")]
    for one in (*said, taken_down(campaign, "90")):
        answer = tracking.post(one, "publisher", "cb-cong-bao")
        assert answer.status_code == 201, answer.text
    position = answer.json()["position"]
    assert tracking.read(f"/{campaign}", after=str(position)).status_code == 200
    return campaign


def titles(tracking: RunningTracking, campaign: str) -> list[str]:
    answer = tracking.client.get(f"/tracking/campaigns/{campaign}/documents")
    assert answer.status_code == 200
    return [one["title"] for one in answer.json()["documents"]]


def test_anybody_reads_what_may_be_public_on_the_day(tracking: RunningTracking, posted: str) -> None:
    try:
        tracking.clock.move_to(DAY)
        today = titles(tracking, posted)
        tracking.clock.move_to(DAY + timedelta(days=31))
        later = titles(tracking, posted)
    finally:
        tracking.clock.move_to(DAY)

    assert (today, later) == (["Quyết định 89", "Quyết định 88"], ["Quyết định 88"])


def test_who_is_signed_in_sees_what_was_taken_down_and_why(tracking: RunningTracking, posted: str) -> None:
    [gone] = [one for one in tracking.read(f"/{posted}/documents").json()["documents"] if "unpublished_on" in one]

    assert (gone["document_id"], gone["unpublished_on"], gone["reason"]) == ("QD-90", "2025-03-10", "Thu hồi")


@pytest.mark.parametrize("role", ["unit", "secretary", "admin"])
def test_the_publisher_alone_posts(tracking: RunningTracking, campaign: str, role: Role) -> None:
    answer = tracking.post(posting(campaign, "91"), role, "hctc" if role == "unit" else "")

    assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not_state")


def test_what_is_no_web_address_is_refused_by_name(tracking: RunningTracking, campaign: str) -> None:
    answer = tracking.post(posting(campaign, "92", url="javascript:alert(1)"), "publisher")

    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, ["/data/url"])


def test_a_portal_reads_the_feed_and_is_told_when_nothing_is_new(tracking: RunningTracking, posted: str) -> None:
    tracking.clock.move_to(DAY)
    first = tracking.client.get(f"/feeds/{posted}.atom")
    again = tracking.client.get(f"/feeds/{posted}.atom", headers={"If-None-Match": first.headers["etag"]})

    root = ET.fromstring(first.content)  # noqa: S314 - our own words
    assert first.headers["content-type"].startswith("application/atom+xml")
    assert [one.findtext(f"{ATOM}title") for one in root.findall(f"{ATOM}entry")] == ["Quyết định 89", "Quyết định 88"]
    own = next(link.attrib["href"] for link in root.findall(f"{ATOM}link") if link.attrib["rel"] == "self")
    assert own.endswith(f"/feeds/{posted}.atom")
    assert (again.status_code, again.content) == (304, b"")


def test_a_paper_posted_in_two_places_is_shown_once_and_stays_while_one_of_them_stands(
    tracking: RunningTracking, posted: str
) -> None:
    tracking.clock.move_to(DAY)
    again = tracking.post(posting(posted, "88", channel="GAZETTE", url="https://bao.example.vn/88"), "publisher")
    both, entries = _shown(tracking, posted, after=again.json()["position"])
    gone = tracking.post(taken_down(posted, "88"), "publisher")
    one, _ = _shown(tracking, posted, after=gone.json()["position"])

    assert entries == ["Quyết định 89", "Quyết định 88"]
    assert both == ["https://congbao.example.vn/88"]
    assert one == ["https://bao.example.vn/88"]


def _shown(tracking: RunningTracking, campaign: str, *, after: int) -> tuple[list[str], list[str]]:
    """Where the overview leads for the paper 88, and the titles in the feed."""
    page = tracking.client.get("/", params={"campaign": campaign, "after": str(after)}).text
    feed = tracking.client.get(f"/feeds/{campaign}.json", params={"after": str(after)}).json()
    return re.findall(r'href="(https://\S+/88)"', page), [one["title"] for one in feed["items"]]


@pytest.mark.parametrize("name", ["none.atom", "{campaign}.pdf"])
def test_there_is_no_feed_of_what_is_not_there(tracking: RunningTracking, posted: str, name: str) -> None:
    assert tracking.client.get(f"/feeds/{name.format(campaign=posted)}").status_code == 404


def test_the_overview_shows_what_is_public_and_leads_to_the_feeds(tracking: RunningTracking, posted: str) -> None:
    tracking.clock.move_to(DAY)
    page = tracking.client.get("/", params={"campaign": posted}).text

    assert 'href="https://congbao.example.vn/88"' in page
    assert "Quyết định 90" not in page
    assert f'type="application/rss+xml" href="/feeds/{posted}.rss"' in page


@pytest.mark.parametrize("wanted", ["88/qd-vpubnd", "quyet dinh 88"])
def test_a_paper_is_found_by_its_number_and_title_as_long_as_it_is_public(
    tracking: RunningTracking, posted: str, wanted: str
) -> None:
    headers = tracking.headers("unit", "hctc")
    asked = [wanted, wanted.replace("88", "90"), "ab" * 32]

    found = [
        tracking.client.get("/search", params={"campaign": posted, "q": q}, headers=headers, follow_redirects=True).text
        for q in asked
    ]

    assert ['href="https://congbao.example.vn/88"' in text for text in found] == [True, False, True]
    assert ["Quyết định 88" in text for text in found] == [True, False, True]
