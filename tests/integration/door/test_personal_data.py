"""Personal data at the door: from the first fact on, no byte of it is in the log, in an answer or in a log record."""

import logging
import re
from typing import Final

import pytest

from shared.core.events import HouseholdIdentified
from tests.examples import CONTRIBUTION
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import (
    ADDRESS,
    NAME,
    REGISTRY_EXAMPLES,
    Event,
    activity,
    event,
    household,
    open_event,
)

MAI_CHAU: Final = "huyen-mai-chau"
OTHER_NUMBER: Final = "017190009999"
# Every part of it, as text, as JSON escapes, and in the other normal form of Unicode.
PARTS: Final = [NAME, "Bùi", 'Mai"', ADDRESS, "Chiềng", "Chi\\u1ec1ng", "B\\u00f9i", "Bu\u0300i"]


def _gift(campaign: str, kind: str, donor_id: str, name: str) -> Event:
    given = event(CONTRIBUTION, campaign)
    given["data"] |= {"contribution_id": f"DG-{donor_id}", "donor": {"kind": kind, "id": donor_id, "name": name}}
    return given


def _payloads(tracking: RunningTracking, campaign: str) -> str:
    return b"\n".join(commit.payload for commit in tracking.commits(campaign)).decode()


def _assert_nothing_of(text: str, *secrets: str) -> None:
    assert [secret for secret in secrets if secret in text] == []


def test_a_households_person_is_in_no_line_of_the_log_and_in_no_answer(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = "017190000001"
    said = household(campaign, number=number)

    recorded = tracking.post(said, who=MAI_CHAU)
    answers = [
        recorded,
        tracking.post(said, who=MAI_CHAU),
        tracking.post({**said, "time": "2025-03-01T00:00:00Z"}, who=MAI_CHAU),
        tracking.post({**said, "id": "again"}, who=MAI_CHAU),
        tracking.post(said, "auditor"),
        tracking.post({**said, "colour": NAME}, who=MAI_CHAU),
        tracking.post({**said, "data": said["data"] | {"category": NAME, "work": number}}, who=MAI_CHAU),
        tracking.post({**said, "data": said["data"] | {"person": NAME}}, who=MAI_CHAU),
        tracking.post_batch([said, {**said, "campaign": "nowhere"}], who=MAI_CHAU),
        tracking.post_bytes(NAME.encode(), who=MAI_CHAU, content_type="application/cloudevents+json"),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 409, 422, 403, 400, 400, 400, 200, 400]
    everything = "\n".join(
        [_payloads(tracking, campaign), *(answer.text for answer in answers), *map(_whole, caplog.records)]
    )
    _assert_nothing_of(everything, *PARTS, number)


def _whole(record: logging.LogRecord) -> str:
    return f"{record.getMessage()} {vars(record)}"


def test_what_the_log_keeps_of_a_person_is_a_random_reference_and_sealed_text(
    tracking: RunningTracking, campaign: str
) -> None:
    tracking.post(household(campaign, number="017190000002"), who=MAI_CHAU)

    data = tracking.commits(campaign)[-1].facts()[0].data

    assert isinstance(data, HouseholdIdentified)
    person = data.person
    assert person is not None
    assert person.sealed.startswith("v1.")
    assert len(person.person_ref) >= 16


def test_every_line_carries_128_random_bits_so_that_nobody_guesses_it_from_its_hash_in_anothers_receipt(
    tracking: RunningTracking, campaign: str
) -> None:
    tracking.post_batch([activity(campaign) for _ in range(3)])
    tracking.post(household(campaign, number="017190000004"), who=MAI_CHAU)

    facts = [fact for commit in tracking.commits(campaign) for fact in commit.facts()]

    assert len(facts) >= 4
    assert [fact.nonce for fact in facts if not re.fullmatch("[0-9a-f]{32}", fact.nonce)] == []
    assert len({fact.nonce for fact in facts}) == len(facts)


def test_one_citizen_number_is_supported_once_whatever_the_unit_the_track_and_the_name(
    tracking: RunningTracking, campaign: str
) -> None:
    number = "017190000003"
    tracking.post(household(campaign, number=number), who=MAI_CHAU)
    again = household(campaign, number=number, unit_id="hctc", track="MERIT_PEOPLE")
    again["data"]["person"]["name"] = "Tên khác"

    answer = tracking.post(again)
    (in_a_batch,) = tracking.post_batch([again]).json()["results"]

    assert (answer.status_code, answer.json()["code"]) == (422, "person_already_listed")
    assert in_a_batch["problem"] == answer.json()
    _assert_nothing_of(answer.text, number)


def test_two_households_of_one_number_in_one_batch_are_found_out(tracking: RunningTracking, campaign: str) -> None:
    number = "017190000004"

    answer = tracking.post_batch([household(campaign, number=number) for _ in range(2)], who=MAI_CHAU)
    results = answer.json()["results"]

    assert [one["status"] for one in results] == ["recorded", "rejected"]


def test_another_number_is_another_person_of_the_same_name(tracking: RunningTracking, campaign: str) -> None:
    numbers = ["017190000005", OTHER_NUMBER]

    answers = [tracking.post(household(campaign, number=number), who=MAI_CHAU) for number in numbers]

    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize("number", ["01719000123", "0171900012345", "01719000123a", "٠١٧١٩٠٠٠١٢٣٤", "017 190 001 234"])
def test_a_number_that_is_none_is_named_and_not_repeated(tracking: RunningTracking, campaign: str, number: str) -> None:
    answer = tracking.post(household(campaign, number=number), who=MAI_CHAU)

    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/data/person/citizen_id"]
    _assert_nothing_of(answer.text, number)


def test_a_wrong_number_costs_the_rest_of_the_batch_nothing(tracking: RunningTracking, campaign: str) -> None:
    said = [household(campaign, number=number) for number in ("017190000006", "12", "017190000007")]

    results = tracking.post_batch(said, who=MAI_CHAU).json()["results"]

    assert [one["status"] for one in results] == ["recorded", "rejected", "recorded"]


@pytest.mark.parametrize("field", ["name", "citizen_id", "address"])
def test_a_persons_missing_field_is_named(tracking: RunningTracking, campaign: str, field: str) -> None:
    said = household(campaign, number="017190000008")
    del said["data"]["person"][field]

    answer = tracking.post(said, who=MAI_CHAU)

    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"/data/person/{field}"]
    _assert_nothing_of(answer.text, *PARTS, "017190000008")


@pytest.mark.parametrize("field", ["person_ref", "sealed"])
def test_nobody_hands_in_what_is_sealed_already(tracking: RunningTracking, campaign: str, field: str) -> None:
    said = household(campaign)
    said["data"]["person"] = {"person_ref": "ref", "sealed": "v1.x"}

    answer = tracking.post(said, who=MAI_CHAU)

    assert answer.status_code == 400


def test_a_member_of_staff_is_in_the_registry_without_a_name(tracking: RunningTracking) -> None:
    person = REGISTRY_EXAMPLES["person.assigned"] | {"person_id": "cb-sealed", "name": NAME}

    answer = tracking.post(open_event("person.assigned", person, ""), "secretary")

    assert answer.status_code == 201
    _assert_nothing_of(_payloads(tracking, "registry") + answer.text, *PARTS)


@pytest.mark.parametrize(("kind", "shows"), [("INDIVIDUAL", False), ("HOUSEHOLD", False), ("ENTERPRISE", True)])
def test_a_private_donor_has_no_name_in_the_log_and_an_enterprise_has(
    tracking: RunningTracking, campaign: str, kind: str, *, shows: bool
) -> None:
    answer = tracking.post(_gift(campaign, kind, "nt-1", "Người tặng Ẩn"), who=MAI_CHAU)

    assert answer.status_code == 201
    assert ("Người tặng Ẩn" in _payloads(tracking, campaign)) is shows


def test_the_same_gift_again_is_a_duplicate_although_it_is_sealed_anew(
    tracking: RunningTracking, campaign: str
) -> None:
    said = _gift(campaign, "INDIVIDUAL", "nt-2", "Người tặng")
    tracking.post(said, who=MAI_CHAU)

    again = tracking.post(said, who=MAI_CHAU)
    said["data"]["donor"]["name"] = "Người khác"
    other = tracking.post(said, who=MAI_CHAU)

    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert other.status_code == 409
