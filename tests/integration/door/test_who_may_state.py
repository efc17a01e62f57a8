"""Who may state what at the door: roles, units that speak for themselves, sources, doors of other services."""

from typing import Final

import pytest

from services.tracking.app import EVENTS
from shared.core.access import STATED_BY
from shared.core.events import OWNERS, thing_of
from shared.core.values import Role
from tests.examples import VERIFIED
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, event, household, open_event

ROLES: Final[tuple[Role, ...]] = (
    "unit",
    "verifier",
    "secretary",
    "council",
    "authority",
    "publisher",
    "auditor",
    "admin",
)
SERVICES_ONLY: Final = [short for short, roles in STATED_BY.items() if not roles]


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer thidua_0_x", "Basic aGN0Yzo=", "hctc"])
def test_without_a_good_token_nobody_is_heard(tracking: RunningTracking, campaign: str, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    answer = tracking.client.post(EVENTS, json=activity(campaign), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_scheme_of_a_token_may_be_spelled_otherwise(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)

    answer = tracking.post(said, authorization=f"bearer {tracking.token('unit', 'hctc')}")

    assert answer.status_code == 201


@pytest.mark.parametrize("role", [role for role in ROLES if role != "unit"])
def test_only_a_unit_reports_its_work(tracking: RunningTracking, campaign: str, role: Role) -> None:
    said = activity(campaign) | {"source": "/tests"}

    alone, (in_a_batch,) = tracking.post(said, role), tracking.post_batch([said], role).json()["results"]

    assert (alone.status_code, alone.json()["code"]) == (403, "role_may_not_state")
    assert in_a_batch == {"id": said["id"], "status": "rejected", "problem": alone.json()}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "verifier"])
def test_only_a_verifier_verifies(tracking: RunningTracking, campaign: str, role: Role) -> None:
    answer = tracking.post(event(VERIFIED, campaign), role)

    assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not_state")


@pytest.mark.parametrize("short", SERVICES_ONLY)
def test_what_only_services_state_is_refused_from_everybody(tracking: RunningTracking, short: str) -> None:
    answers = [tracking.post(open_event(short, {}, "some-campaign"), role) for role in ROLES]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "only_services_state")}


OTHERS: Final = {
    "in its data": {"source": "/units/hctc"},
    "in its source": {"data": {"unit_id": "hctc"}},
    "in a source below its own": {"source": "/units/hctc/office", "data": {"unit_id": "hctc"}},
    "in a source that is no unit's": {"source": "/tests", "data": {"unit_id": "hctc"}},
}


@pytest.mark.parametrize("changes", OTHERS.values(), ids=list(OTHERS))
def test_a_unit_speaks_for_itself_alone(tracking: RunningTracking, campaign: str, changes: dict[str, object]) -> None:
    said = activity(campaign, unit_id="thcb")
    data = changes.get("data")
    other: Event = {**said, **changes, "data": said["data"] | (data if isinstance(data, dict) else {})}

    answer = tracking.post(other)

    assert (answer.status_code, answer.json()["code"]) == (403, "speaks_for_another_unit")


def test_a_unit_states_nothing_about_the_house_of_another(tracking: RunningTracking, campaign: str) -> None:
    listed = household(campaign)
    tracking.post(listed, who="huyen-mai-chau")
    started = {"household_id": listed["data"]["household_id"], "started_on": "2025-03-01"}

    answer = tracking.post(open_event("house.started", started, campaign))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_own_unit")


@pytest.mark.parametrize("source", ["/units/hctc", "/units/", "/units/nobody/x"])
def test_a_source_under_units_belongs_to_units_alone(tracking: RunningTracking, campaign: str, source: str) -> None:
    answer = tracking.post(event(VERIFIED, campaign, source=source), "verifier")

    assert (answer.status_code, answer.json()["code"]) == (403, "source_belongs_to_a_unit")


@pytest.mark.parametrize("source", ["tests", "https://example.vn/units/hctc", "units/hctc", "*"])
def test_a_source_is_a_path(tracking: RunningTracking, campaign: str, source: str) -> None:
    answer = tracking.post(event(VERIFIED, campaign, source=source), "verifier")

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/source"]


def test_a_fact_says_who_stated_it(tracking: RunningTracking, campaign: str) -> None:
    listed = household(campaign)
    tracking.post(listed, who="huyen-mai-chau")
    verified = {"household_id": listed["data"]["household_id"], "eligible": True, "checks": {}}
    tracking.post(open_event("household.verified", verified, campaign), "verifier", "cb-lan")

    facts = [fact for commit in tracking.commits(campaign) for fact in commit.facts()]

    assert [fact.actor for fact in facts[-2:]] == ["unit:huyen-mai-chau", "verifier:cb-lan"]


AT_THE_OTHER_DOOR: Final = [
    short for short, roles in STATED_BY.items() if roles and OWNERS[thing_of(short)] == "awards"
]


@pytest.mark.parametrize("short", AT_THE_OTHER_DOOR)
def test_the_wrong_door_names_the_right_one(tracking: RunningTracking, campaign: str, short: str) -> None:
    said = open_event(short, {"person_id": "cb-lan"}, campaign)

    answer = tracking.post(said, min(STATED_BY[short]), "cb-lan")

    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_door")
    assert "POST /awards/events" in answer.json()["detail"]
