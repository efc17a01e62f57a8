"""Campaigns launched and amended, and rule sets published, by their text in a browser: checked first, recorded once."""

import re
from html import unescape
from typing import Any, Final

import httpx
import msgspec
import pytest

from tests.examples import RULE_SET
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.test_admin_pages import Admin
from tests.unit.rules.small_campaign import SMALL
from tests.waiting import wait_until

_TEXT: Final = re.compile(r'<textarea id="text"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_HIDDEN: Final = re.compile(r'<input type="hidden" name="(event_\w+)" value="([^"]*)"')


class Editing(Admin):
    """An administrator at an editor."""

    def text_on(self, page: httpx.Response) -> str:
        found = _TEXT.search(page.text)
        assert found, page.text
        return unescape(found[1])

    def borne(self, page: httpx.Response) -> dict[str, str]:
        return {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}

    def sends(self, path: str, text: str, do: str, borne: dict[str, str], **headers: str) -> httpx.Response:
        """The form, which has a file field that was left empty."""
        fields = borne | {"text": text.replace("\n", "\r\n"), "do": do}
        empty = {"file": ("", b"", "application/octet-stream")}
        return self.tracking.client.post(path, data=fields, files=empty, headers=headers or self.headers)

    def facts(self, campaign: str, short: str) -> list[Any]:
        facts = [fact for commit in self.tracking.commits(campaign) for fact in commit.facts()]
        return [fact for fact in facts if fact.data.short == short]

    def after(self, answer: httpx.Response) -> str:
        assert answer.status_code == 303, answer.text
        return str(httpx.URL(answer.headers["Location"]).params["after"])


@pytest.fixture
def editing(tracking: RunningTracking) -> Editing:
    return Editing(tracking)


def test_a_campaign_is_launched_by_its_text_and_a_double_click_launches_it_once(editing: Editing) -> None:
    text = SMALL.replace("hoa-binh-450", "tu-trinh-duyet")
    borne = editing.borne(editing.page("/admin/campaigns"))

    checked = editing.sends("/admin/campaigns", text, "check", borne)
    before = editing.facts("tu-trinh-duyet", "campaign.launched")
    answers = [editing.sends("/admin/campaigns", text, "launch", borne) for _ in range(2)]

    assert checked.status_code == 200
    assert "no mistakes; clauses: 2, units: 2, rule sets: 2" in checked.text
    assert editing.text_on(checked) == text
    assert before == []
    assert len({editing.after(one) for one in answers}) == 1
    assert len(editing.facts("tu-trinh-duyet", "campaign.launched")) == 1
    assert len(editing.facts("tu-trinh-duyet", "ruleset.published")) == 2


def test_a_definition_is_written_out_of_a_few_answers_and_launched_as_it_stands(editing: Editing) -> None:
    page = editing.page("/admin/campaigns")
    answers = {
        "name": "Thi đua từ trang",
        "basis": "KH 12",
        "contents": "Nhà ở",
        "units": "Xã Hiền Lương\r\nXã Cao Sơn",
    }
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "at_least": "2"}
    borne = editing.borne(page) | answers | days

    written = editing.sends("/admin/campaigns", "", "draft", borne)
    text = editing.text_on(written)
    before = editing.facts("thi-dua-tu-trang", "campaign.launched")
    launched_at = editing.after(editing.sends("/admin/campaigns", text, "launch", borne))

    assert (written.status_code, before) == (200, [])
    assert "activities_total() >= 2" in text
    assert 'value="Thi đua từ trang"' in written.text
    shown = editing.page("/admin/campaigns/thi-dua-tu-trang", after=launched_at)
    assert "/admin/forms/account.create?role=unit" in shown.text
    made = editing.page("/admin/forms/account.create", role="unit")
    assert re.search(r'<option value="unit" selected>', made.text)
    assert '<option value="xa-hien-luong">' in made.text


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"units": " "}, "units-fault"),
        ({"ends_on": "2025-12-31"}, "ends_on-fault"),
        ({"starts_on": "1/1/2026"}, "starts_on-fault"),
        ({"at_least": "0"}, "at_least-fault"),
    ],
)
def test_an_answer_that_cannot_be_is_told_at_its_field_and_no_text_is_lost(
    editing: Editing, wrong: dict[str, str], fault: str
) -> None:
    answers = {"name": "a", "basis": "b", "contents": "c", "units": "d", "starts_on": "2026-01-01"}
    right = {**answers, "ends_on": "2026-12-31", "at_least": "3"}

    answer = editing.sends("/admin/campaigns", "typed", "draft", right | wrong)

    assert answer.status_code == 400
    assert re.findall(r'class="fault" id="([^"]+)"', answer.text) == [fault]
    assert editing.text_on(answer) == "typed"


def test_every_mistake_stands_on_its_line_and_the_text_stays(editing: Editing) -> None:
    text = SMALL.replace("kind: DIVISION", "kind: PARISH")

    answer = editing.sends("/admin/campaigns", text, "launch", editing.borne(editing.page("/admin/campaigns")))

    line = text[: text.index("PARISH")].count("\n") + 1
    assert answer.status_code == 422
    assert f"Line {line}, column" in answer.text
    assert "kind: PARISH" in re.findall(r"<code>([^<]*)</code>", answer.text)
    assert editing.text_on(answer) == text


def test_a_file_takes_the_place_of_the_text_and_one_of_another_kind_leaves_it(editing: Editing) -> None:
    borne = editing.borne(editing.page("/admin/campaigns"))

    def sent(content: bytes) -> httpx.Response:
        form = borne | {"text": "typed", "do": "check"}
        file = {"file": ("a.yaml", content, "text/yaml")}
        return editing.tracking.client.post("/admin/campaigns", data=form, files=file, headers=editing.headers)

    taken, unread = sent(SMALL.encode()), sent(b"\xff\xfe")

    assert (taken.status_code, editing.text_on(taken)) == (200, SMALL)
    assert (unread.status_code, editing.text_on(unread)) == (400, "typed")


def test_a_campaign_is_amended_from_what_is_in_force(editing: Editing) -> None:
    campaign = launched(editing.tracking)
    path = f"/admin/campaigns/{campaign}"
    wait_until(lambda: editing.page(path).status_code == 200)
    page = editing.page(path)
    text, borne = editing.text_on(page), editing.borne(page)

    same = editing.sends(path, text, "amend", borne)
    longer = re.sub(r"ends_on: .*", "ends_on: '2026-03-31'", text, count=1)
    amended = [editing.sends(path, longer, "amend", borne) for _ in range(2)]

    assert same.status_code == 400
    assert "in force already" in same.text
    assert len({editing.after(one) for one in amended}) == 1
    [fact] = editing.facts(campaign, "campaign.amended")
    assert fact.data.ends_on == "2026-03-31"
    shown = editing.page(path, after=editing.after(amended[0]))
    assert "2026-03-31" in editing.text_on(shown)
    assert "Recorded in the log at position" in shown.text


def test_an_amendment_that_drops_a_unit_is_refused_by_the_door_and_stays_in_the_editor(editing: Editing) -> None:
    campaign = launched(editing.tracking)
    path = f"/admin/campaigns/{campaign}"
    wait_until(lambda: editing.page(path).status_code == 200)
    page = editing.page(path)
    plain = msgspec.yaml.decode(editing.text_on(page))
    plain["units"] = plain["units"][:1]
    text = msgspec.yaml.encode(plain).decode()

    answer = editing.sends(path, text, "amend", editing.borne(page))

    assert answer.status_code == 422
    assert editing.text_on(answer) == text
    assert editing.facts(campaign, "campaign.amended") == []


def test_a_rule_set_is_published_once_for_days_that_none_has(editing: Editing) -> None:
    campaign = launched(editing.tracking)
    path = f"/admin/campaigns/{campaign}"
    wait_until(lambda: editing.page(path).status_code == 200)
    borne = editing.borne(editing.page(path))
    rule_set = msgspec.to_builtins(RULE_SET) | {"id": "another"}
    text = msgspec.yaml.encode(rule_set).decode()

    refused = editing.sends(f"/admin/rule-sets?campaign={campaign}", text, "publish", borne)

    assert refused.status_code == 422
    assert editing.text_on(refused) == text
    assert f'formaction="/awards/pages/rules?campaign={campaign}"' in unescape(refused.text)
    before = msgspec.yaml.encode(rule_set | {"in_force": {"from": "2023-01-01", "to": "2023-12-31"}}).decode()
    answers = [editing.sends(f"/admin/rule-sets?campaign={campaign}", before, "publish", borne) for _ in range(2)]
    assert len({editing.after(one) for one in answers}) == 1
    assert answers[0].headers["Location"].startswith("/awards/pages/rules?")
    assert [fact.data.id for fact in editing.facts(campaign, "ruleset.published")][1:] == ["another"]


def test_who_was_signed_out_meanwhile_gets_the_text_back_and_another_role_gets_nothing(editing: Editing) -> None:
    borne = editing.borne(editing.page("/admin/campaigns"))

    nobody = editing.sends("/admin/campaigns", SMALL, "launch", borne, accept="text/html")
    secretary = editing.sends("/admin/campaigns", SMALL, "launch", borne, **editing.tracking.headers("secretary"))

    assert (nobody.status_code, secretary.status_code) == (401, 403)
    assert editing.text_on(nobody) == SMALL


def test_who_goes_back_to_an_editor_finds_the_form_that_was_sent(editing: Editing) -> None:
    campaign = launched(editing.tracking)
    wait_until(lambda: editing.page(f"/admin/campaigns/{campaign}").status_code == 200)

    for path in ("/admin/campaigns", f"/admin/campaigns/{campaign}"):
        opened = editing.page(path)

        back = editing.tracking.client.get(str(opened.url), headers=editing.headers)
        assert editing.borne(back) == editing.borne(opened)
        assert editing.borne(editing.page(path)) != editing.borne(opened)
