"""A campaign's launch: one commit or nothing, faults with pointers, and what may come in the same batch."""

from typing import Any, Final

import msgspec
import pytest

from shared.core.definition import Card, InForce, Label, Node
from shared.core.events import RuleSetPublished
from tests.examples import CLOSED, RULE_SET
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import (
    REGISTRY_EXAMPLES,
    RULES_OF_ALL_DAYS,
    activity,
    event,
    launch,
    open_event,
)

FIRST: Final = RULE_SET
SECOND: Final = msgspec.structs.replace(RULE_SET, id="nd152-2025", in_force=InForce("2025-07-01"))


def _statuses(answer: Any) -> list[str]:
    return [one["status"] for one in answer.json()["results"]]


def _with_card(when: str) -> RuleSetPublished:
    leaf = Node(id="rule", label=Label(en="Rule"), when=when)
    card = Card(id="F-GK-COL", award="AGENCY_COMMENDATION", subject="COLLECTIVE", require=leaf)
    return msgspec.structs.replace(RULES_OF_ALL_DAYS, cards=(card,))


def test_a_launch_stands_in_one_commit(tracking: RunningTracking) -> None:
    said = launch("launch-whole", FIRST, SECOND)

    results = tracking.post_batch(said, "admin").json()["results"]

    (commit,) = tracking.commits("launch-whole")
    assert [one["position"] for one in results] == [commit.number * 1_000 + place for place in range(3)]
    assert [type(fact.data).short for fact in commit.facts()] == [
        "campaign.launched",
        "ruleset.published",
        "ruleset.published",
    ]


def test_the_same_launch_again_changes_nothing(tracking: RunningTracking) -> None:
    said = launch("launch-again")
    first = tracking.post_batch(said, "admin").json()["results"]

    again = tracking.post_batch(said, "admin").json()["results"]

    assert again == [{**one, "status": "duplicate"} for one in first]
    assert len(tracking.commits("launch-again")) == 1


def test_a_second_launch_of_other_content_is_refused_as_a_whole(tracking: RunningTracking) -> None:
    tracking.post_batch(launch("launch-other", FIRST, SECOND), "admin")
    other = [one | {"id": f"other-{one['id']}"} for one in launch("launch-other")]

    results = tracking.post_batch(other, "admin").json()["results"]

    assert [one["status"] for one in results] == ["rejected"] * 2
    assert results[0]["problem"]["code"] == "campaign_already_launched"
    assert len(tracking.commits("launch-other")) == 1


FAULTY: Final[dict[str, tuple[list[RuleSetPublished], dict[str, object], str]]] = {
    "a day without rules": ([FIRST], {}, "/data/0/in_force/to"),
    "a day with two rule sets": ([FIRST, RULES_OF_ALL_DAYS], {}, "/data/1/id"),
    "a function nobody knows": ([_with_card("dances() >= 1")], {}, "/data/cards/0/require/when"),
    "a type that does not fit": ([_with_card("campaign_day() >= 'two'")], {}, "/data/cards/0/require/when"),
    "a clause the plan has not": ([_with_card("clause('IX.9') >= 1")], {}, "/data/cards/0/require/when"),
    "an end before the beginning": ([RULES_OF_ALL_DAYS], {"ends_on": "2024-10-04"}, "/data/ends_on"),
    "a time zone nobody keeps": ([RULES_OF_ALL_DAYS], {"time_zone": "Asia/Mai_Chau"}, "/data/time_zone"),
}


@pytest.mark.parametrize(("rule_sets", "changes", "pointer"), FAULTY.values(), ids=list(FAULTY))
def test_a_faulty_definition_is_refused_as_a_whole_with_pointers(
    tracking: RunningTracking, rule_sets: list[RuleSetPublished], changes: dict[str, object], pointer: str
) -> None:
    said = launch("launch-faulty", *rule_sets)
    said[0]["data"] |= changes

    results = tracking.post_batch(said, "admin").json()["results"]

    assert [one["problem"]["status"] for one in results] == [400] * len(said)
    assert pointer in {fault["pointer"] for fault in results[0]["problem"]["errors"]}
    assert tracking.commits("launch-faulty") == []


def test_a_launch_whose_rule_set_is_malformed_records_nothing_of_it(tracking: RunningTracking) -> None:
    said = launch("launch-malformed")
    said[1]["data"]["cards"][0]["award"] = "MEDAL"

    results = tracking.post_batch(said, "admin").json()["results"]

    assert [one["problem"]["status"] for one in results] == [400, 400]
    assert results[1]["problem"]["errors"][0]["pointer"] == "/data/cards/0/award"
    assert tracking.commits("launch-malformed") == []


def test_a_rule_set_that_comes_later_is_weighed_against_the_campaign_as_it_is(tracking: RunningTracking) -> None:
    beyond = msgspec.structs.replace(_with_card("clause('IX.9') >= 1"), id="later", in_force=InForce("2026-01-01"))
    until = msgspec.structs.replace(RULES_OF_ALL_DAYS, in_force=InForce("2024-01-01", "2025-12-31"))
    tracking.post_batch(launch("launch-later", until), "admin")
    sound = msgspec.structs.replace(beyond, cards=RULES_OF_ALL_DAYS.cards)

    refused = tracking.post(event(beyond, "launch-later"), "admin")
    taken = tracking.post(event(sound, "launch-later"), "admin")

    assert refused.status_code == 400
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/data/cards/0/require/when"]
    assert taken.status_code == 201


def test_a_campaign_is_launched_under_its_own_id(tracking: RunningTracking) -> None:
    said = [one | {"campaign": "launch-under-another"} for one in launch("launch-under-one")]

    results = tracking.post_batch(said, "admin").json()["results"]

    assert results[0]["problem"]["code"] == "campaign_differs"
    assert tracking.commits("launch-under-another") == tracking.commits("launch-under-one") == []


def test_nobody_but_the_administrator_launches(tracking: RunningTracking) -> None:
    results = tracking.post_batch(launch("launch-not-allowed"), "secretary").json()["results"]

    assert [one["problem"]["status"] for one in results] == [403, 403]


def test_one_batch_may_hold_facts_of_the_registry_and_of_a_campaign_in_any_order(tracking: RunningTracking) -> None:
    unit = {"unit_id": "batch-unit", "kind": "DIVISION", "name": {"vi": "Phòng"}, "parent": "vpubnd"}
    renamed = {"unit_id": "batch-unit", "name": {"vi": "Phòng mới"}, "effective_on": "2025-04-01", "basis": "QĐ 1"}
    launched, published = launch("launch-with-registry")
    said = [
        launched,
        open_event("unit.established", unit, "registry"),
        published,
        open_event("unit.renamed", renamed, "registry"),
        event(CLOSED, "launch-with-registry", data={"campaign": "launch-with-registry"}),
    ]

    answer = tracking.post_batch(said, "admin")

    assert _statuses(answer) == ["recorded"] * 5
    assert [one["id"] for one in answer.json()["results"]] == [one["id"] for one in said]


def test_who_was_just_entered_in_the_registry_can_be_named_at_once(tracking: RunningTracking, campaign: str) -> None:
    person = REGISTRY_EXAMPLES["person.assigned"] | {"person_id": "cb-just-entered"}
    entered = tracking.post(open_event("person.assigned", person, "registry"), "secretary")

    answer = tracking.post(activity(campaign, persons=[{"person_id": "cb-just-entered"}]))

    assert (entered.status_code, answer.status_code) == (201, 201)


def test_a_unit_that_takes_part_must_be_in_the_registry_first(tracking: RunningTracking) -> None:
    said = launch("launch-unregistered")
    said[0]["data"]["units"].append({"id": "not-there-yet", "kind": "DIVISION", "name": {"vi": "Phòng"}})
    tracking.post_batch(said, "admin")
    reported = activity("launch-unregistered", unit_id="not-there-yet")
    early = tracking.post(reported, who="not-there-yet")
    unit = {"unit_id": "not-there-yet", "kind": "DIVISION", "name": {"vi": "Phòng"}}
    tracking.post(open_event("unit.established", unit, "registry"), "admin")

    late = tracking.post(reported, who="not-there-yet")

    assert (early.status_code, early.json()["code"]) == (422, "unit_unknown")
    assert late.status_code == 201
