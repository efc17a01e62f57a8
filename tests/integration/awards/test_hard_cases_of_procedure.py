"""The hard cases of the field (domain 8.5) that turn on votes and money, each through the real doors."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.examples import TODAY, YESTERDAY
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import AUTHORITY, SITTING, SUBJECT, Story
from tests.integration.door.statements import activity

DONE = "activities_total() >= 1"
NINE = [{"person_id": f"P-{number}", "chair": number == 1} for number in range(1, 10)]
LAN = {"subject_kind": "INDIVIDUAL", "subject_id": "cb-lan"}


def flagged(awards: RunningAwards, law: dict[str, dict[str, object]] | None = None) -> Story:
    """A campaign in which the division did what it takes."""
    story = launched(awards, rules(card(DONE), card(DONE, subject="INDIVIDUAL")), law=law)
    answer = awards.tracking.post(activity(story.campaign, persons=[{"person_id": "cb-lan"}]))
    assert answer.status_code == 201, answer.text
    return story


def test_case_7_the_bonus_goes_by_the_base_salary_of_the_day_of_the_decision(awards: RunningAwards) -> None:
    story = flagged(awards, {"base_salary_vnd": {YESTERDAY: 2_340_000, TODAY: 2_530_000}})
    story.open()
    story.add_papers()
    story.submit()
    story.convene(held_on=YESTERDAY)
    story.vote()
    story.sign_minutes()

    position = story.decide().json()["position"]

    [shown] = story.decisions(after=position)
    assert [one["bonus_vnd"] for one in shown["subjects"]] == [1_520_000]  # 0.6 x 2,530,000 = 1,518,000, rounded up


def test_case_8_a_bonus_is_rounded_up_to_ten_thousand(awards: RunningAwards) -> None:
    story = flagged(awards)
    key = {"award": "AGENCY_COMMENDATION", "achievement_key": f"{story.campaign}:INDIVIDUAL:cb-lan"}
    story.tell("nomination.opened", {"nomination_id": "N-1"} | LAN | key)
    story.add_papers()
    story.submit()
    story.convene()
    story.vote()
    story.sign_minutes()

    position = story.decide(subjects=[LAN | {"nomination_id": "N-1"}]).json()["position"]

    [shown] = story.decisions(after=position)
    assert [one["bonus_vnd"] for one in shown["subjects"]] == [710_000]


@pytest.mark.parametrize(("share", "vote"), [("80/100", "CARRIED"), ("90/100", "LOST")])
def test_case_9_seven_of_nine_and_one_in_writing_pass_four_fifths_and_fail_nine_tenths(
    awards: RunningAwards, share: str, vote: str
) -> None:
    story = flagged(awards, {"votes_for": {"AGENCY_COMMENDATION": f"at least {share} of ALL_MEMBERS"}})
    story.open()
    story.tell("council.convened", {"sitting_id": "HD-1", "members": NINE, "held_on": TODAY})

    position = story.vote(yes=7, no=1, present=8, written_yes=1)

    nomination = story.nomination(after=position)
    assert nomination["vote"] == vote
    assert (nomination["ballots"][0]["votes_for"], nomination["ballots"][0]["of"]) == (8, 9)


def test_case_15_an_award_annulled_after_the_bonus_stays_told_with_what_is_to_be_given_back(
    awards: RunningAwards,
) -> None:
    story = flagged(awards)
    story.up_to_minutes()
    decided = story.decide().json()["position"]
    [before] = story.decisions(after=decided)
    annulment = {"ground": "FALSE_DECLARATION", "annulment_no": "9/QĐ-VP", "annulled_on": TODAY}

    position = story.tell("award.annulled", {"decision_no": "231/QĐ-VP"} | SUBJECT | annulment, AUTHORITY)

    [after] = story.decisions(after=position)
    then = story.awards.read(f"/{story.campaign}/decisions", as_of=str(before["position"] + 1_000)).json()["decisions"]
    assert (before["subjects"][0]["status"], before["subjects"][0]["bonus_vnd"]) == ("AWARDED", 1_410_000)
    assert (after["subjects"][0]["status"], after["subjects"][0]["bonus_vnd"]) == ("ANNULLED", 1_410_000)
    assert then == [before]  # what was told of that day is told of it still
    again = story.say("award.annulled", {"decision_no": "231/QĐ-VP"} | SUBJECT | annulment, AUTHORITY)
    assert again.status_code == 422


def test_case_15_the_closed_year_keeps_its_form_and_the_later_year_tells_the_correction(awards: RunningAwards) -> None:
    story = flagged(awards)
    story.open()
    story.add_papers()
    story.submit()
    story.convene(held_on="2024-12-16")
    story.vote()
    signed = {"sitting_id": SITTING, "doc_no": "12/BB", "signed_on": "2024-12-18", "signers": ["P-1", "P-7"]}
    story.tell("minutes.signed", signed)
    position = story.decide(decided_on="2024-12-20").json()["position"]
    closed = form(story, "2024", position)
    annulment = {"ground": "LATER_FINDING", "annulment_no": "9/QĐ-VP", "annulled_on": TODAY}

    position = story.tell("award.annulled", {"decision_no": "231/QĐ-VP"} | SUBJECT | annulment, AUTHORITY)

    correction = ["231/QĐ-VP", "20/12/2024", "Giấy khen", "tập thể", "09/QĐ-VP", "10/03/2025", -1]
    assert form(story, "2024", position) == closed
    assert ["Giấy khen", 1, 1, 0, 0, 0, 0, 0] in rows(closed)
    assert correction in [row[: len(correction)] for row in rows(form(story, "2025", position))]


def form(story: Story, year: str, after: int) -> bytes:
    """The form 0603 of a year."""
    answer = story.awards.read(f"/{story.campaign}/statistics/0603.xlsx", year=year, after=str(after))
    assert answer.status_code == 200, answer.text
    return answer.content


def rows(workbook: bytes) -> list[list[object]]:
    """What stands in its cells."""
    cells = CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_index(0).to_python()
    return [list(row) for row in cells]
