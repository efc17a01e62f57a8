"""The door while parts of the installation are away: what is answered, and that it recovers by itself."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from services.tracking.app import EVENTS
from tests.examples import CONTRIBUTION
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.statements import NUMBER, activity, event, household
from tests.waiting import wait_until


def test_while_the_log_is_down_nothing_is_half_recorded_and_the_same_event_is_recorded_once_later(
    new_tracking: NewTracking,
) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    said, batch = activity(campaign), [activity(campaign) for _ in range(3)]
    tracking.nats.stop()

    asked: list[Callable[[], httpx.Response]] = [
        lambda: tracking.post(said),
        lambda: tracking.post_batch(batch),
        lambda: tracking.post(household(campaign, number=NUMBER), who="huyen-mai-chau"),
    ]
    with ThreadPoolExecutor() as at_once:
        refused = list(at_once.map(lambda ask: ask(), asked))
    not_ready = tracking.client.get("/readyz")
    tracking.nats.start()
    wait_until(lambda: tracking.post(said).status_code in (200, 201))
    results = tracking.post_batch(batch).json()["results"]

    assert [answer.status_code for answer in refused] == [503] * 3
    assert {answer.json()["code"] for answer in refused} == {"log_unavailable"}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert not_ready.status_code == 503
    assert {one["status"] for one in results} <= {"recorded", "duplicate"}
    facts = [fact.id for commit in tracking.commits(campaign)[1:] for fact in commit.facts()]
    assert facts.count(said["id"]) == 1
    assert sorted(facts) == sorted({*facts, *(one["id"] for one in batch)})
    wait_until(lambda: tracking.client.get("/readyz").status_code == 200)


def test_a_tracking_that_starts_again_knows_what_was_there_before_it_answers(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    known = activity(campaign)
    tracking.post(known)
    for _ in range(15):
        tracking.post_batch([activity(campaign, title="x" * 500) for _ in range(1_000)])
    tracking.stop()

    tracking.serve()
    again, new, person = (
        tracking.post(known),
        tracking.post(activity(campaign)),
        tracking.post(activity(campaign, persons=[{"person_id": "cb-lan"}])),
    )

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert (new.status_code, person.status_code) == (201, 201)


def test_while_tokens_cannot_be_looked_up_known_ones_are_heard_and_unknown_ones_wait(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    tracking.post(activity(campaign))
    with sqlite3.connect(tracking.tokens) as saboteur:
        saboteur.execute("ALTER TABLE access RENAME TO away")
    saboteur.close()
    unknown = {"Authorization": f"Bearer thidua_{'0' * 12}_{'x' * 43}"}

    stated = tracking.client.post(EVENTS, json=activity(campaign), headers=unknown)
    read = tracking.client.get(f"/tracking/campaigns/{campaign}", params={"after": 1}, headers=unknown)

    assert tracking.post(activity(campaign)).status_code == 201
    assert (stated.status_code, read.status_code) == (503, 503)
    assert stated.headers["retry-after"] == read.headers["retry-after"]


def test_while_the_vault_cannot_be_written_only_personal_data_has_to_wait(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    held = sqlite3.connect(tracking.vault)
    held.execute("BEGIN EXCLUSIVE")

    refused = tracking.post(household(campaign, number=NUMBER), who="huyen-mai-chau")
    other = tracking.post(activity(campaign))
    held.rollback()
    held.close()

    assert (refused.status_code, other.status_code) == (503, 201)
    assert refused.headers["retry-after"]
    assert NUMBER not in refused.text
    assert tracking.post(event(CONTRIBUTION, campaign), who="huyen-mai-chau").status_code == 201
