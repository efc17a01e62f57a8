"""The integrators' client, without a connection: what it asks, when it asks again, and when it gives up."""

import json
from typing import Any, TypeVar

import pytest

from thidua_client import Rejected, Unavailable
from thidua_client.events import MOST_BYTES, batches
from thidua_client.talk import LATER, Ask, Pause, Reply, Talk, reading, sending, sending_many

T = TypeVar("T")
EVENT = {"id": "a", "type": "vn.thidua.activity.recorded.v1"}
RECORDED = Reply(201, b'{"id":"a","status":"recorded","position":1000}')


def test_the_same_is_sent_again_until_it_is_settled() -> None:
    replies = [None, Reply(503, b"", "2"), Reply(429, b"", "7"), RECORDED]

    answer, asked, pauses = held(sending(EVENT, 120), replies)

    assert (answer.status, answer.position) == ("recorded", 1_000)
    assert len(set(map(repr, asked))) == 1
    assert pauses == [0.2, 2.0, 7.0]


@pytest.mark.parametrize("status", sorted(LATER))
def test_patience_ends(status: int) -> None:
    with pytest.raises(Unavailable):
        held(sending(EVENT, 30), [Reply(status, b"{}")] * 99)


@pytest.mark.parametrize("content", [b'{"code":"bad_fields","errors":[{"pointer":"/id","message":"no"}]}', b"<html>"])
def test_a_refusal_is_final(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        held(sending(EVENT, 120), [Reply(400, content)])

    assert refused.value.problem.status == 400


def test_of_a_batch_only_what_could_not_be_taken_is_sent_again() -> None:
    away: dict[str, Any] = {"id": "b", "status": "rejected", "problem": {"status": 503}}
    wrong = {"id": "c", "status": "rejected", "problem": {"status": 400, "code": "bad_fields"}}
    first: list[dict[str, Any]] = [{"id": "a", "status": "recorded", "position": 1}, away, wrong]
    then = [{"id": "b", "status": "duplicate", "position": 2}]

    answers, asked, _ = held(sending_many([{**EVENT, "id": name} for name in "abc"], 120), [batch(first), batch(then)])

    assert [(one.id, one.status) for one in answers] == [("a", "recorded"), ("b", "duplicate"), ("c", "rejected")]
    assert [[event["id"] for event in json.loads(ask.content or b"")] for ask in asked] == [["a", "b", "c"], ["b"]]


def test_events_go_to_their_own_door_in_their_order() -> None:
    hold = {"id": "h", "type": "vn.thidua.hold.placed.v1"}

    cut = [(door, len(bodies)) for door, bodies in batches([EVENT] * 1_001 + [hold, EVENT])]

    assert cut == [("/tracking/events", 1_000), ("/tracking/events", 1), ("/awards/events", 1), ("/tracking/events", 1)]


def test_a_batch_fits_one_request() -> None:
    events = [{**EVENT, "data": "x" * 59_000}] * 300

    cut = [bodies for _, bodies in batches(events)]

    assert sum(map(len, cut)) == 300
    assert all(sum(len(body) + 1 for body in bodies) + 1 <= MOST_BYTES for bodies in cut)


def test_a_read_that_waited_in_vain_is_told_and_not_repeated() -> None:
    with pytest.raises(Rejected) as refused:
        held(reading("/x", {"after": "9"}, 120), [Reply(504, b'{"status":504,"code":"not_yet"}')])

    assert refused.value.problem.code == "not_yet"


def batch(results: list[dict[str, Any]]) -> Reply:
    return Reply(200, json.dumps({"results": results}).encode())


def held(talk: Talk[T], replies: list[Reply | None]) -> tuple[T, list[Ask], list[float]]:
    """Hold a conversation in which these are the replies: its end, what was asked, and how long was waited."""
    asked: list[Ask] = []
    pauses: list[float] = []
    coming = iter(replies)
    reply: Reply | None = None
    try:
        while True:
            match talk.send(reply):
                case Pause(seconds):
                    pauses.append(seconds)
                    reply = None
                case ask:
                    asked.append(ask)
                    reply = next(coming)
    except StopIteration as end:
        return end.value, asked, pauses
