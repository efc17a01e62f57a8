"""The public writes without sign-in, sealed and once; the office answers in time; whoever has the receipt reads it."""

import re
from html import unescape
from typing import Any, Final

import httpx
import pytest

from shared.adapters.public_door import OF_ONE
from tests.examples import HCTC
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event
from tests.integration.door.test_erasure import erase, erasure
from tests.integration.door.test_units_that_end import MERGER, NEW, NEXT, OLD
from tests.waiting import wait_until

TEXT: Final = "Mái nhà ông Bùi Văn Tám ở xóm Lác dột từ tháng Hai, xin đoàn kiểm tra lại."
NAME, CONTACT = "Đinh Thị Hoa", "0912 345 678"
UNIT: Final = HCTC.name.vi
SAID: Final = {"topic": "HOUSING", "unit_id": "hctc", "text": TEXT, "name": NAME, "contact": CONTACT}
_CODE: Final = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
_TEXT: Final = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)


class Box:
    """The feedback box of one campaign, and the office behind it; everybody writes from an address of their own."""

    _addresses = iter(range(1, 250))

    def __init__(self, tracking: RunningTracking, campaign: str) -> None:
        self.tracking, self.campaign, self.client = tracking, campaign, tracking.client
        self.address = {"X-Forwarded-For": f"198.51.100.{next(self._addresses)}", "Accept-Language": "en"}

    def form(self) -> Form:
        page = self.client.get(
            "/feedback", params={"campaign": self.campaign}, headers=self.address, follow_redirects=True
        )
        assert page.status_code == 200, page.text
        return form_in(page)

    def sent(self, form: Form, **said: str) -> httpx.Response:
        return self.client.post(form.address, data=form.values | SAID | said, headers=self.address)

    def written(self, **said: str) -> str:
        """The receipt of something that was written."""
        answer = self.sent(self.form(), **said)
        assert answer.status_code == 303, answer.text
        where = httpx.URL(answer.headers["Location"])
        self.receipt(where.params["code"], after=where.params["after"])
        return where.params["code"]

    def receipt(self, code: str, **query: str) -> httpx.Response:
        return self.client.get("/feedback/receipts", params={"code": code} | query, headers={"Accept-Language": "en"})

    def office(self, path: str = "", role: str = "secretary", **query: str) -> httpx.Response:
        asked = {"campaign": self.campaign} | query
        headers = self.tracking.headers(role, "P-7")
        return self.client.get(f"/feedback/list{path}", params=asked, headers=headers, follow_redirects=True)

    def answers(self, code: str, answer: str, **said: str) -> httpx.Response:
        form = form_in(self.office(f"/{code}"))
        headers = self.tracking.headers("secretary", "P-7")
        return self.client.post(form.address, data=form.values | {"answer": answer} | said, headers=headers)

    def facts(self, short: str) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.data.short == short]


@pytest.fixture
def box(tracking: RunningTracking) -> Box:
    campaign = launched(tracking)
    wait_until(lambda: tracking.read(f"/{campaign}").status_code == 200)
    return Box(tracking, campaign)


def test_what_is_written_is_recorded_once_sealed_and_has_a_receipt(box: Box) -> None:
    form = box.form()

    first, again = (box.sent(form) for _ in range(2))

    assert first.status_code == again.status_code == 303, first.text
    assert first.headers["Location"] == again.headers["Location"]
    [fact] = box.facts("feedback.received")
    where = httpx.URL(first.headers["Location"])
    assert (fact.actor, fact.data.feedback_id) == ("service:tracking", where.params["code"])
    assert _CODE.fullmatch(fact.data.feedback_id)
    payloads = b"".join(commit.payload for commit in box.tracking.commits(box.campaign)).decode()
    assert [word for word in (TEXT, "Tám", NAME, "Đinh", CONTACT, "345 678") if word in payloads] == []
    page = box.client.get(first.headers["Location"], headers={"Accept-Language": "en"}).text
    assert "What you wrote was received" in page
    assert f"Keep the code {fact.data.feedback_id}" in page
    assert "31 March 2025" in page  # fifteen working days after Monday 10 March
    assert NAME not in page
    assert "Tám" not in page


def test_the_units_of_the_day_are_offered_with_who_goes_on_and_none_that_has_ended(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    box = Box(tracking, launched(tracking))
    wait_until(lambda: tracking.read(f"/{box.campaign}").status_code == 200)
    before = _offered(box)

    tracking.post(open_event("unit.merged", MERGER, "", id="NQ-1676"), "admin")
    tracking.clock.move_to(NEXT)

    wait_until(lambda: OLD not in _offered(box))
    assert OLD in before
    assert set(_offered(box)) == {*before, NEW} - {OLD}
    refused = box.sent(box.form(), unit_id=OLD)
    assert re.findall(r'id="(\w+)-fault"', refused.text) == ["unit_id"]
    assert "choose a unit of the list" in refused.text


def _offered(box: Box) -> list[str]:
    page = box.client.get("/feedback", params={"campaign": box.campaign}, headers=box.address, follow_redirects=True)
    units = page.text.partition('id="unit_id"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"', units)


def test_nobody_states_it_at_the_door(box: Box) -> None:
    data = {"feedback_id": "X", "topic": "OTHER", "said": {"text": "giả"}}

    answers = [
        box.tracking.post(open_event("feedback.received", data, box.campaign), role) for role in ("admin", "secretary")
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "only_services_state")] * 2


def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(box: Box) -> None:
    form = box.form()

    empty = box.sent(form, topic="", text=" ")
    long = box.sent(form, text="ấ" * 4_001, name="x" * 201)
    trapped = box.sent(form, website="http://spam")

    for answer in (empty, long, trapped):
        assert answer.status_code == 400
        assert form_in(answer).values["contact"] == CONTACT
    assert re.findall(r'id="(\w+)-fault"', empty.text) == ["topic", "text"]
    assert re.findall(r'id="(\w+)-fault"', long.text) == ["text", "name"]
    assert "maxlength" not in long.text  # a browser would cut what is pasted and say nothing
    kept = _TEXT.search(long.text)
    assert kept is not None
    assert unescape(kept[1]) == "ấ" * 4_001
    assert re.findall(r'id="(\w+)-fault"', trapped.text) == ["website"]
    assert box.facts("feedback.received") == []


def test_a_flood_from_one_place_is_turned_away_with_its_text_and_others_are_heard(box: Box) -> None:
    for _ in range(OF_ONE):
        assert box.sent(box.form()).status_code == 303

    turned_away = box.sent(box.form(), text="Lần thứ sáu")
    other = Box(box.tracking, box.campaign)

    assert (turned_away.status_code, turned_away.headers["Retry-After"]) == (429, "600")
    assert "Lần thứ sáu" in turned_away.text
    assert other.sent(other.form()).status_code == 303


def test_the_office_reads_it_answers_once_and_the_receipt_shows_the_answer(box: Box) -> None:
    code = box.written()

    opened = box.office(f"/{code}")
    auditor = box.office(f"/{code}", "auditor")
    first = box.answers(code, "Xã đã kiểm tra ngày 9/3, nhà sẽ được lợp lại.", doc_no="112/UBND")
    headers = box.tracking.headers("secretary", "P-7")
    shown = box.client.get(first.headers["Location"], headers=headers, follow_redirects=True)

    assert all(word in opened.text for word in (TEXT, NAME, CONTACT, UNIT))
    assert UNIT in box.office(state="all").text
    assert opened.headers["Cache-Control"] == "no-store"
    assert not any(word in auditor.text for word in (TEXT, NAME, CONTACT))
    assert first.status_code == 303
    assert "Recorded in the log" in shown.text
    [fact] = box.facts("feedback.answered")
    assert (fact.actor, fact.data.doc_no) == ("secretary:P-7", "112/UBND")
    receipt = box.receipt(code.lower().replace("-", " "))
    assert "nhà sẽ được lợp lại" in receipt.text
    assert TEXT not in receipt.text
    assert code not in box.office().text
    assert code in box.office(state="all").text


def test_who_goes_back_to_the_answer_finds_the_form_that_was_sent_and_answers_once(box: Box) -> None:
    code = box.written()
    headers = box.tracking.headers("secretary", "P-7")

    opened = box.office(f"/{code}")
    back = box.client.get(str(opened.url), headers=headers)
    answers = [
        box.client.post(form.address, data=form.values | {"answer": "Đã rõ."}, headers=headers)
        for form in (form_in(opened), form_in(back))
    ]

    assert form_in(back).values == form_in(opened).values
    assert [one.status_code for one in answers] == [303, 303]
    assert len(box.facts("feedback.answered")) == 1
    assert box.office(f"/{code}", "auditor").history == []  # who has no form is sent nowhere


@pytest.mark.parametrize("answer", [f"Kính gửi bà {NAME.upper()}.", f"Gọi số {CONTACT} rồi.", f"Bà viết: {TEXT}"])
def test_an_answer_that_repeats_who_wrote_or_what_is_refused_and_given_back(box: Box, answer: str) -> None:
    code = box.written()

    refused = box.answers(code, answer)

    assert refused.status_code == 422
    kept = _TEXT.search(refused.text)
    assert kept is not None
    assert unescape(kept[1]).strip() == answer
    assert "stays for ever" in refused.text
    assert box.facts("feedback.answered") == []


def test_it_is_overdue_after_its_working_days_and_the_most_overdue_stands_on_top(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    box = Box(tracking, launched(tracking))
    wait_until(lambda: tracking.read(f"/{box.campaign}").status_code == 200)
    first = box.written()

    tracking.clock.move_to(tracking.clock().replace(day=31, hour=4))
    second = box.written()
    before = box.office().text
    tracking.clock.move_to(tracking.clock().replace(month=4, day=1))
    after = box.office().text

    assert "Overdue" not in before
    assert after.count("Overdue") == 1
    assert after.index(first) < after.index(second)


def test_it_is_erased_for_good_on_request_and_needs_no_answer_then(box: Box) -> None:
    code = box.written()

    position = erase(box.tracking, erasure(box.campaign, code, "FEEDBACK"))

    shown = box.office(f"/{code}", after=str(position)).text
    assert "was erased on request" in shown
    assert not any(word in shown for word in (TEXT, NAME, CONTACT))
    assert "<textarea" not in shown
    assert code not in box.office(after=str(position)).text
    assert "Erased" in box.receipt(code, after=str(position)).text


def test_a_receipt_that_nobody_has_is_unknown_and_the_list_is_the_offices(box: Box) -> None:
    unknown = box.receipt("AAAA-BBBB-CCCC-DDDD")
    roles = {role: box.office("", role).status_code for role in ("secretary", "auditor", "verifier", "admin")}

    assert unknown.status_code == 404
    assert 'value="AAAA-BBBB-CCCC-DDDD"' in unknown.text
    assert roles == {"secretary": 200, "auditor": 200, "verifier": 403, "admin": 403}
    assert box.client.get("/feedback/list").status_code == 401
    assert box.client.get("/feedback", params={"campaign": "none"}).status_code == 404
