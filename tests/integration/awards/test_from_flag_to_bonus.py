"""A division's way from flag to decision and bonus, through the real doors alone."""

from shared.core.events import BonusCalculated
from tests.integration.awards.story import SUBJECT, Story


def test_a_flagged_division_is_nominated_voted_for_and_awarded_and_its_bonus_follows(story: Story) -> None:
    story.up_to_minutes()

    answer = story.decide()

    assert answer.status_code == 201, answer.text
    position = answer.json()["position"]
    [shown] = story.decisions(after=position)
    assert (shown["decision_no"], shown["award"], shown["position"]) == ("231/QĐ-VP", "AGENCY_COMMENDATION", position)
    assert shown["subjects"] == [SUBJECT | {"bonus_vnd": 1_410_000, "status": "AWARDED"}]
    nomination = story.nomination()
    assert (nomination["state"], nomination["vote"], nomination["missing"]) == ("AWARDED", "CONFIRMED", [])
    [bonus] = [fact for _, fact, _ in story.awards.facts(story.campaign) if isinstance(fact.data, BonusCalculated)]
    assert bonus.data == BonusCalculated("231/QĐ-VP", "COLLECTIVE", "hctc", 0.6, 2_340_000, 1_410_000)
    assert (bonus.actor, bonus.source) == ("service:awards", "/services/awards")


def test_a_restarted_awards_knows_what_it_decided_and_states_no_bonus_twice(story: Story) -> None:
    story.up_to_minutes()
    position = story.decide().json()["position"]
    before = story.decisions(after=position)

    story.awards.stop()
    story.awards.start()

    assert story.decisions(after=position) == before
    assert story.decide("232/QĐ-VP").json()["code"] == "nomination_awarded"
    bonuses = [fact for _, fact, _ in story.awards.facts(story.campaign) if isinstance(fact.data, BonusCalculated)]
    assert len(bonuses) == 1
