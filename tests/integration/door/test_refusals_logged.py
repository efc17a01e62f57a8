"""What somebody may not see or state is logged: by whom and which rule, and nothing of what was asked or sent."""

import logging

import pytest

from services.tracking.app import EVENTS
from shared.core.events import HouseholdVerified
from shared.core.requests import STRUCTURED
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, event, household


def test_a_read_that_a_role_may_not_is_told_of_by_its_grant(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = tracking.read(f"/{campaign}/quality", role="publisher")

    (line,) = [vars(record) for record in caplog.records if record.message == "read_refused"]
    assert answer.status_code == 403
    assert (line["what"], line["role"]) == ("quality", "publisher")
    assert line["grant"] in {token.id for token in tracking.access.list_tokens() if token.role == "publisher"}


def test_statements_that_one_may_not_make_are_one_line_a_request_and_hold_no_word_of_them(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    of_others = [household(campaign, f"HB-{number}", number=f"01719000123{number}") for number in (1, 2)]

    with caplog.at_level(logging.WARNING):
        answer = tracking.post_batch([activity(campaign), *of_others], role="auditor")

    (line,) = [vars(record) for record in caplog.records if record.message == "statement_refused"]
    assert {one["problem"]["status"] for one in answer.json()["results"]} == {403}
    assert (line["events"], line["role"], line["code"]) == (
        3,
        "auditor",
        answer.json()["results"][0]["problem"]["code"],
    )
    assert not {"017190001231", "HB-1"} & {str(value) for value in line.values()}


def test_what_is_no_event_is_one_line_in_a_while_and_holds_no_word_of_it(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    token_id, bearer = tracking.access.create_token("unit", unit_id="hctc")
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": STRUCTURED}
    malformed = activity(campaign) | {"time": "01719000123"}

    with caplog.at_level(logging.INFO):
        fields = [tracking.client.post(EVENTS, json=malformed, headers=headers) for _ in range(3)]
        no_json = [tracking.client.post(EVENTS, content=b"01719000123{", headers=headers) for _ in range(3)]

    lines = [vars(record) for record in caplog.records if record.message == "malformed_refused"]
    assert {answer.status_code for answer in no_json} == {400}
    assert [answer.json()["code"] for answer in fields] == [lines[0]["code"]] * 3
    assert [(line["code"], line["grant"]) for line in lines] == [("bad_fields", token_id), ("not_json", token_id)]
    assert not any("01719000123" in str(value) for line in lines for value in line.values())


def test_what_the_facts_forbid_is_one_line_in_a_while_by_its_sender_and_rule(
    tracking: RunningTracking, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = [event(HouseholdVerified("HB-none", eligible=True, checks={}), campaign) for _ in range(3)]

    with caplog.at_level(logging.INFO):
        answers = [tracking.post(one, role="verifier") for one in unknown]

    (line,) = [vars(record) for record in caplog.records if record.message == "rule_refused"]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert (line["code"], line["role"]) == (answers[0].json()["code"], "verifier")
    assert "HB-none" not in str(line)
