"""From a signature in awards to the gazette centre's queue in tracking, and off it by what the publisher states."""

import re
from typing import Any

from tests.examples import TODAY
from tests.integration.awards.story import AUTHORITY, SUBJECT, Story
from tests.integration.door.statements import open_event

NUMBER = "231/QĐ-VP"


def queue(story: Story, *, after: int) -> list[tuple[str, str, str]]:
    answer = story.awards.tracking.read(f"/{story.campaign}/publication", "publisher", after=str(after))
    assert answer.status_code == 200, answer.text
    return [(one["task"], one["doc_no"], one["channel"]) for one in answer.json()["publication"]]


def post(story: Story, short: str, **data: Any) -> int:
    said = open_event(short, {"document_id": "QD-231", "channel": "FEED"} | data, story.campaign)
    answer = story.awards.tracking.post(said, "publisher", "cb-cong-bao")
    assert answer.status_code == 201, answer.text
    position: int = answer.json()["position"]
    return position


def test_a_decision_waits_until_it_is_posted_and_is_called_back_when_it_is_annulled(story: Story) -> None:
    story.up_to_minutes()
    signed = story.decide().json()["position"]
    posted = {"doc_no": NUMBER, "title": "Quyết định tặng Giấy khen", "url": "https://congbao.example.vn/231"}
    annulment = {"ground": "FALSE_DECLARATION", "annulment_no": "9/QĐ-VP", "annulled_on": TODAY}

    first = queue(story, after=signed)
    up = post(story, "document.published", **posted, sha256="ab" * 32, published_on=TODAY)
    second = queue(story, after=up)
    annulled = story.tell("award.annulled", {"decision_no": NUMBER} | SUBJECT | annulment, AUTHORITY)
    third = queue(story, after=annulled)
    down = post(story, "document.unpublished", unpublished_on=TODAY, reason="Quyết định 9/QĐ-VP hủy bỏ")

    assert {("POST", NUMBER, "FEED"), ("POST", NUMBER, "PORTAL"), ("POST", "12/BB-HĐTĐKT", "FEED")} <= {*first}
    assert [one for one in second if one[1] == NUMBER] == [("POST", NUMBER, "PORTAL")]
    assert [one for one in third if one[1] == NUMBER] == [("RETRACT", NUMBER, "FEED")]
    assert ("POST", "9/QĐ-VP", "PORTAL") in third
    assert NUMBER not in {number for _, number, _ in queue(story, after=down)}


def test_the_page_says_in_both_languages_what_is_to_be_done(story: Story) -> None:
    story.up_to_minutes()
    position = story.decide().json()["position"]
    tracking = story.awards.tracking

    def shown(language: str) -> str:
        asked = {"campaign": story.campaign, "lang": language, "after": str(position)}
        answer = tracking.client.get("/publication", params=asked, headers=tracking.headers("publisher"))
        assert answer.status_code == 200, answer.text
        return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())

    assert f"{NUMBER} Quyết định khen thưởng Cổng thông tin tỉnh" in shown("vi")
    assert f"{NUMBER} Award decision The province's portal" in shown("en").replace("&#39;", "'")
    assert "P-1" not in shown("vi")
