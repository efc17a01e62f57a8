"""The three modes of CloudEvents over HTTP, how large a request may be, and what else stands in an answer's head."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import httpx
import msgspec
import pytest

from services.tracking.app import EVENTS
from shared.core.requests import BATCH, BINARY, MAX_BATCH, MAX_BODY_BYTES, STRUCTURED
from tests.examples import REPORT
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, event


def binary(
    tracking: RunningTracking, said: Event, *, without: str = "", content_type: str = BINARY, **more: str
) -> httpx.Response:
    """The event in binary mode, less one attribute."""
    named = {name: value for name, value in said.items() if name not in ("data", without)}
    attributes = {f"ce-{name}": quote(value, safe="/:+") for name, value in named.items()}
    headers = tracking.headers("unit", "hctc", content_type=content_type, **more) | attributes
    return tracking.client.post(EVENTS, content=msgspec.json.encode(said["data"]), headers=headers)


def test_one_event_is_the_same_in_all_three_modes(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)

    structured, batch, in_headers = tracking.post(said), tracking.post_batch([said]), binary(tracking, said)

    wanted = {**structured.json(), "status": "duplicate"}
    assert structured.status_code == 201
    assert batch.json() == {"results": [wanted]}
    assert (in_headers.status_code, in_headers.json()) == (200, wanted)


@pytest.mark.parametrize("content_type", [STRUCTURED, BATCH, BINARY])
def test_a_content_type_may_name_its_encoding_and_be_written_in_capitals(
    tracking: RunningTracking, campaign: str, content_type: str
) -> None:
    said, spelled = activity(campaign), f"{content_type.upper()}; charset=UTF-8"

    if content_type == BINARY:
        answer = binary(tracking, said, content_type=spelled)
    else:
        body: object = [said] if content_type == BATCH else said
        answer = tracking.post_bytes(msgspec.json.encode(body), content_type=spelled)

    assert answer.status_code in (200, 201)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/cloudevents+avro", "json"])
def test_another_content_type_is_not_taken(tracking: RunningTracking, campaign: str, content_type: str) -> None:
    answer = tracking.post_bytes(msgspec.json.encode(activity(campaign)), content_type=content_type)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_type")


def test_a_header_of_binary_mode_carries_vietnamese_percent_encoded(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign) | {"id": "Hoạt động “số 1” 100%"}

    answer = binary(tracking, said)

    assert answer.json() == {"id": said["id"], "status": "recorded", "position": answer.json()["position"]}
    assert tracking.post(said).json()["status"] == "duplicate"


@pytest.mark.parametrize("name", ["specversion", "id", "type", "time", "campaign"])
def test_a_missing_header_of_binary_mode_is_a_missing_attribute(
    tracking: RunningTracking, campaign: str, name: str
) -> None:
    answer = binary(tracking, activity(campaign), without=name)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_fields")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"/{name}"]


def test_a_header_of_binary_mode_that_is_no_attribute_is_refused(tracking: RunningTracking, campaign: str) -> None:
    answer = binary(tracking, activity(campaign), ce_subject="activity/HD-1")

    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/subject"]


@pytest.mark.parametrize("value", ["%FF", "%C3"])
def test_a_header_of_binary_mode_that_is_no_text_is_malformed(
    tracking: RunningTracking, campaign: str, value: str
) -> None:
    answer = binary(tracking, activity(campaign), without="id", ce_id=value)

    assert answer.status_code == 400


def test_the_trace_of_a_request_goes_on_in_the_fact(tracking: RunningTracking, campaign: str) -> None:
    parents = [f"00-{digit * 32}-{digit * 16}-01" for digit in "ab"]
    tracking.post(activity(campaign), traceparent=parents[0])
    tracking.post(activity(campaign) | {"traceparent": parents[1]}, traceparent=parents[0])
    tracking.post(activity(campaign))

    facts = [fact for commit in tracking.commits(campaign)[-3:] for fact in commit.facts()]

    assert [fact.traceparent for fact in facts[:2]] == parents
    assert str(facts[2].traceparent).startswith("00-")


# Sizes.

NINE_MIB: Final = b"[" + b" " * (9 * 1024 * 1024) + b"]"


def _in_chunks() -> Iterator[bytes]:
    yield from (NINE_MIB[start : start + 65_536] for start in range(0, len(NINE_MIB), 65_536))


@pytest.mark.parametrize("content", [NINE_MIB, None], ids=["of known length", "in chunks"])
@pytest.mark.parametrize("mode", [STRUCTURED, BATCH, BINARY])
def test_a_body_of_nine_mebibytes_is_too_large(tracking: RunningTracking, content: bytes | None, mode: str) -> None:
    headers = tracking.headers("unit", "hctc", content_type=mode)

    answer = tracking.client.post(EVENTS, content=_in_chunks() if content is None else content, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_batch_of_eight_mebibytes_is_taken_whole(tracking: RunningTracking, campaign: str) -> None:
    said = [activity(campaign, title="x" * 7_000, measure=str(place)) for place in range(MAX_BATCH)]
    body = msgspec.json.encode(said)
    body = b"[" + b" " * (MAX_BODY_BYTES - len(body)) + body[1:]

    results = tracking.post_bytes(body, content_type=BATCH).json()["results"]

    positions = [one["position"] for one in results]
    assert [one["id"] for one in results] == [one["id"] for one in said]
    assert positions == sorted(set(positions))
    assert sum(len(commit.facts()) for commit in tracking.commits(campaign)) == MAX_BATCH + 2


def test_a_batch_of_1001_events_is_refused_and_nothing_of_it_recorded(tracking: RunningTracking, campaign: str) -> None:
    said = [activity(campaign) for _ in range(MAX_BATCH + 1)]

    answer = tracking.post_batch(said)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert tracking.post(said[0]).json()["status"] == "recorded"


def test_an_event_of_more_than_60_000_bytes_is_too_large_alone_and_in_a_batch(
    tracking: RunningTracking, campaign: str
) -> None:
    said = event(REPORT, campaign)
    said["data"]["figures"] = {f"figure-{n}": n for n in range(4_000)}

    alone = tracking.post(said, who="huyen-mai-chau")
    batch = tracking.post_batch([said, event(REPORT, campaign)], who="huyen-mai-chau")

    results = batch.json()["results"]
    assert (alone.status_code, alone.json()["code"]) == (413, "too_large")
    assert [one["status"] for one in results] == ["rejected", "recorded"]
    assert results[0]["problem"] == alone.json()
