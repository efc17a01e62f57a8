"""The forms of a unit: what it did and what it corrects, each told once, and nothing lost that was typed."""

from datetime import UTC, datetime
from html import unescape
from re import findall
from typing import Any, Final

import httpx
import pytest

from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.unit_forms import BY_NAME
from shared.core.access import ROLES
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, open_event
from tests.waiting import wait_until

HCTC, HEIR, OLD = "hctc", "so-xay-dung", "huyen-mai-chau"
DID: Final = {
    "clause": "III.1.b4",
    "kind": "inspection_conducted",
    "title": "Kiểm tra tiến độ tại xã Mai Hạ",
    "quantity": "2,5",
    "measure": "cuộc",
    "occurred_on": "2025-03-07",
    "persons": "cb-lan\r\n",
}
REPORTED: Final = {
    "report_id": "BC/2",
    "unit_id": HCTC,
    "period": "2025-02",
    "figures": {"activities": 12, "khối lượng (m2)": 7.5, "x.y": 3, "đúng hạn": True},
}


class Clerk:
    """Somebody of a unit at the pages of one campaign."""

    def __init__(self, tracking: RunningTracking, campaign: str, unit_id: str = HCTC) -> None:
        self.tracking, self.campaign, self.unit_id = tracking, campaign, unit_id

    def opened(self, short: str, thing: str = "", *, of: str = "", role: str = "unit") -> httpx.Response:
        """A form as it is handed out."""
        asked = {"campaign": self.campaign, "id": thing}
        path = f"/units/{of or self.unit_id}/forms/{short}"
        who = self.unit_id if role == "unit" else ""
        headers = self.tracking.headers(role, who)
        return self.tracking.client.get(path, params=asked, headers=headers, follow_redirects=True)

    def form(self, short: str, thing: str = "", *, of: str = "") -> Form:
        page = self.opened(short, thing, of=of)
        assert page.status_code == 200, page.text
        return form_in(page)

    def sent(self, form: Form, said: dict[str, str], **headers: str) -> httpx.Response:
        """What becomes of a form that is filled in."""
        signed = headers or self.tracking.headers("unit", self.unit_id)
        return self.tracking.client.post(form.address, data=form.values | said, headers=signed)

    def told(self, form: Form, said: dict[str, str]) -> int:
        """Where what is filled in stands."""
        answer = self.sent(form, said)
        assert answer.status_code == 303, answer.text
        gone_on = self.tracking.client.get(
            answer.headers["Location"], headers=self.tracking.headers("unit", self.unit_id)
        )
        position = int(httpx.URL(answer.headers["Location"]).params["after"])
        assert f"Recorded in the log at position {position}." in gone_on.text
        return position

    def says(self, short: str, data: dict[str, Any]) -> None:
        said = open_event(short, data, self.campaign, source=f"/units/{self.unit_id}")
        answer = self.tracking.post(said, "unit", self.unit_id)
        assert answer.status_code == 201, answer.text
        self.tracking.read(f"/{self.campaign}", after=str(answer.json()["position"]))

    def facts(self, short: str) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.data.short == short]

    def unit_page(self, **query: str) -> str:
        asked = {"campaign": self.campaign} | query
        headers = self.tracking.headers("unit", self.unit_id)
        return self.tracking.client.get(f"/units/{self.unit_id}", params=asked, headers=headers).text


@pytest.fixture
def clerk(tracking: RunningTracking) -> Clerk:
    campaign = launched(tracking)
    wait_until(lambda: tracking.read(f"/{campaign}").status_code == 200)  # pages show what was folded
    return Clerk(tracking, campaign)


def test_an_activity_is_reported_once_however_often_the_form_is_sent(clerk: Clerk) -> None:
    form = clerk.form("activity.recorded")

    first, again = (clerk.told(form, DID) for _ in range(2))

    assert first == again
    [fact] = clerk.facts("activity.recorded")
    assert (fact.source, fact.actor, fact.time) == ("/units/hctc", "unit:hctc", "2025-03-07T12:00:00+07:00")
    assert (fact.data.quantity, [one.person_id for one in fact.data.persons]) == (2.5, ["cb-lan"])
    assert fact.data.activity_id == form.values["activity_id"]


def test_every_field_that_is_wrong_says_so_and_keeps_what_was_typed(clerk: Clerk) -> None:
    form = clerk.form("activity.recorded")

    empty = clerk.sent(form, DID | {"title": " ", "measure": ""})
    ambiguous = clerk.sent(form, DID | {"quantity": "1.234"})
    refused = clerk.sent(form, DID | {"occurred_on": "2025-03-11"})

    assert [answer.status_code for answer in (empty, ambiguous, refused)] == [400, 400, 422]
    assert findall(r'id="(\w+)-fault"', empty.text) == ["title", "measure"]
    assert findall(r'id="(\w+)-fault"', ambiguous.text) == ["quantity"]
    assert form_in(ambiguous).values.items() >= (DID | {"quantity": "1.234"}).items() - {("persons", DID["persons"])}
    assert "cb-lan" in ambiguous.text
    assert "Nothing has been recorded" in refused.text
    assert clerk.facts("activity.recorded") == []
    clerk.told(form_in(ambiguous), {"quantity": "1234", "persons": ""})
    assert [fact.data.quantity for fact in clerk.facts("activity.recorded")] == [1234]


def test_a_figure_is_corrected_in_two_clicks_with_a_reason_and_only_what_was_changed_is_stated(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    [link] = findall(r'href="(/units/hctc/forms/report\.corrected[^"]*)"', clerk.unit_page())
    headers = clerk.tracking.headers("unit", HCTC)

    form = form_in(clerk.tracking.client.get(unescape(link), headers=headers, follow_redirects=True))
    clerk.told(form, {"figures.activities": "11", "reason": "Đếm trùng"})

    [fact] = clerk.facts("report.corrected")
    assert (fact.data.report_id, fact.data.figures, fact.data.reason) == ("BC/2", {"activities": 11}, "Đếm trùng")
    page = clerk.unit_page()
    assert all(said in page for said in ("Activities 12", "Activities 11", "Đếm trùng"))


def test_without_a_reason_or_a_change_a_correction_is_given_back(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    form = clerk.form("report.corrected", "BC/2")

    no_reason = clerk.sent(form, {"figures.activities": "11"})
    no_change = clerk.sent(form, {"reason": "Đếm trùng"})

    assert (no_reason.status_code, no_change.status_code) == (400, 400)
    assert findall(r'id="([^"]+)-fault"', no_reason.text) == ["reason"]
    assert findall(r'id="([^"]+)-fault"', no_change.text) == ["figures.activities"]
    assert "nothing is changed here" in no_change.text
    assert form_in(no_reason).values["figures.activities"] == "11"
    assert form_in(no_reason).values["was"] == form.values["was"]


def test_of_two_windows_each_states_what_was_changed_in_it_alone(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    one, other = (clerk.form("report.corrected", "BC/2") for _ in range(2))

    clerk.told(one, {"figures.activities": "11", "reason": "Đếm trùng"})
    clerk.told(other, {"figures.khối lượng (m2)": "8", "figures.x.y": "2", "reason": "Đo lại"})

    assert [fact.data.figures for fact in clerk.facts("report.corrected")] == [
        {"activities": 11},
        {"khối lượng (m2)": 8, "x.y": 2},
    ]


def test_a_missing_report_an_obstacle_and_what_was_done_wrong_are_told_by_forms_too(clerk: Clerk) -> None:
    did = activity(clerk.campaign, activity_id="A-1", quantity=6)
    clerk.says("report.submitted", REPORTED | {"report_id": "BC-1", "period": "2025-01"})
    clerk.tracking.post(did, "unit", HCTC)

    clerk.told(
        clerk.form("report.submitted", "2025-02"),
        {"figures.activities": "13", "figures.x.y": "3"} | {"figures.khối lượng (m2)": "8"},
    )
    clerk.told(clerk.form("obstacle.reported"), {"text": "Thiếu đất ở"})
    clerk.told(clerk.form("activity.corrected", "A-1"), {"changes.quantity": "4", "reason": "Đếm trùng"})
    clerk.told(clerk.form("activity.withdrawn", "A-1"), {"reason": "Ghi nhầm"})

    [correction] = clerk.facts("activity.corrected")
    assert (correction.data.changes.quantity, correction.data.changes.title) == (4, "")
    assert [fact.data.period for fact in clerk.facts("report.submitted")] == ["2025-01", "2025-02"]
    assert len(clerk.facts("activity.withdrawn")) == 1
    [obstacle] = clerk.facts("obstacle.reported")
    assert obstacle.data.obstacle_id in clerk.unit_page()


def test_only_the_unit_itself_is_given_its_forms_and_none_in_the_past(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    another = Clerk(clerk.tracking, clerk.campaign, "thcb")
    others = {role: clerk.opened("activity.recorded", role=role).status_code for role in ROLES - {"unit"}}
    anonymous = clerk.tracking.client.get("/units/hctc/forms/activity.recorded", params={"campaign": clerk.campaign})

    assert another.opened("report.corrected", "BC/2", of=HCTC).status_code == 403
    assert another.opened("report.corrected", "BC/2").status_code == 404  # it is not one of its own
    assert set(others.values()) == {403}
    assert anonymous.status_code == 401
    assert clerk.opened("award.decided").status_code == 404
    assert "/forms/" in clerk.unit_page()
    assert "/forms/" not in clerk.unit_page(as_of="2025-03-10T10:00:00+07:00")


def test_whoever_is_signed_out_meanwhile_has_the_form_back_and_sees_nothing_that_was_not_typed(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    form = clerk.form("report.corrected", "BC/2")
    said = {"figures.activities": "11", "reason": "Đếm trùng"}

    expired = clerk.sent(form, said, **{"accept-language": "en"})
    probing = clerk.tracking.client.post(form.address, data={"reason": "?"}, headers={"accept-language": "en"})

    assert (expired.status_code, probing.status_code) == (401, 401)
    assert "Sign in again in another window" in expired.text
    assert form_in(expired).values["figures.activities"] == "11"
    assert "figures." not in probing.text
    clerk.told(form_in(expired), {"reason": "Đếm trùng"})
    assert len(clerk.facts("report.corrected")) == 1


def test_who_holds_an_ended_units_work_corrects_its_report_as_that_unit(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    Clerk(tracking, campaign, OLD).says("report.submitted", REPORTED | {"unit_id": OLD})
    merged = {"predecessors": [OLD], "successor": HEIR, "effective_on": "2025-07-01", "basis": "Nghị quyết 1676"}
    assert tracking.post(open_event("unit.merged", merged, ""), "admin").status_code == 201
    tracking.clock.move_to(datetime(2025, 7, 1, 3, tzinfo=UTC))
    heir = Clerk(tracking, campaign, HEIR)

    heir.sent(heir.form("report.corrected", "BC/2", of=OLD), {"figures.activities": "11", "reason": "Đếm trùng"})

    [fact] = heir.facts("report.corrected")
    assert (fact.source, fact.actor) == (f"/units/{OLD}", f"unit:{HEIR}")


def test_every_field_of_every_form_has_words_in_both_languages(clerk: Clerk) -> None:
    clerk.says("report.submitted", REPORTED)
    clerk.tracking.post(activity(clerk.campaign, activity_id="A-1"), "unit", HCTC)
    things = {"activity.corrected": "A-1", "activity.withdrawn": "A-1", "report.corrected": "BC/2"}

    for short in BY_NAME:
        page = clerk.opened(short, things.get(short, "2025-01"))
        assert page.status_code == 200
        for words in FORM_WORDS.values():
            assert words.titles[short]
    assert {frozenset(words.labels) for words in FORM_WORDS.values()} == {frozenset(FORM_WORDS["vi"].labels)}
    assert {frozenset(words.hints) for words in FORM_WORDS.values()} == {frozenset(FORM_WORDS["vi"].hints)}
