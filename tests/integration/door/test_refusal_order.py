"""Where several refusals apply, the first of the contract's order answers: 401, 413, 415, 400, 403, 400, 409, 422."""

from collections.abc import Callable
from typing import Final

import httpx
import pytest

from services.tracking.app import EVENTS
from shared.core.requests import MAX_BODY_BYTES, STRUCTURED
from tests.examples import CLOSED, STARTED
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, event, household

HUGE: Final = b"{" + b" " * MAX_BODY_BYTES

Ask = Callable[[RunningTracking, str], httpx.Response]


def _without_sign_in_too_large_wrong_type_not_json(tracking: RunningTracking, _: str) -> httpx.Response:
    return tracking.client.post(EVENTS, content=HUGE, headers={"Content-Type": "text/plain"})


def _too_large_wrong_type_not_json(tracking: RunningTracking, _: str) -> httpx.Response:
    return tracking.post_bytes(HUGE, content_type="text/plain")


def _wrong_type_not_json_not_allowed(tracking: RunningTracking, _: str) -> httpx.Response:
    return tracking.post_bytes(b"{", "auditor", content_type="text/plain")


def _not_json_not_allowed(tracking: RunningTracking, _: str) -> httpx.Response:
    return tracking.post_bytes(b'{"type": "vn.thidua.activity.recorded.v1",', "auditor", content_type=STRUCTURED)


def _not_allowed_malformed_other_content(tracking: RunningTracking, campaign: str) -> httpx.Response:
    said = activity(campaign)
    tracking.post(said)
    return tracking.post({**said, "time": "yesterday", "colour": "red"}, "auditor")


def _not_allowed_at_the_wrong_door(tracking: RunningTracking, campaign: str) -> httpx.Response:
    return tracking.post({**activity(campaign), "type": "vn.thidua.candidate.flagged.v1", "data": {}}, "admin")


def _malformed_other_content_against_the_facts(tracking: RunningTracking, campaign: str) -> httpx.Response:
    said = activity(campaign)
    tracking.post(said)
    return tracking.post({**said, "time": "yesterday", "data": said["data"] | {"clause": "IX.9"}})


def _other_content_against_the_facts(tracking: RunningTracking, campaign: str) -> httpx.Response:
    said = activity(campaign)
    tracking.post(said)
    return tracking.post({**said, "data": said["data"] | {"clause": "IX.9"}})


def _another_units_house_against_the_facts(tracking: RunningTracking, campaign: str) -> httpx.Response:
    listed = household(campaign, STARTED.household_id)
    tracking.post(listed, who="huyen-mai-chau")
    return tracking.post(event(STARTED, campaign, source="/units/hctc"))


def _another_units_house_after_the_end(tracking: RunningTracking, campaign: str) -> httpx.Response:
    listed = household(campaign, STARTED.household_id)
    tracking.post(listed, who="huyen-mai-chau")
    closed = tracking.post(event(CLOSED, campaign, data={"campaign": campaign}), "admin")
    assert closed.status_code == 201
    return tracking.post(event(STARTED, campaign, source="/units/hctc"))


CASES: Final[dict[Ask, int]] = {
    _without_sign_in_too_large_wrong_type_not_json: 401,
    _too_large_wrong_type_not_json: 413,
    _wrong_type_not_json_not_allowed: 415,
    _not_json_not_allowed: 400,
    _not_allowed_malformed_other_content: 403,
    _not_allowed_at_the_wrong_door: 403,
    _malformed_other_content_against_the_facts: 400,
    _other_content_against_the_facts: 409,
    _another_units_house_against_the_facts: 403,
    _another_units_house_after_the_end: 403,
}


@pytest.mark.parametrize(("ask", "status"), CASES.items(), ids=[ask.__name__.lstrip("_") for ask in CASES])
def test_the_first_refusal_of_the_contracts_order_answers(
    tracking: RunningTracking, campaign: str, ask: Ask, status: int
) -> None:
    answer = ask(tracking, campaign)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
