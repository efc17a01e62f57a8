"""Papers on their way to a portal: pushed once, tried again, proved by its answer, taken down, never by a rebuild."""

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from standardwebhooks.webhooks import Webhook

from deploy.local.checking import check_settings
from deploy.local.installation import CannotStart
from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import BEGINNING, RunningTracking
from tests.integration.door.statements import open_event
from tests.integration.door.test_documents import posting
from tests.integration.http_receiver import HANG_UP, Answer, Receiver
from tests.waiting import wait_until

SECRET: Final = "whsec_" + b64encode(b"k" * 32).decode()
TAKEN: Final = Answer(201, {}, json.dumps({"url": "https://portal.example.vn/vb/7", "id": 7}).encode())
OTHER: Final = Answer(
    201, {}, json.dumps({"url": "https://portal.example.vn/8", "id": 8, "sha256": "00" * 32}).encode()
)


class Pushed(NamedTuple):
    """A tracking that pushes to a portal, and where its files are."""

    tracking: RunningTracking
    portal: Receiver
    folder: Path

    def post(self, campaign: str, number: str, **more: str) -> None:
        answer = self.tracking.post(posting(campaign, number, channel="FEED", **more), "publisher", "cb-cong-bao")
        assert answer.status_code == 201, answer.text

    def on_portal(self, campaign: str) -> dict[str, dict[str, Any]]:
        """What stands on the portal by the log, or stood there."""
        answer = self.tracking.read(f"/{campaign}/documents").json()["documents"]
        return {one["document_id"]: one for one in answer if one["channel"] == "PORTAL"}

    def told(self, number: str, kind: str = "document.published") -> list[dict[str, Any]]:
        """What the portal was told of a paper, as often as it was."""
        said = [json.loads(one.body) for one in self.portal.sent]
        return [one for one in said if (one["type"], one["data"]["document_id"]) == (kind, f"QD-{number}")]

    def posted(self, campaign: str, number: str, **more: str) -> dict[str, Any]:
        """Post a paper in the feeds and wait until the log says that it stands on the portal."""
        self.post(campaign, number, **more)
        wait_until(lambda: f"QD-{number}" in self.on_portal(campaign))
        return self.on_portal(campaign)[f"QD-{number}"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushed]:
    portal = Receiver()
    portal.start()
    folder = tmp_path_factory.mktemp("portal")
    (folder / "portal.secret").write_text(f"{SECRET}\n")
    file = folder / "portal.yaml"
    file.write_text(f"url: {portal.url('/api')}\nsecret_file: portal.secret\nhosts_allowed: [127.0.0.1]\n")
    server = new_server(folder / "nats")
    tracking = RunningTracking(folder / "data", server, portal=file).start()
    enter_registry(tracking)
    yield Pushed(tracking, portal, folder / "data")
    tracking.close()
    server.stop()
    portal.stop()


@pytest.fixture
def pushed(running: Pushed) -> Iterator[Pushed]:
    running.portal.answers = [TAKEN]
    running.portal.sent.clear()
    running.tracking.clock.move_to(BEGINNING)
    yield running
    running.tracking.clock.move_to(BEGINNING)


def test_a_paper_of_the_feeds_is_pushed_signed_and_what_the_portal_answered_is_the_proof(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)

    proof = pushed.posted(campaign, "88", take_down_on="2025-06-15")

    (sent,) = pushed.portal.sent
    Webhook(SECRET).verify(sent.body, dict(sent.headers))
    assert json.loads(sent.body)["data"] == {
        "campaign": campaign,
        "document_id": "QD-88",
        "doc_no": "88/QĐ-VPUBND",
        "title": "Quyết định 88",
        "url": "https://congbao.example.vn/88",
        "sha256": "ab" * 32,
        "published_on": "2025-03-10",
        "take_down_on": "2025-06-15",
    }
    assert (proof["url"], proof["portal_id"], proof["sha256"]) == ("https://portal.example.vn/vb/7", "7", "ab" * 32)
    assert (proof["published_on"], proof["take_down_on"]) == ("2025-03-10", "2025-06-15")
    [fact] = [
        fact
        for commit in pushed.tracking.commits(campaign)
        for fact in commit.facts()
        if fact.source == "/services/tracking"
    ]
    assert fact.actor == "service:tracking"


def test_it_is_tried_again_in_the_same_words_until_the_answer_proves_this_very_paper(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)
    pushed.portal.answers = [Answer(HANG_UP), OTHER, TAKEN]

    pushed.posted(campaign, "89")

    assert len(pushed.portal.sent) == 3
    assert len({one.body for one in pushed.portal.sent}) == 1
    assert len({one.headers["webhook-id"] for one in pushed.portal.sent}) == 1
    shown = pushed.tracking.client.get("/metrics").text
    counted = {line.split('outcome="')[1].split('"')[0] for line in shown.splitlines() if "portal_told_total{" in line}
    assert counted == {"taken", "refused", "unclear", "away"}


def test_it_comes_down_there_when_its_time_is_over_and_the_log_says_so(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)
    pushed.posted(campaign, "90", take_down_on="2025-03-12")
    pushed.tracking.clock.move_to(BEGINNING + timedelta(days=2))

    pushed.posted(campaign, "91")  # wakes the desk before it looks at the calendar by itself
    wait_until(lambda: "unpublished_on" in pushed.on_portal(campaign)["QD-90"])

    [told] = pushed.told("90", "document.unpublished")
    assert (told["data"]["portal_id"], told["data"]["reason"]) == ("7", "TIME_OVER")
    assert pushed.on_portal(campaign)["QD-90"]["unpublished_on"] == "2025-03-12"


def test_what_is_taken_from_the_feeds_comes_down_there_too_even_if_the_portal_knows_it_no_more(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)
    pushed.posted(campaign, "92")
    pushed.portal.answers = [Answer(404)]
    gone = {"document_id": "QD-92", "channel": "FEED", "unpublished_on": "2025-03-10", "reason": "Thu hồi"}

    assert pushed.tracking.post(open_event("document.unpublished", gone, campaign), "publisher").status_code == 201
    wait_until(lambda: "unpublished_on" in pushed.on_portal(campaign)["QD-92"])

    assert [one["data"]["reason"] for one in pushed.told("92", "document.unpublished")] == ["TAKEN_DOWN"]


def test_what_somebody_posted_there_by_hand_is_not_pushed(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)
    by_hand = posting(campaign, "93", document_id="TAY-93")
    assert pushed.tracking.post(by_hand, "publisher", "cb-cong-bao").status_code == 201

    pushed.post(campaign, "93")
    pushed.posted(campaign, "94")

    assert pushed.told("93") == []


def test_neither_a_restart_nor_a_rebuild_from_the_log_pushes_anything(pushed: Pushed) -> None:
    campaign = launched(pushed.tracking)
    pushed.posted(campaign, "95")
    pushed.portal.sent.clear()

    pushed.tracking.stop()
    shutil.rmtree(pushed.folder / "read-models")
    pushed.tracking.start()
    pushed.posted(campaign, "96")

    assert [json.loads(one.body)["data"]["document_id"] for one in pushed.portal.sent] == ["QD-96"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("url: https://portal.example.vn/api", "secret_file"),
        ("url: http://portal.example.vn/api\ntoken_file: portal.secret", "https://"),
        ("url: https://portal.example.vn/api\nsecret_file: none", "none"),
        ("url: https://portal.example.vn/api\nsecret_file: bad.secret", "whsec_"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, wrong: str
) -> None:
    (tmp_path / "portal.secret").write_text(SECRET)
    (tmp_path / "bad.secret").write_text("hello")
    (tmp_path / "portal.yaml").write_text(text)
    monkeypatch.setenv("THIDUA_PORTAL", str(tmp_path / "portal.yaml"))

    with pytest.raises(CannotStart, match=wrong):
        check_settings()
