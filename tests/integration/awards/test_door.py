"""POST /awards/events over HTTP: the same door as tracking's in every mode, and neither takes what is the other's."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from shared.core.requests import BINARY
from tests.examples import MORNING
from tests.integration.awards.running_awards import RunningAwards
from tests.integration.awards.story import MEMBERS, SECRETARY, SUBJECT, Story, ballot
from tests.integration.door.conftest import launched
from tests.integration.door.statements import activity, open_event

HOLD = {"subject_kind": "COLLECTIVE", "subject_id": "thcb", "ground": "COMPLAINT"}


def test_a_statement_is_recorded_once_and_its_repetition_a_duplicate(story: Story) -> None:
    said = open_event("hold.placed", HOLD, story.campaign)

    first, again = story.awards.post(said, *SECRETARY), story.awards.post(said, *SECRETARY)
    other = story.awards.post(said | {"data": HOLD | {"ground": "INSPECTION"}}, *SECRETARY)

    assert (first.status_code, first.json()["status"]) == (201, "recorded")
    assert (again.status_code, again.json()) == (200, first.json() | {"status": "duplicate"})
    assert other.status_code == 409


def test_a_batch_is_answered_in_order_each_event_alone(story: Story) -> None:
    good = open_event("hold.placed", HOLD, story.campaign)
    unfit = open_event("nomination.withdrawn", {"nomination_id": "N-9", "reason": "x"}, story.campaign)
    bad = open_event("hold.placed", HOLD | {"ground": "RUMOUR"}, story.campaign)

    answer = story.awards.post_batch([good, unfit, bad, good], *SECRETARY)

    results = answer.json()["results"]
    assert [one["status"] for one in results] == ["recorded", "rejected", "rejected", "duplicate"]
    assert results[1]["problem"]["code"] == "nomination_not_opened"
    assert [error["pointer"] for error in results[2]["problem"]["errors"]] == ["/data/ground"]


def test_binary_mode_says_the_same(story: Story) -> None:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": "binary-1",
        "ce_source": "/tests",
        "ce_type": "vn.thidua.hold.placed.v1",
        "ce_time": MORNING,
        "ce_campaign": story.campaign,
    }

    answer = story.awards.post_bytes(msgspec.json.encode(HOLD), *SECRETARY, content_type=BINARY, **headers)

    assert answer.status_code == 201, answer.text


def test_at_the_wrong_door_the_right_one_is_named(story: Story) -> None:
    here = story.awards.post(activity(story.campaign), "unit", "hctc")
    there = story.awards.tracking.post(open_event("hold.placed", HOLD, story.campaign), *SECRETARY)

    assert [(one.status_code, one.json()["code"]) for one in (here, there)] == [(400, "wrong_door")] * 2
    assert "POST /tracking/events" in here.json()["detail"]
    assert "POST /awards/events" in there.json()["detail"]


def test_who_may_not_state_it_is_told_so_before_which_door_it_is(story: Story) -> None:
    answer = story.awards.post(activity(story.campaign), *SECRETARY)

    assert answer.status_code == 403


@pytest.mark.parametrize("short", ["candidate.flagged", "bonus.calculated"])
def test_what_the_service_concludes_nobody_may_state(story: Story, short: str) -> None:
    answer = story.say(short, {"decision_no": "D-1"} | SUBJECT)

    assert (answer.status_code, answer.json()["code"]) == (403, "only_services_state")


def test_without_a_good_token_nothing_is_taken(story: Story) -> None:
    body = msgspec.json.encode(open_event("hold.placed", HOLD, story.campaign))

    answer = story.awards.client.post("/awards/events", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 401


def test_an_individual_vote_cannot_be_stated(story: Story) -> None:
    story.open()
    story.convene()

    answer = story.say("ballot.tallied", ballot() | {"votes": [{"person_id": "P-1", "vote": "yes"}]})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/data/votes"]


def test_a_conflict_is_declared_for_oneself_alone(story: Story) -> None:
    story.open()
    story.convene()
    conflict = {"sitting_id": "HD-1", "nomination_id": "N-1", "person_id": MEMBERS[1]}

    other = story.say("conflict.declared", conflict, ("council", MEMBERS[2]))
    oneself = story.say("conflict.declared", conflict, ("council", MEMBERS[1]))

    assert (other.status_code, other.json()["code"]) == (403, "not_oneself")
    assert oneself.status_code == 201


def test_a_campaign_that_was_never_launched_or_is_closed_takes_nothing(awards: RunningAwards, story: Story) -> None:
    closed = launched(awards.tracking)
    answer = awards.tracking.post(open_event("campaign.closed", {"campaign": closed}, closed), "admin", "")
    assert answer.status_code == 201, answer.text

    codes = [
        awards.post(open_event("hold.placed", HOLD, campaign), *SECRETARY).json()["code"]
        for campaign in ("never-launched", closed)
    ]

    assert codes == ["campaign_unknown", "campaign_closed"]


def test_who_saw_an_activity_recorded_may_nominate_at_once(awards: RunningAwards) -> None:
    for _ in range(5):
        story = Story(awards, launched(awards.tracking))
        story.flag()

        position = story.open()  # no waiting in between

        assert position > 0


def test_of_two_secretaries_at_once_one_is_recorded_and_the_other_sees_why_not(story: Story) -> None:
    story.open()
    story.add_papers()
    receipt = {"nomination_id": "N-1", "to_level": "AGENCY", "doc_no": "88/TTr", "received_on": "2025-03-09"}

    with ThreadPoolExecutor(2) as pool:
        both = list(
            pool.map(lambda who: story.say("nomination.submitted", receipt, ("secretary", who)), ("P-7", "P-8"))
        )

    assert sorted(one.status_code for one in both) == [201, 422]
    [refused] = [one.json() for one in both if one.status_code == 422]
    assert refused["code"] == "not_a_higher_level"
    assert "submitted to this level" in refused["detail"]


def test_four_eyes_are_those_of_two_people_in_whatever_role(story: Story) -> None:
    story.up_to_minutes()

    same = story.decide(by=("authority", SECRETARY[1]))
    another = story.decide()

    assert (same.status_code, same.json()["code"]) == (422, "four_eyes")
    assert another.status_code == 201


def test_the_door_is_described_with_what_it_takes(awards: RunningAwards) -> None:
    described = awards.client.get("/openapi.json").json()

    assert "post" in described["paths"]["/awards/events"]
    assert any("AwardDecided" in name for name in described["components"]["schemas"])
    assert "get" in described["paths"]["/awards/campaigns/{campaign}/decisions"]
