"""Every row of the contract's table of outcomes, for one event and inside a batch."""

from typing import Any

import pytest

from shared.core.envelope import position_of
from tests.examples import CLOSED, COMPLETED, INSPECTION, VERIFIED
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, event, household


def test_an_event_is_recorded_and_its_position_is_where_it_lies_in_the_log(
    tracking: RunningTracking, campaign: str
) -> None:
    said = activity(campaign)

    answer = tracking.post(said)

    newest = tracking.commits(campaign)[-1]
    assert answer.status_code == 201
    assert answer.json() == {"id": said["id"], "status": "recorded", "position": position_of(newest.number, 0)}
    assert [fact.id for fact in newest.facts()] == [said["id"]]


def test_a_batch_is_answered_in_order_with_ids_and_positions_of_one_commit(
    tracking: RunningTracking, campaign: str
) -> None:
    said = [activity(campaign) for _ in range(5)]

    answer = tracking.post_batch(said)

    number = tracking.commits(campaign)[-1].number
    wanted = [
        {"id": one["id"], "status": "recorded", "position": position_of(number, place)}
        for place, one in enumerate(said)
    ]
    assert (answer.status_code, answer.json()) == (200, {"results": wanted})


def test_an_empty_batch_is_answered_with_no_results(tracking: RunningTracking) -> None:
    answer = tracking.post_batch([])

    assert (answer.status_code, answer.json()) == (200, {"results": []})


def test_the_same_event_again_is_a_duplicate_at_its_first_position(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)
    first = tracking.post(said).json()["position"]
    tracking.post(activity(campaign))

    again = tracking.post(said)
    in_a_batch = tracking.post_batch([activity(campaign), said, said])

    wanted = {"id": said["id"], "status": "duplicate", "position": first}
    assert (again.status_code, again.json()) == (200, wanted)
    assert in_a_batch.json()["results"][1:] == [wanted, wanted]


def test_one_event_twice_in_a_batch_is_recorded_once(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)

    first, second = tracking.post_batch([said, said]).json()["results"]

    assert (first["status"], second["status"]) == ("recorded", "duplicate")
    assert first["position"] == second["position"]


@pytest.mark.parametrize(
    "changes",
    [
        {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
        {"tracestate": "vendor=1"},
        {"datacontenttype": "application/json"},
    ],
    ids=str,
)
def test_the_same_content_under_another_trace_is_a_duplicate(
    tracking: RunningTracking, campaign: str, changes: dict[str, str]
) -> None:
    said = activity(campaign)
    tracking.post(said)

    again = tracking.post({**said, **changes}, traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_the_same_json_values_written_otherwise_are_a_duplicate(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign, quantity=1)
    tracking.post(said)

    reordered = dict(reversed(said.items())) | {"data": dict(reversed(said["data"].items())) | {"quantity": 1.0}}
    again = tracking.post(reordered)

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_figures_written_whole_or_broken_are_the_same_figures(tracking: RunningTracking, campaign: str) -> None:
    figures = {"started": 12, "ratio": 1e300, "on_time": True}
    said = household(campaign)
    tracking.post(said, who="huyen-mai-chau")
    checked = event(VERIFIED, campaign, data={"household_id": said["data"]["household_id"], "eligible": True})
    first = tracking.post({**checked, "data": checked["data"] | {"checks": figures}}, "verifier")

    again = tracking.post({**checked, "data": checked["data"] | {"checks": figures | {"started": 12.0}}}, "verifier")

    assert (first.status_code, first.json()["status"]) == (201, "recorded")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


@pytest.mark.parametrize(
    "changes", [{"time": "2025-03-09T09:00:00+07:00"}, {"data": {"title": "Việc khác"}}, {"data": {"quantity": 2}}]
)
def test_other_content_under_the_same_id_is_a_conflict_and_changes_nothing(
    tracking: RunningTracking, campaign: str, changes: dict[str, Any]
) -> None:
    said = activity(campaign)
    tracking.post(said)
    other = {**said, **changes, "data": said["data"] | changes.get("data", {})}

    answer = tracking.post(other)
    in_a_batch = tracking.post_batch([other]).json()["results"]

    assert (answer.status_code, answer.json()["code"]) == (409, "content_differs")
    assert (in_a_batch[0]["status"], in_a_batch[0]["problem"]["status"]) == ("rejected", 409)
    assert tracking.post(said).json()["status"] == "duplicate"


def test_the_same_id_is_free_again_under_another_source_and_in_another_campaign(
    tracking: RunningTracking, campaign: str
) -> None:
    said = activity(campaign)
    tracking.post(said)
    inspected = event(INSPECTION, campaign, id=said["id"], source="/units/thcb")

    answer = tracking.post({**inspected, "data": inspected["data"] | {"unit_id": "thcb"}}, who="thcb")

    assert answer.status_code == 201


def test_what_the_facts_so_far_forbid_is_refused_with_the_rule_and_costs_the_batch_nothing(
    tracking: RunningTracking, campaign: str
) -> None:
    early = event(COMPLETED, campaign, source="/units/huyen-mai-chau")
    listed = household(campaign, early["data"]["household_id"])
    tracking.post(listed, who="huyen-mai-chau")

    alone = tracking.post(early, who="huyen-mai-chau")
    batch = tracking.post_batch([household(campaign), early, household(campaign)], who="huyen-mai-chau")

    results = batch.json()["results"]
    assert (alone.status_code, alone.json()["code"]) == (422, "house_not_started")
    assert [one["status"] for one in results] == ["recorded", "rejected", "recorded"]
    assert results[1] == {"id": early["id"], "status": "rejected", "problem": alone.json()}
    assert results[2]["position"] == results[0]["position"] + 1


def test_of_five_events_whose_third_is_wrong_four_are_recorded_and_one_is_explained(
    tracking: RunningTracking, campaign: str
) -> None:
    said = [activity(campaign) for _ in range(5)]
    said[2]["data"]["quantity"] = "ba"

    results = tracking.post_batch(said).json()["results"]

    first = results[0]["position"]
    assert [one["id"] for one in results] == [one["id"] for one in said]
    assert [one.get("position") for one in results] == [first, first + 1, None, first + 2, first + 3]
    assert results[2]["problem"]["errors"] == [
        {"pointer": "/data/quantity", "message": "must be a number, not text"},
    ]
    assert len(tracking.commits(campaign)[-1].facts()) == 4


def test_every_outcome_in_one_batch_is_answered_as_alone(tracking: RunningTracking, campaign: str) -> None:
    known = activity(campaign)
    position = tracking.post(known).json()["position"]
    said = [
        activity(campaign),
        known,
        {**known, "time": "2025-03-01T09:00:00+07:00"},
        activity(campaign, clause="IX.9"),
        activity(campaign, kind="dancing"),
        activity(campaign, unit_id="thcb"),
    ]

    results = tracking.post_batch(said).json()["results"]

    assert [one.get("problem", {}).get("status") for one in results] == [None, None, 409, 422, 400, 403]
    assert [one["status"] for one in results] == ["recorded", "duplicate", *["rejected"] * 4]
    assert results[1]["position"] == position


def test_a_campaign_that_was_closed_takes_no_further_facts_but_still_knows_what_it_took(
    tracking: RunningTracking, campaign: str
) -> None:
    said = activity(campaign)
    tracking.post(said)
    tracking.post(event(CLOSED, campaign, data={"campaign": campaign}), "admin")

    late, again = tracking.post(activity(campaign)), tracking.post(said)

    assert (late.status_code, late.json()["code"]) == (422, "campaign_closed")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_a_campaign_that_was_never_launched_takes_no_facts(tracking: RunningTracking) -> None:
    answer = tracking.post(activity("nobody-launched-this"))

    assert (answer.status_code, answer.json()["code"]) == (422, "campaign_unknown")
