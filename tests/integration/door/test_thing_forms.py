"""The forms about households, houses, money, inspections and findings: led to when due, told once, refused well."""

import re
from html import unescape
from re import findall
from typing import Any, Final

import httpx
import pytest

from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.registry_forms import called
from services.tracking.web.thing_forms import THING_FORMS, labels_of
from services.tracking.web.unit_forms import About, Filling
from shared.core import events
from shared.core.access import ROLES, STATED_BY
from shared.core.values import Language
from shared.web.fields import fields_of
from shared.web.filling import Kind
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, household, open_event
from tests.integration.door.test_evidence import MAI_CHAU, a_picture, get
from tests.integration.door.test_reads import tell
from tests.waiting import wait_until

NAME: Final = "Hà Thị Pành"
LISTED: Final = {
    "track": "NTP_POVERTY",
    "category": "POOR",
    "work": "NEW_BUILD",
    "person.name": NAME,
    "person.citizen_id": "017190444001",
    "person.address": "Xóm Pom Coọng",
}
HARD: Final = {"three_hards.floor": "true", "three_hards.frame": "true", "three_hards.roof": "true"}


class AtWork:
    """A clerk of the district, and who verifies, each led by pages from form to form in one campaign."""

    def __init__(self, tracking: RunningTracking) -> None:
        self.tracking, self.campaign, self.newest = tracking, launched(tracking), 0

    def who(self, role: str) -> dict[str, str]:
        return self.tracking.headers(role, MAI_CHAU if role == "unit" else "")

    def page(self, path: str, role: str) -> str:
        asked = {"campaign": self.campaign} | ({"after": str(self.newest)} if self.newest else {})
        answer = self.tracking.client.get(path, params=asked, headers=self.who(role))
        assert answer.status_code == 200, answer.text
        return answer.text

    def offered(self, path: str, role: str) -> dict[str, str]:
        """The forms that a page leads to, by what they state."""
        links = map(unescape, findall(r'href="(/units/[^"/]+/forms/[^"]+)"', self.page(path, role)))
        return {link.split("/forms/")[1].partition("?")[0]: link for link in links}

    def form(self, short: str, path: str, role: str) -> Form:
        link = self.offered(path, role)[short]
        page = self.tracking.client.get(link, headers=self.who(role), follow_redirects=True)
        assert page.status_code == 200, page.text
        return form_in(page)

    def sent(self, form: Form, said: dict[str, Any], role: str, *files: tuple[str, bytes]) -> httpx.Response:
        chosen = [("evidence.new", one) for one in files] or None
        return self.tracking.client.post(form.address, data=form.values | said, files=chosen, headers=self.who(role))

    def told(self, short: str, path: str, role: str, said: dict[str, Any], *files: tuple[str, bytes]) -> str:
        """State something, twice; the page that it leads on to."""
        form = self.form(short, path, role)
        answers = [self.sent(form, said, role, *files) for _ in range(2)]
        assert [one.status_code for one in answers] == [303, 303], answers[0].text
        places = {one.headers["Location"] for one in answers}
        assert len(places) == 1, short
        onward = httpx.URL(places.pop())
        self.newest = int(onward.params["after"])
        assert f"Recorded in the log at position {self.newest}." in self.page(onward.path, role)
        return onward.path

    def facts(self, short: str) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(self.campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.data.short == short]


@pytest.fixture
def work(tracking: RunningTracking) -> AtWork:
    made = AtWork(tracking)
    wait_until(lambda: tracking.read(f"/{made.campaign}").status_code == 200)
    return made


def test_a_household_goes_its_whole_way_by_forms_each_offered_when_it_is_due(work: AtWork) -> None:
    unit, photo, inspected = f"/units/{MAI_CHAU}", a_picture(5_101), a_picture(5_102)

    house = work.told("household.identified", unit, "unit", LISTED)
    assert house.startswith("/households/HO-huyen-mai-chau-")
    assert set(work.offered(house, "unit")) == {"household.withdrew"}
    assert set(work.offered(house, "verifier")) == {"household.verified", "household.rejected"}
    work.told("household.verified", house, "verifier", {"eligible": "true", "checks": "Đất ở: có\r\nNhân khẩu: 4"})
    work.told("household.approved", house, "verifier", {"list_no": "DS-04", "support_vnd": "60.000.000"})
    work.told("house.started", house, "unit", {"started_on": "2025-02-01"}, ("nền.png", photo))
    assert {"funds.disbursed", "house.completed"} <= set(work.offered(house, "unit"))
    work.told("funds.disbursed", house, "unit", {"amount_vnd": "30 000 000", "source": "NTP_POVERTY"})
    work.told("funds.reversed", house, "unit", {"reason": "Chi nhầm hộ"})
    assert "funds.reversed" not in work.offered(house, "unit")
    work.told("house.completed", house, "unit", {"completed_on": "2025-03-01", "area_m2": "45,5", **HARD})
    work.told("house.checked", house, "verifier", {"passed": "true", **HARD}, ("mái.png", inspected))
    work.told("house.handed_over", house, "unit", {"handed_over_on": "2025-03-09"})
    assert set(work.offered(house, "verifier")) == set()

    [listed], [verified], [approved] = map(
        work.facts, ("household.identified", "household.verified", "household.approved")
    )
    assert NAME not in str(listed.data.person)
    assert (verified.data.eligible, verified.data.checks) == (True, {"Đất ở": True, "Nhân khẩu": 4})
    assert (approved.data.support_vnd, approved.actor.partition(":")[0]) == (60_000_000, "verifier")
    [started], [completed], [checked] = map(work.facts, ("house.started", "house.completed", "house.checked"))
    assert (started.source, started.time) == (f"/units/{MAI_CHAU}", "2025-02-01T12:00:00+07:00")
    assert (completed.data.area_m2, completed.data.three_hards.roof) == (45.5, True)
    assert [one.name for one in (*started.data.evidence, *checked.data.evidence)] == ["nền.png", "mái.png"]
    assert {one.data.subject_id for one in work.facts("evidence.attached")} == {listed.data.household_id}
    assert get(work.tracking, photo, "verifier").content == photo
    assert NAME in work.page(house, "unit")
    assert NAME not in work.page(house, "auditor")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(work: AtWork) -> None:
    tell(work.tracking, (household(work.campaign, "HB-wrong"), "unit", MAI_CHAU))
    work.newest = tell(
        work.tracking,
        (
            open_event(
                "household.verified", {"household_id": "HB-wrong", "eligible": True, "checks": {}}, work.campaign
            ),
            "verifier",
            "",
        ),
    )
    approve = work.form("household.approved", "/households/HB-wrong", "verifier")
    listing = work.form("household.identified", f"/units/{MAI_CHAU}", "unit")
    gift = work.form("contribution.received", f"/units/{MAI_CHAU}", "unit")

    money = work.sent(approve, {"list_no": "DS-1", "support_vnd": "60,5 triệu"}, "verifier")
    half = work.sent(listing, LISTED | {"person.citizen_id": "", "track": ""}, "unit")
    empty = work.sent(gift, {"donor.kind": "ENTERPRISE", "donor.id": "CT-1", "donor.name": "Công ty A"}, "unit")

    assert [one.status_code for one in (money, half, empty)] == [400, 400, 422]
    assert findall(r'id="([\w.]+)-fault"', money.text) == ["support_vnd"]
    assert "60,5 triệu" in money.text
    assert findall(r'id="([\w.]+)-fault"', half.text) == ["track"]
    assert findall(r'id="([\w.]+)-fault"', work.sent(listing, LISTED | {"person.citizen_id": ""}, "unit").text) == [
        "person.citizen_id"
    ]
    assert form_in(half).values["person.name"] == NAME
    assert form_in(empty).values["donor.name"] == "Công ty A"
    assert work.facts("household.approved") == work.facts("contribution.received") == []


def test_an_inspection_what_it_found_a_gift_and_an_activity_are_told_by_forms(work: AtWork) -> None:
    unit = f"/units/{MAI_CHAU}"
    work.newest = tell(work.tracking, (activity(work.campaign, activity_id="HD-told"), "unit", "hctc"))
    assert "finding.raised" not in work.offered(unit, "unit")

    work.told("inspection.conducted", unit, "unit", {"target_unit_id": "hctc"}, ("biên bản.png", a_picture(5_103)))
    work.told(
        "finding.raised", unit, "unit", {"severity": "HIGH", "text": "Thiếu hồ sơ", "inspection_id": inspection(work)}
    )
    work.told("finding.closed", "/units/hctc", "verifier", {"outcome": "Đã bổ sung"})
    gift = {"donor.kind": "INDIVIDUAL", "donor.id": "NUH-1", "donor.name": NAME, "labour_days": "2,5"}
    work.told(
        "contribution.received",
        unit,
        "unit",
        gift | {"in_kind.0.item": "Xi măng", "in_kind.0.quantity": "50"} | {"in_kind.0.measure": "bao"},
    )
    work.told("activity.verified", "/units/hctc", "verifier", {"activity_id": "HD-told"})

    [conducted], [raised], [closed] = map(work.facts, ("inspection.conducted", "finding.raised", "finding.closed"))
    assert conducted.data.target_unit_id == "hctc"
    assert len(conducted.data.evidence) == 1
    assert (raised.data.due_on, closed.data.finding_id) == ("2025-04-09", raised.data.finding_id)
    [given] = work.facts("contribution.received")
    assert (given.data.labour_days, given.data.in_kind[0].measure, given.data.donor.name) == (2.5, "bao", "")
    assert [one.data.activity_id for one in work.facts("activity.verified")] == ["HD-told"]


def inspection(work: AtWork) -> str:
    return str(work.facts("inspection.conducted")[0].data.inspection_id)


def test_a_form_is_for_those_alone_who_may_state_it_of_a_thing_of_that_unit(work: AtWork) -> None:
    work.newest = tell(work.tracking, (household(work.campaign, "HB-whose"), "unit", MAI_CHAU))
    work.page("/households/HB-whose", "verifier")

    def status(short: str, role: str, unit: str = MAI_CHAU, thing: str = "HB-whose") -> int:
        who = work.tracking.headers(role, unit if role == "unit" else "") if role else {}
        asked = {"campaign": work.campaign, "id": thing}
        path = f"/units/{unit}/forms/{short}"
        return work.tracking.client.get(path, params=asked, headers=who, follow_redirects=True).status_code

    for short in THING_FORMS:
        refused = {role for role in ROLES if status(short, role) == 403}
        assert refused == ROLES - STATED_BY[short], short
        assert status(short, "") == 401
    assert status("house.started", "unit", unit="hctc") == 404
    assert status("funds.reversed", "unit", thing="CHI-none") == 404
    assert status("finding.closed", "verifier", thing="KN-none") == 404


def test_whoever_is_signed_out_meanwhile_gets_back_what_was_typed_and_no_more(work: AtWork) -> None:
    form = work.form("inspection.conducted", f"/units/{MAI_CHAU}", "unit")

    page = work.tracking.client.post(form.address, data=form.values | {"target_unit_id": "hctc"})

    assert page.status_code == 401
    assert form_in(page).values.items() >= {"target_unit_id": "hctc", "unit_id": MAI_CHAU}.items()
    assert "<option" not in page.text
    answer = work.sent(form_in(page), {}, "unit")
    assert answer.status_code == 303, answer.text


def test_the_secretary_tells_of_a_review_by_a_form_that_keeps_what_was_typed(work: AtWork) -> None:
    leading = "/units/vpubnd"
    assert "review.held" not in work.offered(leading, "unit") | work.offered("/units/hctc", "secretary")
    said = {"kind": "PRELIMINARY", "period": "2025-02", "lessons": "Giao chỉ tiêu theo tháng\r\nKiểm tra sớm"}

    wrong = work.sent(work.form("review.held", leading, "secretary"), said | {"held_on": "2025-02-31"}, "secretary")
    work.told("review.held", leading, "secretary", said | {"held_on": "2025-03-03", "minutes_no": "12/BB"})

    assert wrong.status_code == 400
    assert findall(r'id="([\w.]+)-fault"', wrong.text) == ["held_on"]
    assert "Giao chỉ tiêu theo tháng" in wrong.text
    assert '<option value="2025-02" selected>' in wrong.text
    [held] = work.facts("review.held")
    assert (held.data.kind, held.data.period, held.data.minutes_no) == ("PRELIMINARY", "2025-02", "12/BB")
    assert held.data.lessons == ("Giao chỉ tiêu theo tháng", "Kiểm tra sớm")
    assert held.time == "2025-03-03T12:00:00+07:00"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_and_every_choice_has_words(language: Language) -> None:
    words = FORM_WORDS[language]

    for short, data in THING_FORMS.items():
        fields = fields_of(data, {})
        labels = {**words.labels, **labels_of(Filling(data, About("hctc"), fields), language)}
        assert words.titles[short]
        assert [one.name for one in fields if one.name not in labels] == []
        values = [value for one in fields for value in one.options if not value.islower()]
        assert [value for value in values if called(value, language) == value] == []


def test_a_form_asks_for_every_part_of_what_it_states_in_the_catalogues_order() -> None:
    kinds = {one.name: one.kind for one in fields_of(events.HouseChecked, {})}
    needed = {one.name for one in fields_of(events.HouseCompleted, {}) if one.needed}

    assert kinds == {
        "household_id": Kind.TEXT,
        "passed": Kind.TRUTH,
        "three_hards.floor": Kind.TRUTH,
        "three_hards.frame": Kind.TRUTH,
        "three_hards.roof": Kind.TRUTH,
        "notes": Kind.WORDS,
        "evidence": Kind.FILES,
    }
    assert needed == {"household_id", "completed_on"}
    assert re.search("LOW.*MEDIUM.*HIGH", str(fields_of(events.FindingRaised, {})))


def test_whoever_has_something_to_state_of_households_is_led_to_those_whose_turn_it_is(work: AtWork) -> None:
    work.newest = tell(work.tracking, (household(work.campaign, "HB-turn"), "unit", MAI_CHAU))
    turn = r'href="/households\?[^"]*state=(\w+)"( aria-current="page")?>'

    led = {role: dict(findall(turn, work.page("/households", role))) for role in ("unit", "verifier", "auditor")}
    listed = work.tracking.client.get(
        "/households", params={"campaign": work.campaign, "state": "identified"}, headers=work.who("verifier")
    )

    assert {role: set(states) for role, states in led.items()} == {
        "unit": {"approved", "started", "quality_passed"},
        "verifier": {"identified", "verified", "completed"},
        "auditor": set(),
    }
    assert ("identified", ' aria-current="page"') in findall(turn, listed.text)
    assert "HB-turn" in listed.text


def test_who_looks_into_a_doubt_says_what_came_of_it_from_the_page_of_the_unit(work: AtWork) -> None:
    figures = {"total": 5, "started": 2, "finished": 2}
    odd = {"report_id": "BC-odd", "unit_id": MAI_CHAU, "period": "2025-02", "figures": figures}
    work.newest = tell(work.tracking, (open_event("report.submitted", odd, work.campaign), "unit", MAI_CHAU))
    unit = f"/units/{MAI_CHAU}"
    wait_until(lambda: "quality.resolved" in work.offered(unit, "verifier"))

    assert "quality.resolved" not in work.offered(unit, "unit")
    work.told("quality.resolved", unit, "secretary", {"outcome": "EXPLAINED", "note": "Đường sạt lở"})

    [resolved] = work.facts("quality.resolved")
    assert (resolved.data.outcome, resolved.actor.partition(":")[0]) == ("EXPLAINED", "secretary")
    assert "quality.resolved" not in work.offered(unit, "verifier")
