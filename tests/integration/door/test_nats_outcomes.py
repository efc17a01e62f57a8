"""The NATS door answers as the HTTP door does: every outcome, batches, sizes, languages, and whom a fact names."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import msgspec
import pytest

from shared.adapters.nats_door import MAX_BODY_BYTES
from shared.core.requests import BATCH, MAX_BATCH, STRUCTURED
from tests.examples import COMPLETED, VERIFIED
from tests.integration.door.over_nats import connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NAME, NUMBER, Event, activity, event, household, open_event

MAI_CHAU: Final = "huyen-mai-chau"

# Requests of one unit, in order, for a campaign of this id; each with ids of its own that are the same every time.
Story = Callable[[str], list[Event | list[Event] | bytes]]


def _told(number: int, said: Event) -> Event:
    """The event under an id that does not depend on what other tests said."""
    return {**said, "id": f"told-{number}", "data": {**said["data"], "activity_id": f"HD-told-{number}"}}


def _activities(campaign: str, *numbers: int, **changes: object) -> list[Event]:
    return [_told(number, activity(campaign, **changes)) for number in numbers]


def _recorded_and_again(campaign: str) -> list[Any]:
    (said,) = _activities(campaign, 1)
    return [said, said, [said, said]]


def _a_batch(campaign: str) -> list[Any]:
    return [_activities(campaign, 1, 2, 3), []]


def _other_content(campaign: str) -> list[Any]:
    (said,) = _activities(campaign, 1)
    other = {**said, "time": "2025-03-09T09:00:00+07:00"}
    return [said, other, [other]]


def _against_the_facts(campaign: str) -> list[Any]:
    return [*_activities(campaign, 1, clause="IX.9"), _activities("nobody-launched-this", 2)]


def _malformed(campaign: str) -> list[Any]:
    (said,) = _activities(campaign, 1, kind="dancing", quantity="ba")
    return [said, [said, *_activities(campaign, 2)], {**said, "colour": "red"}, {}, [1, None, {}], 1, "x", None]


def _not_json(campaign: str) -> list[Any]:
    whole = msgspec.json.encode(_activities(campaign, 1))
    return [b"", b"{", b"[", whole[:-1], b"[" * 100_000, b'"\xff"', whole[1:-1] + b"x"]


def _not_allowed(campaign: str) -> list[Any]:
    other = _activities(campaign, 1, unit_id="thcb")[0]
    verified = {**event(VERIFIED, campaign), "id": "told-2"}
    flagged = {**open_event("candidate.flagged", {}, campaign), "id": "told-3"}
    opened = {**open_event("nomination.opened", {}, campaign), "id": "told-4"}
    return [other, [other, *_activities(campaign, 5)], verified, flagged, opened, {**other, "time": "yesterday"}]


def _all_in_one(campaign: str) -> list[Any]:
    known, new, unknown, odd, foreign = (
        *_activities(campaign, 1, 2),
        *_activities(campaign, 3, clause="IX.9"),
        *_activities(campaign, 4, kind="dancing"),
        *_activities(campaign, 5, unit_id="thcb"),
    )
    return [known, [new, known, {**known, "time": "2025-03-01T09:00:00+07:00"}, unknown, odd, foreign]]


def _too_many(campaign: str) -> list[Any]:
    return [b"[" + b",".join([msgspec.json.encode(_activities(campaign, 1)[0])] * (MAX_BATCH + 1)) + b"]"]


def _too_large_an_event(campaign: str) -> list[Any]:
    (said,) = _activities(campaign, 1, title="x" * 60_000)
    return [said, [said, *_activities(campaign, 2)]]


STORIES: Final[list[Story]] = [
    _recorded_and_again,
    _a_batch,
    _other_content,
    _against_the_facts,
    _malformed,
    _not_json,
    _not_allowed,
    _all_in_one,
    _too_large_an_event,
]


def _without_positions(answer: Any, *, campaign: str) -> str:
    """The answer as text, with what must differ between two campaigns taken out."""
    results = answer.get("results", [answer])
    known = sorted({one["position"] for one in results if "position" in one})
    for one in results:
        if "position" in one:
            one["position"] = f"fact {known.index(one['position'])}"
    return msgspec.json.encode(answer).decode().replace(campaign, "CAMPAIGN")


@pytest.mark.parametrize("story", STORIES, ids=[story.__name__.strip("_") for story in STORIES])
async def test_what_is_asked_over_nats_is_answered_as_over_http(
    tracking: RunningTracking, campaign: str, second_campaign: str, story: Story
) -> None:
    over_http, over_nats = [], []

    for said in story(campaign):
        body = said if isinstance(said, bytes) else msgspec.json.encode(said)
        mode = BATCH if body.lstrip().startswith(b"[") else STRUCTURED
        over_http.append(tracking.post_bytes(body, content_type=mode).json())
    async with connected(tracking) as unit:
        for said in story(second_campaign):
            body = said if isinstance(said, bytes) else msgspec.json.encode(said)
            over_nats.append(msgspec.json.decode((await unit.message(body)).data))

    assert [_without_positions(answer, campaign=second_campaign) for answer in over_nats] == [
        _without_positions(answer, campaign=campaign) for answer in over_http
    ]


async def test_what_over_nats_is_said_to_be_recorded_lies_in_the_log_in_the_units_name(
    tracking: RunningTracking, campaign: str
) -> None:
    said = [activity(campaign) for _ in range(3)]

    async with connected(tracking) as unit:
        alone = await unit.ask(said[0])
        batch = await unit.ask(said[1:])

    commits = (await asyncio.to_thread(tracking.commits, campaign))[-2:]
    kept = {
        fact.id: (commit.number * 1_000 + place, fact.actor, fact.source)
        for commit in commits
        for place, fact in enumerate(commit.facts())
    }
    assert kept == {one["id"]: (one["position"], "unit:hctc", "/units/hctc") for one in (alone, *batch["results"])}


async def test_a_step_too_early_is_refused_with_its_rule(tracking: RunningTracking, campaign: str) -> None:
    listed = household(campaign)
    early = event(COMPLETED, campaign, source=f"/units/{MAI_CHAU}")
    early["data"]["household_id"] = listed["data"]["household_id"]

    async with connected(tracking, MAI_CHAU) as unit:
        await unit.ask(listed)
        answer = await unit.ask(early)

    assert (answer["status"], answer["code"]) == (422, "house_not_started")


async def test_one_fact_sent_through_both_doors_is_one_fact(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)

    first = tracking.post(said).json()
    async with connected(tracking) as unit:
        again = await unit.ask(said)

    assert again == {**first, "status": "duplicate"}


async def test_nine_hundred_kilobytes_are_taken_and_a_byte_more_is_not(
    tracking: RunningTracking, campaign: str
) -> None:
    body = msgspec.json.encode([activity(campaign, title="x" * 7_000) for _ in range(100)])
    room = MAX_BODY_BYTES - len(body)

    async with connected(tracking) as unit:
        over = msgspec.json.decode((await unit.message(b"[" + b" " * (room + 1) + body[1:])).data)
        taken = msgspec.json.decode((await unit.message(b"[" + b" " * room + body[1:])).data)

    assert (over["status"], over["code"]) == (413, "too_large")
    assert [one["status"] for one in taken["results"]] == ["recorded"] * 100


async def test_more_than_a_thousand_events_are_too_many(tracking: RunningTracking, campaign: str) -> None:
    (body,) = _too_many(campaign)

    async with connected(tracking) as unit:
        answer = msgspec.json.decode((await unit.message(body)).data)

    assert (answer["status"], answer["code"]) == (413, "too_large")


@pytest.mark.parametrize(("accepted", "title"), [("en", "Bad request"), ("", "Yêu cầu không hợp lệ")])
async def test_a_problem_speaks_the_language_asked_for_and_vietnamese_else(
    tracking: RunningTracking, campaign: str, accepted: str, title: str
) -> None:
    said = activity(campaign, kind="dancing")

    async with connected(tracking) as unit:
        answer = await unit.message(msgspec.json.encode(said), accept_language=accepted)

    assert answer.headers
    assert answer.headers["content-type"] == "application/problem+json"
    assert msgspec.json.decode(answer.data)["title"] == title


async def test_the_trace_of_a_request_goes_on_in_the_fact(tracking: RunningTracking, campaign: str) -> None:
    parent = f"00-{'a' * 32}-{'b' * 16}-01"

    async with connected(tracking) as unit:
        await unit.ask(activity(campaign), traceparent=parent)

    assert (await asyncio.to_thread(tracking.commits, campaign))[-1].facts()[0].traceparent == parent


async def test_what_arrives_is_kept_nowhere_in_clear(tracking: RunningTracking, campaign: str) -> None:
    number = f"9{NUMBER[1:]}"
    said = household(campaign, number=number)
    wrong = household(campaign, number=number, track="nonsense")

    async with connected(tracking, MAI_CHAU) as unit:
        answers = [await unit.ask(one) for one in (said, wrong, [said, wrong])]

    files = [path for folder in (tracking.vault.parent, tracking.nats.data) for path in folder.rglob("*")]
    holding = [
        path
        for path in files
        if path.is_file() and (number.encode() in (kept := path.read_bytes()) or NAME.encode() in kept)
    ]
    assert [one.get("status") for one in answers[:2]] == ["recorded", 400]
    assert holding == []
    assert number not in str(answers)
