"""The rule editor: checked on the line, tried on the log before anybody publishes, and nothing typed is lost."""

import re
from html import unescape
from typing import Final

import httpx
import msgspec
import pytest

from shared.core.access import ROLES
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import Story
from tests.integration.door.statements import activity
from tests.waiting import wait_until

RULES: Final = "/awards/pages/rules"
_TEXT: Final = re.compile(r"<textarea[^>]*>\n?(.*?)</textarea>", re.DOTALL)


class Editor:
    """Somebody at the rules of one campaign."""

    def __init__(self, story: Story, role: str = "admin") -> None:
        self.story, self.client = story, story.awards.client
        self.headers = story.awards.tracking.headers(role)

    def opened(self, **asked: str) -> httpx.Response:
        asked = {"campaign": self.story.campaign} | asked
        return self.client.get(RULES, params=asked, headers=self.headers, follow_redirects=True)

    def sent(self, text: str, do: str, **headers: str) -> httpx.Response:
        empty = {"file": ("", b"", "application/octet-stream")}
        form = {"text": text, "do": do, "event_id": "form-1", "event_time": "2025-03-10T03:00:00Z"}
        asked = {"campaign": self.story.campaign}
        return self.client.post(RULES, params=asked, data=form, files=empty, headers=headers or self.headers)

    def tried(self, text: str) -> httpx.Response:
        """What a trial came to, once it is over."""
        answer = self.sent(text, "try")
        assert answer.status_code == 303, answer.text
        where = answer.headers["Location"]
        wait_until(lambda: "Nothing was recorded" in self.seen(where).text)
        return self.seen(where)

    def seen(self, where: str) -> httpx.Response:
        return self.client.get(where, headers=self.headers, follow_redirects=True)


def text_on(page: httpx.Response) -> str:
    found = _TEXT.search(page.text)
    assert found, page.text
    return unescape(found[1])


def recorded(story: Story) -> tuple[int, int]:
    """How much of the campaign each service has recorded."""
    return len(story.awards.tracking.commits(story.campaign)), len(story.awards.facts(story.campaign))


@pytest.fixture
def story(awards: RunningAwards) -> Story:
    """A division of two inspections, flagged by a rule that asks for two."""
    told = launched(awards, rules(card("count('inspection_conducted') >= 2")))
    told.flag()
    answer = awards.read(f"/{told.campaign}/candidates", after=str(awards.newest()))
    assert [one["verdict"] for one in answer.json()["candidates"]] == ["CANDIDATE"]
    return told


def harder(story: Story) -> str:
    """The published rules with a bar of three."""
    return text_on(Editor(story).opened(rule_set="rules")).replace(">= 2", ">= 3")


def test_a_published_rule_set_is_opened_checked_and_given_back(story: Story) -> None:
    text = text_on(Editor(story).opened(rule_set="rules"))

    checked = Editor(story).sent(text, "check")

    assert msgspec.yaml.decode(text)["id"] == "rules"
    assert (checked.status_code, text_on(checked)) == (200, text)
    assert "No mistakes: 1 rule sets" in checked.text
    assert f'formaction="/admin/rule-sets?campaign={story.campaign}"' in unescape(checked.text)


def test_a_mistake_stands_on_its_line(story: Story) -> None:
    text = harder(story).replace("count(", "cuont(")

    answer = Editor(story).sent(text, "try")

    line = text[: text.index("cuont")].count("\n") + 1
    assert answer.status_code == 422
    assert f"Line {line}, column" in answer.text
    assert text_on(answer) == text


def test_who_goes_back_to_the_rules_or_a_trial_of_them_finds_the_form_that_was_sent(story: Story) -> None:
    editor = Editor(story)

    for opened in (editor.opened(rule_set="rules"), editor.tried(harder(story))):
        back = editor.client.get(str(opened.url), headers=editor.headers)

        assert re.findall(r'name="event_id" value="(form-[^"]+)"', back.text)
        assert re.findall(r'name="event_\w+" value="[^"]+"', back.text) == re.findall(
            r'name="event_\w+" value="[^"]+"', opened.text
        )


def test_rules_are_tried_on_the_log_before_they_are_published_and_nothing_is_recorded(story: Story) -> None:
    before = recorded(story)

    told = Editor(story, "auditor").tried(harder(story))

    assert "1 are flagged now, 0 under these rules" in told.text
    assert "Would fall away" in told.text
    assert "hctc" in re.findall(r'data-label="Id">([^<]*)<', told.text)
    assert text_on(told) == harder(story)
    assert recorded(story) == before
    cases = story.awards.client.get(told.url, params={"format": "csv"}, headers=Editor(story, "auditor").headers)
    assert "Would fall away,Collective,Phòng Hành chính - Tổ chức,hctc" in cases.text


def test_an_administrator_sees_how_many_and_not_who(story: Story) -> None:
    told = Editor(story).tried(harder(story))

    assert "Would fall away" in told.text
    assert "hctc" not in re.sub(r"<textarea.*?</textarea>", "", told.text, flags=re.DOTALL)
    assert "This role sees no single case" in told.text


def test_the_same_text_over_the_same_log_is_one_trial_and_after_a_new_fact_another(story: Story) -> None:
    text = harder(story)

    first, again = (Editor(story).sent(text, "try").headers["Location"] for _ in range(2))
    story.awards.tracking.post(activity(story.campaign, kind="inspection_conducted"))
    after = Editor(story).sent(text, "try").headers["Location"]

    assert first == again != after


def test_rules_are_for_administrators_and_auditors(story: Story) -> None:
    told = {role: Editor(story, role).sent("a: 1", "check").status_code for role in ROLES - {"unit"}}

    assert {role for role, status in told.items() if status == 422} == {"admin", "auditor"}
    assert {status for role, status in told.items() if role not in {"admin", "auditor"}} == {403}
    assert Editor(story, "auditor").opened().text.count("formaction") == 2
    nobody = Editor(story).sent("a: 1", "check", accept="text/html")
    assert (nobody.status_code, text_on(nobody)) == (401, "a: 1")
