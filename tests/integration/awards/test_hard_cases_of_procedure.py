"""The hard cases of the field (domain 8.5) that turn on votes and money, each through the real doors."""

import pytest

from tests.examples import TODAY, YESTERDAY
from tests.integration.awards.launching import card, launched, rules
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import AUTHORITY, SUBJECT, Story
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
