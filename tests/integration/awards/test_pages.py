"""The pages of candidates through the real door: who sees what, in both languages, and what a hold hides."""

import csv
import io
import re
from html import unescape
from zipfile import ZipFile

import httpx
import pytest

from shared.core.access import ROLES
from tests.examples import TODAY
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import AUTHORITY, SUBJECT, Story
from tests.integration.door.statements import activity, open_event

LIST = "/awards/pages/candidates"
ONE = f"{LIST}/COLLECTIVE/hctc"
MAY_READ = frozenset({"unit", "secretary", "council", "authority", "auditor"})
KNOW_OF_HOLDS = frozenset({"secretary", "authority", "auditor"})
ON_HOLD = {"vi": "Tạm dừng", "en": "On hold"}
FIT = {"vi": "Đủ điều kiện bình xét", "en": "Fit to be voted on"}
NAME = "Nguyễn Thị Lan"


def page(story: Story, path: str, role: str = "secretary", who: str = "", **asked: str) -> httpx.Response:
    """A page of the story's campaign, as somebody sees it."""
    headers = story.awards.tracking.headers(role, who or ("hctc" if role == "unit" else ""))
    asked = {"campaign": story.campaign} | asked
    return story.awards.client.get(path, params=asked, headers=headers, follow_redirects=True)


def text_of(answer: httpx.Response) -> str:
    """What a person reads on a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])))


@pytest.mark.parametrize("path", [LIST, ONE, f"{LIST}.csv"])
def test_candidates_are_for_those_alone_who_may_read_them(story: Story, path: str) -> None:
    flagged = str(story.awards.newest())
    told = {role: page(story, path, role, after=flagged).status_code for role in ROLES}

    assert {role for role, status in told.items() if status == 200} == MAY_READ
    assert {status for role, status in told.items() if role not in MAY_READ} == {403}
    assert story.awards.client.get(path, params={"campaign": story.campaign}).status_code == 401


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", sorted(MAY_READ))
def test_a_hold_shows_to_those_alone_who_may_know_of_it(story: Story, role: str, language: str) -> None:
    flagged = str(story.awards.newest())
    before = [text_of(page(story, path, role, lang=language, after=flagged)) for path in (LIST, ONE)]
    held = str(story.tell("hold.placed", SUBJECT | {"ground": "COMPLAINT"}))

    shown = [page(story, path, role, lang=language, after=held) for path in (LIST, ONE)]

    assert [one.headers["Content-Language"] for one in shown] == [language] * 2
    if role in KNOW_OF_HOLDS:
        assert all(ON_HOLD[language] in text_of(one) for one in shown)
    else:
        assert [_without_position(text_of(one)) for one in shown] == [_without_position(one) for one in before]
        assert all(FIT[language] in text_of(one) and ON_HOLD[language] not in one.text for one in shown)


@pytest.mark.parametrize("role", sorted(MAY_READ - KNOW_OF_HOLDS))
def test_a_hold_that_is_over_leaves_no_trace_in_the_history_of_the_verdict(story: Story, role: str) -> None:
    before = _without_position(text_of(page(story, ONE, role, after=str(story.awards.newest()))))
    story.tell("hold.placed", SUBJECT | {"ground": "COMPLAINT"})
    lifted = str(story.tell("hold.lifted", SUBJECT | {"conclusion": "NO_WRONGDOING"}))

    others = page(story, ONE, role, after=lifted)
    secretary = page(story, ONE, "secretary", after=lifted)

    assert _without_position(text_of(others)) == before
    assert ON_HOLD["en"] in text_of(secretary)


@pytest.mark.parametrize("role", ["secretary", "authority", "council"])
def test_on_a_projector_the_council_sees_the_ballot_and_no_hold_whoever_shows_it(story: Story, role: str) -> None:
    story.open()
    story.add_papers()
    story.submit()
    story.convene()
    story.vote(yes=2, no=2, written_yes=1)
    held = str(story.tell("hold.placed", SUBJECT | {"ground": "COMPLAINT"}))

    wall = page(story, ONE, role, after=held, screen="projector")
    itself = page(story, ONE, role, after=held)

    assert 'class="projector"' in wall.text
    assert "3 /5 for it" in text_of(wall)
    assert ON_HOLD["en"] not in wall.text
    assert (ON_HOLD["en"] in itself.text) is (role in KNOW_OF_HOLDS)
    assert "screen=projector" in itself.text
    assert "/awards/pages/forms/" not in wall.text


def test_a_unit_has_no_projector_since_a_nomination_is_none_of_its_own(story: Story) -> None:
    story.open()
    after = str(story.awards.newest())

    asked = page(story, ONE, "unit", after=after, screen="projector")

    assert asked.status_code == 200
    assert "N-1" not in asked.text
    assert 'class="projector"' not in asked.text
    assert "Show on a projector" not in text_of(asked)


def test_nobody_is_named_to_who_may_not_open_names(awards: RunningAwards) -> None:
    story = launched(awards, rules(card("activities_total() >= 1", subject="INDIVIDUAL")))
    done = awards.tracking.post(activity(story.campaign, persons=[{"person_id": "cb-lan"}]))
    after = str(done.json()["position"])

    paths = (LIST, f"{LIST}/INDIVIDUAL/cb-lan", f"{LIST}.csv")
    named = {
        role
        for role in MAY_READ
        for path in paths
        if NAME in (answer := page(story, path, role, after=after)).text or answer.status_code != 200
    }

    assert named == {"secretary", "unit"}
    assert "Individual cb-lan" in text_of(page(story, LIST, "council"))


def test_a_unit_sees_itself_and_its_own_people_alone(story: Story) -> None:
    assert "hctc" in page(story, f"{LIST}.csv", "unit").text
    assert "hctc" not in page(story, f"{LIST}.csv", "unit", "thcb").text
    assert page(story, ONE, "unit", "thcb").status_code == 404


def test_filters_stand_in_the_address_and_hold_for_the_file_too(story: Story) -> None:
    fit, none = page(story, LIST, verdict="CANDIDATE"), page(story, LIST, verdict="DUPLICATE")
    files = [page(story, f"{LIST}.csv", verdict=verdict).text for verdict in ("CANDIDATE", "DUPLICATE")]

    assert 'value="CANDIDATE" selected' in fit.text
    assert "hctc" in fit.text
    assert "No candidate fits this filter" in text_of(none)
    assert [len(list(csv.reader(io.StringIO(one)))) for one in files] == [2, 1]


def test_whoever_opened_a_candidate_from_a_filtered_list_comes_back_to_it(story: Story) -> None:
    fit = page(story, LIST, verdict="CANDIDATE")
    [way] = {unescape(one) for one in re.findall(r'href="([^"]*COLLECTIVE/hctc[^"]*)"', fit.text)}

    opened = story.awards.client.get(way, headers=story.awards.tracking.headers("secretary"))

    assert "verdict=CANDIDATE" in way
    [back] = re.findall(r'href="([^"]*)">All candidates<', opened.text)
    assert "verdict=CANDIDATE" in back


@pytest.mark.parametrize("number", ["n-1", "88/ttr-hctc", "231/qd-vp", "12/BB-HĐTĐKT", "1" * 64, "HD-1"])
def test_a_candidate_is_found_by_the_numbers_of_its_papers_by_who_may_read_them(story: Story, number: str) -> None:
    story.up_to_minutes()
    after = str(story.decide().json()["position"])

    found = {role for role in MAY_READ if ONE in page(story, LIST, role, q=number, after=after).text}

    assert found == MAY_READ - {"unit"}


def test_the_page_says_which_figure_changed_the_verdict_from_what_to_what(awards: RunningAwards) -> None:
    story = launched(awards, rules(card("activities_total() >= 2")))
    said = [activity(story.campaign) for _ in range(2)]
    flagged = [awards.tracking.post(one).json()["position"] for one in said][-1]
    before = text_of(page(story, ONE, after=str(flagged)))

    mistaken = {"activity_id": said[1]["data"]["activity_id"], "reason": "Ghi nhầm"}
    withdrawn = open_event("activity.withdrawn", mistaken, story.campaign, source="/units/hctc")
    position = str(awards.tracking.post(withdrawn).json()["position"])
    after = [text_of(page(story, ONE, after=position, lang=language)) for language in ("vi", "en")]

    assert "Changed last" not in before
    assert all("2 → 1" in text for text in after)
    assert ["Thay đổi gần nhất" in after[0], "Changed last" in after[1]] == [True, True]


def test_only_who_may_know_of_holds_is_offered_to_ask_for_them(story: Story) -> None:
    offered = {role for role in MAY_READ if 'value="HELD"' in page(story, LIST, role).text}

    assert offered == KNOW_OF_HOLDS


def test_the_list_is_handed_over_as_a_workbook_too(story: Story) -> None:
    answer = page(story, f"{LIST}.xlsx")

    strings = ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert "hctc" in strings
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_page_can_be_asked_as_it_stood(story: Story) -> None:
    opened = str(story.open())
    story.add_papers()

    then, now = page(story, ONE, as_of=opened), page(story, ONE, after=str(story.awards.newest()))

    assert "Dossier being made" in text_of(then)
    assert "Dossier complete" in text_of(now)
    assert then.headers["X-Position"] == opened


def test_one_candidate_shows_why_what_it_went_through_and_what_to_download(story: Story) -> None:
    story.up_to_minutes()
    position = str(story.decide().json()["position"])

    shown = page(story, ONE, "auditor", after=position)

    told = text_of(shown)
    for said in ("Nothing is missing", "Submission letter there", "For it", "3/5", "1,410,000 đồng", "231/QĐ-VP"):
        assert said in told, said
    assert f"/awards/campaigns/{story.campaign}/nominations/N-1/papers/bien-ban.docx" in shown.text
    assert 'href="/audit/pages/log/' in shown.text
    assert 'href="/audit/proofs/' in shown.text


def test_a_unit_reads_of_its_award_and_not_of_the_council(story: Story) -> None:
    story.up_to_minutes()
    position = str(story.decide().json()["position"])

    told = text_of(page(story, ONE, "unit", after=position))

    assert "231/QĐ-VP" in told
    assert "Ballots of the council" not in told
    assert "N-1" not in told


def test_an_annulled_award_says_what_is_to_be_given_back(story: Story) -> None:
    story.up_to_minutes()
    story.decide()
    ground = {"ground": "FALSE_DECLARATION", "annulment_no": "15/QĐ-VP", "annulled_on": TODAY}

    position = str(story.tell("award.annulled", {"decision_no": "231/QĐ-VP"} | SUBJECT | ground, AUTHORITY))

    assert "1,410,000 đồng to be recovered by annulment 15/QĐ-VP" in text_of(page(story, ONE, after=position))


@pytest.mark.parametrize("path", [f"{LIST}/COLLECTIVE/nobody", f"{LIST}/NONE/hctc", f"{LIST}.pdf", f"{ONE}?card=no"])
def test_what_is_not_there_is_not_found(story: Story, path: str) -> None:
    answer = page(story, path, card="no") if path.endswith("card=no") else page(story, path)

    assert answer.status_code in (400, 404)


def test_who_names_no_campaign_chooses_one(story: Story) -> None:
    answer = story.awards.client.get(LIST, headers=story.awards.tracking.headers("secretary"))

    assert f"campaign={story.campaign}" in answer.text
    assert answer.status_code == 200


def _without_position(text: str) -> str:
    return re.sub(r"Position in the log \d+|Vị trí trong sổ cái \d+", "", text)


def test_whoever_decides_finds_what_waits_for_a_decision_and_a_unit_learns_nothing_of_it(story: Story) -> None:
    story.up_to_minutes()
    after = str(story.awards.newest())
    link = 'way=decision" aria-current="page">Wait for a decision (1)</a>'

    waiting = page(story, LIST, "authority", after=after, way="decision")
    council, unit = page(story, LIST, "council", after=after, way="council"), page(story, LIST, "unit", after=after)

    assert link in waiting.text
    assert "/awards/pages/candidates/COLLECTIVE/hctc" in waiting.text
    assert 'name="way" value="decision"' in waiting.text
    assert "Submitted" in text_of(waiting)
    assert "/awards/pages/candidates/COLLECTIVE/hctc" not in council.text.partition("<main")[2]
    assert "way=" not in unit.text
    assert "Submitted" not in text_of(unit)
