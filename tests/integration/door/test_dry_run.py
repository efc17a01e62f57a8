"""A dry run at the door: what would become of each event, and nothing of it stays, in no file."""

import sqlite3

import pytest

from tests.examples import ACTIVITY
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, event, household, launch

MAI_CHAU = "huyen-mai-chau"
DRY = "/tracking/events?dry_run=true"


def test_a_dry_run_says_what_would_become_of_each_and_records_nothing(tracking: RunningTracking, campaign: str) -> None:
    first, second = event(ACTIVITY, campaign), event(ACTIVITY, campaign)
    wrong = {**second, "id": "wrong", "data": {**second["data"], "kind": "no_such"}}
    recorded = tracking.post(first).json()
    commits = len(tracking.commits(campaign))

    results = tried(tracking, [first, {**first, "time": "2025-03-09T09:00:00+07:00"}, second, wrong], "hctc")

    assert [one["status"] for one in results] == ["duplicate", "rejected", "rejected", "rejected"]
    assert results[0]["position"] == recorded["position"]
    assert [one["problem"]["code"] for one in results[1:]] == ["content_differs", "activity_id_used", "bad_fields"]
    assert len(tracking.commits(campaign)) == commits


def test_one_event_is_tried_out_alone_too(tracking: RunningTracking, campaign: str) -> None:
    headers = tracking.headers("unit", "hctc", content_type="application/cloudevents+json")

    answer = tracking.client.post(DRY, json=event(ACTIVITY, campaign), headers=headers)

    assert answer.status_code == 200
    assert answer.json()["status"] == "recorded"
    assert answer.json()["position"] == 0


@pytest.mark.parametrize("asked", ["dry_run", "dry_run=TRUE", "dry_run=1", "x=y&dry_run=yes"])
def test_who_mentions_a_dry_run_records_nothing(tracking: RunningTracking, campaign: str, asked: str) -> None:
    headers = tracking.headers("unit", "hctc", content_type="application/cloudevents+json")

    answer = tracking.client.post(f"/tracking/events?{asked}", json=event(ACTIVITY, campaign), headers=headers)

    assert (answer.status_code, answer.json()["position"]) == (200, 0)


def test_who_says_no_to_it_does_not_mean_it(tracking: RunningTracking, campaign: str) -> None:
    headers = tracking.headers("unit", "hctc", content_type="application/cloudevents+json")

    answer = tracking.client.post("/tracking/events?dry_run=false", json=event(ACTIVITY, campaign), headers=headers)

    assert answer.status_code == 201


def test_a_launch_is_tried_out_and_then_done(tracking: RunningTracking) -> None:
    headers = tracking.headers("admin", content_type="application/cloudevents-batch+json")
    said = launch("tried-first")

    tried_out = tracking.client.post(DRY, json=said, headers=headers).json()["results"]
    early = tried(tracking, [event(ACTIVITY, "tried-first")], "hctc")
    done = tracking.client.post("/tracking/events", json=said, headers=headers).json()["results"]

    assert [(one["status"], one["position"]) for one in tried_out] == [("recorded", 0)] * len(said)
    assert early[0]["problem"]["code"] == "campaign_unknown"
    assert [one["status"] for one in done] == ["recorded"] * len(said)


def test_nothing_of_a_person_is_kept_by_a_dry_run_and_it_knows_who_is_on_a_list(
    tracking: RunningTracking, campaign: str
) -> None:
    first, same_person = (household(campaign, number="017190005555") for _ in range(2))
    before = vault_rows(tracking)

    new = tried(tracking, [first, same_person], MAI_CHAU)
    kept = vault_rows(tracking)
    tracking.post(first, who=MAI_CHAU)
    known = tried(tracking, [first, other_name(first), same_person], MAI_CHAU)

    assert kept == before
    assert (new[0]["status"], new[0]["position"]) == ("recorded", 0)
    assert new[1]["problem"]["code"] == "person_already_listed"
    assert known[0]["status"] == "duplicate"
    assert [one["problem"]["code"] for one in known[1:]] == ["content_differs", "person_already_listed"]


def tried(tracking: RunningTracking, events: list[Event], who: str) -> list[Event]:
    """What a dry run answers for a batch."""
    headers = tracking.headers("unit", who, content_type="application/cloudevents-batch+json")
    results: list[Event] = tracking.client.post(DRY, json=events, headers=headers).json()["results"]
    return results


def other_name(said: Event) -> Event:
    person = {**said["data"]["person"], "name": "Khác"}
    return {**said, "data": {**said["data"], "person": person}}


def vault_rows(tracking: RunningTracking) -> list[tuple[str, int]]:
    """How much lies in each table of the vault."""
    with sqlite3.connect(f"file:{tracking.vault}?mode=ro", uri=True) as vault:
        names = [name for (name,) in vault.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(name, vault.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in names]
