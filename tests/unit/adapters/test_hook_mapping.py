"""Mappings of webhooks: what a message becomes, and every mistake by its line."""

from typing import Any, Final

import msgspec
import pytest

from shared.adapters.hook_mapping import HookMapping, id_of, read_mapping

MEETINGS: Final = """\
campaign: hoa-binh-450
events:
  - type: activity.recorded
    when: {$.type: meeting.finished}
    id: $.data.number
    fields:
      activity_id: $.data.number
      clause: {from: $.data.topic, values: {houses: III.1.b4}, else: III.1.b5}
      kind: outreach_delivered
      title: $.data.title
      quantity: $.data.people
      measure: người
      occurred_on: $.data.day
  - type: contribution.received
    each: $.data.gifts
    time: $.data.at
    fields:
      contribution_id: "@.id"
      donor.kind: ENTERPRISE
      donor.id: "@.from"
      money_vnd: "@.amount"
      received_on: $.data.day
"""
MESSAGE: Final[dict[str, Any]] = {
    "type": "meeting.finished",
    "timestamp": "2025-03-07T09:00:00+07:00",
    "data": {
        "number": "H-7",
        "topic": "houses",
        "title": "Họp thôn",
        "people": 41,
        "day": "07/03/2025",
        "at": 1741312800,
    },
}


def _mapping(text: str = MEETINGS) -> HookMapping:
    read = read_mapping(text)
    assert isinstance(read, HookMapping), read
    return read


def _events(message: dict[str, Any], text: str = MEETINGS) -> list[dict[str, Any]]:
    return [msgspec.json.decode(body) for body in _mapping(text).bodies(message, unit_id="hctc", prefix="hook/m/msg_1")]


def test_a_message_becomes_an_event_of_the_webhooks_unit() -> None:
    (event,) = _events(MESSAGE)

    assert event == {
        "specversion": "1.0",
        "id": "H-7",
        "source": "/units/hctc",
        "type": "vn.thidua.activity.recorded.v1",
        "time": "2025-03-07T09:00:00+07:00",
        "campaign": "hoa-binh-450",
        "data": {
            "unit_id": "hctc",
            "activity_id": "H-7",
            "clause": "III.1.b4",
            "kind": "outreach_delivered",
            "title": "Họp thôn",
            "quantity": 41,
            "measure": "người",
            "occurred_on": "2025-03-07",
        },
    }


def test_each_part_becomes_an_event_with_an_id_that_says_which_part_it_was() -> None:
    gifts = [{"id": "G-1", "from": "cty-a", "amount": 5_000_000}, {"id": "G-2", "from": "cty-b", "amount": "1,200,000"}]

    first, second = _events({**MESSAGE, "type": "gifts", "data": {**MESSAGE["data"], "gifts": gifts}})

    assert [one["id"] for one in (first, second)] == ["hook/m/msg_1/1/0", "hook/m/msg_1/1/1"]
    assert first["data"]["donor"] == {"kind": "ENTERPRISE", "id": "cty-a"}
    assert [one["data"]["money_vnd"] for one in (first, second)] == [5_000_000, 1_200_000]
    assert first["time"] == "2025-03-07T02:00:00.000+00:00"


def test_a_message_that_fits_no_entry_becomes_nothing() -> None:
    assert _events({"type": "meeting.planned"}) == []


def test_a_value_that_no_word_stands_for_is_what_else_says() -> None:
    (event,) = _events({**MESSAGE, "data": {**MESSAGE["data"], "topic": "roads"}})

    assert event["data"]["clause"] == "III.1.b5"


def test_where_a_path_leads_nowhere_the_field_is_absent_for_the_door_to_refuse() -> None:
    (event,) = _events({"type": "meeting.finished", "data": [1]})

    assert "title" not in event["data"]
    assert "time" not in event
    assert event["id"] == "hook/m/msg_1"


@pytest.mark.parametrize("seconds", [1_741_312_800, 1_741_312_800_000])
def test_a_time_may_be_counted_in_seconds_or_milliseconds(seconds: int) -> None:
    gifts = [{"id": "G-1", "from": "cty-a", "amount": 1}]

    (event,) = _events({"type": "gifts", "data": {"gifts": gifts, "day": "2025-03-07", "at": seconds}})

    assert event["time"] == "2025-03-07T02:00:00.000+00:00"


def test_lists_and_objects_of_a_message_are_taken_whole() -> None:
    text = MEETINGS.replace("      measure: người\n", "      measure: người\n      evidence: $.data.files\n")
    files = [{"name": "biên bản.pdf", "sha256": "a" * 64}]

    (event,) = _events({**MESSAGE, "data": {**MESSAGE["data"], "files": files}}, text)

    assert event["data"]["evidence"] == files


def test_an_id_that_would_be_too_long_is_a_digest_of_it() -> None:
    long, other = id_of("hook/m/" + "x" * 200), id_of("hook/m/" + "x" * 199)

    assert len(long) <= 128
    assert long != other


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("activity.recorded", "activity.verified", 3, "a unit cannot state 'activity.verified'"),
        ("      title: $.data.title\n", "", 7, "needs the field 'title'"),
        ("title: $.data.title", "titel: $.data.title", 10, "has no field 'titel'"),
        ("$.data.people", "$.data..people", 11, "is no path"),
        ("$.data.people", "'@.people'", 11, "'@' goes with 'each' alone"),
        ("{$.type: meeting.finished}", "{type: meeting.finished}", 4, "is no path"),
        ("campaign: hoa-binh-450\n", "", 2, "'campaign' is missing"),
        ("      title: $", "      secret: x\n      title: $", 10, "has no field 'secret'"),
        ("    each: $.data.gifts", "    every: $.data.gifts", 15, "there is no field 'every' here"),
    ],
)
def test_a_mistake_is_told_where_it_stands(old: str, new: str, line: int, says: str) -> None:
    read = read_mapping(MEETINGS.replace(old, new, 1))

    assert not isinstance(read, HookMapping)
    assert any(one.line == line and says in one.en for one in read), read


def test_a_file_that_is_no_mapping_is_told_so() -> None:
    for text in ("", "- a", "events: []\ncampaign: c\n", "events: [\n"):
        assert not isinstance(read_mapping(text), HookMapping), text
