"""What is malformed is refused with a pointer to every bad field, in the reader's language, and never harms the pen."""

from datetime import timedelta
from typing import Any, Final

import httpx
import msgspec
import pytest

from tests.examples import APPROVED, CONTRIBUTION, DISBURSEMENT, REPORT
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import REGISTRY_EXAMPLES, activity, event, open_event

MAI_CHAU: Final = "huyen-mai-chau"
NOT_JSON: Final = {
    "nothing": b"",
    "words": b"xin ch\xc3\xa0o",
    "cut off": b'{"specversion": "1.0", ',
    "latin-1": '{"id": "Hòa"}'.encode("latin-1"),
    "half a surrogate": b'{"id": "\\ud800"}',
    "not a number": b'{"id": NaN}',
    "nested without end": b"[" * 100_000,
    "a bad field before what is no JSON": b'{"type": "vn.thidua.activity.recorded.v1", "id": 7, oops',
    "an object nested without end": b'{"type": "vn.thidua.activity.recorded.v1", "data": ' + b'{"a":' * 100_000,
}


@pytest.mark.parametrize("mode", ["cloudevents+json", "cloudevents-batch+json", "json"])
@pytest.mark.parametrize("body", NOT_JSON.values(), ids=list(NOT_JSON))
def test_what_is_no_json_is_refused_as_a_whole(tracking: RunningTracking, body: bytes, mode: str) -> None:
    answer = tracking.post_bytes(body, content_type=f"application/{mode}")

    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"null", b"1", b'"text"', b"[]", b"{}", b"true"])
def test_json_that_is_no_event_is_malformed(tracking: RunningTracking, body: bytes) -> None:
    alone = tracking.post_bytes(body, content_type="application/cloudevents+json")
    batch = tracking.post_bytes(b"[" + body + b"]", content_type="application/cloudevents-batch+json")

    assert (alone.status_code, alone.json()["code"]) == (400, "bad_fields")
    assert batch.json()["results"] == [{"id": "", "status": "rejected", "problem": alone.json()}]


def test_a_batch_must_be_an_array(tracking: RunningTracking, campaign: str) -> None:
    answer = tracking.post_bytes(
        msgspec.json.encode(activity(campaign)), content_type="application/cloudevents-batch+json"
    )

    assert answer.status_code == 400


FIELDS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "another CloudEvents version": ({"specversion": "0.3"}, "/specversion"),
    "a type nobody knows": ({"type": "vn.thidua.house.painted.v1"}, "/type"),
    "a type of another version": ({"type": "vn.thidua.activity.recorded.v2"}, "/type"),
    "a type that is no text": ({"type": ["vn.thidua.activity.recorded.v1"]}, "/type"),
    "a subject, which is the server's to set": ({"subject": "activity/HD-1"}, "/subject"),
    "an attribute nobody knows": ({"colour": "red"}, "/colour"),
    "what only the log writes": ({"recordedat": "2025-03-10T02:00:05.000Z"}, "/recordedat"),
    "data of another kind": ({"datacontenttype": "text/xml"}, "/datacontenttype"),
    "data in base64": ({"data_base64": "e30="}, "/data_base64"),
    "an empty id": ({"id": ""}, "/id"),
    "an id that is a number": ({"id": 7}, "/id"),
    "an id of 129 characters": ({"id": "x" * 129}, "/id"),
    "an id with a line end": ({"id": "a\nb"}, "/id"),
    "an id with a mark that turns text round": ({"id": "a\u202eb"}, "/id"),
    "a campaign with capital letters": ({"campaign": "HOA-BINH"}, "/campaign"),
    "a campaign that is a wildcard": ({"campaign": ">"}, "/campaign"),
    "a campaign that is two tokens": ({"campaign": "a.b"}, "/campaign"),
    "the registry's campaign": ({"campaign": "registry"}, "/campaign"),
    "a time without offset": ({"time": "2025-03-10T09:00:00"}, "/time"),
    "a time that is a day": ({"time": "2025-03-10"}, "/time"),
    "a day that does not exist": ({"time": "2025-02-30T09:00:00+07:00"}, "/time"),
    "a leap second": ({"time": "2025-03-10T08:59:60+07:00"}, "/time"),
    "a time before all calendars": ({"time": "0001-01-01T00:00:00+14:00"}, "/time"),
    "a time in other digits": ({"time": "٢٠٢٥-03-10T09:00:00+07:00"}, "/time"),
    "no data": ({"data": None}, "/data"),
    "data that is a text": ({"data": "{}"}, "/data"),
}
DATA: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a field nobody knows": ({"colour": "red"}, "/data/colour"),
    "a field whose name a pointer must escape": ({"a/b~c": 1}, "/data/a~1b~0c"),
    "a kind nobody knows": ({"kind": "dancing"}, "/data/kind"),
    "a quantity of nothing": ({"quantity": 0}, "/data/quantity"),
    "a quantity below nothing": ({"quantity": -3}, "/data/quantity"),
    "a quantity beyond all numbers": ({"quantity": 10**400}, "/data/quantity"),
    "a title of nothing": ({"title": ""}, "/data/title"),
    "a title of 8,001 characters": ({"title": "x" * 8_001}, "/data/title"),
    "an id of an activity that is not printable": ({"activity_id": "HD\t1"}, "/data/activity_id"),
    "a day that is a time": ({"occurred_on": "2025-03-10T09:00:00Z"}, "/data/occurred_on"),
    "a day that does not exist": ({"occurred_on": "2025-02-29"}, "/data/occurred_on"),
    "a day in other digits": ({"occurred_on": "٢٠٢٥-٠٣-١٠"}, "/data/occurred_on"),
    "a person without an id": ({"persons": [{"person_id": "cb-lan"}, {}]}, "/data/persons/1/person_id"),
    "persons that are no list": ({"persons": "cb-lan"}, "/data/persons"),
    "a paper without its hash": ({"evidence": [{"name": "Ảnh", "sha256": "abc"}]}, "/data/evidence/0/sha256"),
    "a hash of other letters": ({"evidence": [{"name": "Ảnh", "sha256": "Z" * 64}]}, "/data/evidence/0/sha256"),
}


def _pointers(answer: httpx.Response) -> list[str]:
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_fields"), answer.text
    return [fault["pointer"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize(("changes", "pointer"), FIELDS.values(), ids=list(FIELDS))
def test_a_wrong_attribute_is_named_by_its_pointer(
    tracking: RunningTracking, campaign: str, changes: dict[str, Any], pointer: str
) -> None:
    said = {**activity(campaign), **changes}

    answer = tracking.post(said)

    assert _pointers(answer) == [pointer]
    assert tracking.post(activity(campaign)).status_code == 201


@pytest.mark.parametrize("name", ["specversion", "id", "type", "time", "campaign", "data"])
def test_a_missing_attribute_is_named(tracking: RunningTracking, campaign: str, name: str) -> None:
    said = activity(campaign)
    del said[name]

    answer = tracking.post(said)

    assert _pointers(answer) == [f"/{name}"]


@pytest.mark.parametrize(("changes", "pointer"), DATA.values(), ids=list(DATA))
def test_a_wrong_field_of_the_data_is_named_by_its_pointer(
    tracking: RunningTracking, campaign: str, changes: dict[str, Any], pointer: str
) -> None:
    said = activity(campaign)
    said["data"] |= changes

    answer = tracking.post(said)

    assert _pointers(answer) == [pointer]


@pytest.mark.parametrize("name", ["activity_id", "unit_id", "clause", "kind", "title", "quantity", "measure"])
def test_a_missing_field_of_the_data_is_named(tracking: RunningTracking, campaign: str, name: str) -> None:
    said = activity(campaign)
    del said["data"][name]

    answer = tracking.post(said)

    assert _pointers(answer) == [f"/data/{name}"]


MONEY: Final = [0, -1, 10**15 + 1, 2**63, 10**30, 10**400, 1.5, 50_000_000.0, "50000000", True, None]


@pytest.mark.parametrize("amount", MONEY, ids=lambda amount: repr(amount)[:24])
def test_money_is_whole_dong_above_nothing_and_below_all_the_money_there_is(
    tracking: RunningTracking, campaign: str, amount: object
) -> None:
    given = event(CONTRIBUTION, campaign)
    given["data"]["money_vnd"] = amount
    paid = event(DISBURSEMENT, campaign, source=f"/units/{MAI_CHAU}")
    paid["data"]["amount_vnd"] = amount
    approved = event(APPROVED, campaign)
    approved["data"]["support_vnd"] = amount

    answers = [
        tracking.post(given, who=MAI_CHAU),
        tracking.post(paid, who=MAI_CHAU),
        tracking.post(approved, "verifier"),
    ]

    wanted = ["/data/money_vnd", "/data/amount_vnd", "/data/support_vnd"]
    assert [_pointers(answer) for answer in answers] == [[pointer] for pointer in wanted]


@pytest.mark.parametrize("period", ["2025-13", "2025-Q5", "25", "2025-3", "٢٠٢٥-٠٣", "٢٠٢٥", "2025-03-10", "0000-01"])
def test_a_period_that_no_calendar_has_is_malformed(tracking: RunningTracking, campaign: str, period: str) -> None:
    said = event(REPORT, campaign)
    said["data"]["period"] = period

    answer = tracking.post(said, who=MAI_CHAU)

    assert _pointers(answer) == ["/data/period"]


@pytest.mark.parametrize("value", ["12", None, [], {"a": 1}])
def test_a_figure_is_a_number_or_true_or_false_and_its_name_is_not_repeated(
    tracking: RunningTracking, campaign: str, value: object
) -> None:
    said = event(REPORT, campaign)
    said["data"]["figures"] = {"started": 1, "Bùi Thị Mai": value}

    answer = tracking.post(said, who=MAI_CHAU)

    assert _pointers(answer) == ["/data/figures"]
    assert "Mai" not in answer.text


def test_figures_beyond_what_a_machine_holds_are_kept_or_refused_and_harm_nobody(
    tracking: RunningTracking, campaign: str
) -> None:
    said = event(REPORT, campaign)
    said["data"]["figures"] = {"a": 10**30, "b": -(10**30), "c": 2**64, "d": 1e308}

    answer = tracking.post(said, who=MAI_CHAU)

    assert answer.status_code in (201, 400)
    assert tracking.post(said, who=MAI_CHAU).status_code in (200, 400)
    assert tracking.post(activity(campaign)).status_code == 201


def test_five_minutes_ahead_is_taken_and_more_is_the_future(tracking: RunningTracking, campaign: str) -> None:
    now = tracking.clock()

    near = tracking.post({**activity(campaign), "time": (now + timedelta(minutes=5)).isoformat()})
    far = tracking.post({**activity(campaign), "time": (now + timedelta(minutes=5, seconds=30)).isoformat()})

    assert near.status_code == 201
    assert far.json()["errors"] == [{"pointer": "/time", "message": "lies more than 5 minutes in the future"}]


OTHER_TIMES: Final = ["1900-01-01T00:00:00Z", "2025-03-10t02:00:00.123456789z", "2024-02-29T23:59:59-12:00"]


@pytest.mark.parametrize("time", OTHER_TIMES)
def test_a_time_long_past_or_of_another_spelling_is_taken(tracking: RunningTracking, campaign: str, time: str) -> None:
    answer = tracking.post({**activity(campaign, occurred_on="1900-01-01"), "time": time})

    assert answer.status_code in (201, 422)
    assert tracking.post(activity(campaign)).status_code == 201


def test_every_bad_field_of_an_event_is_named_at_once(tracking: RunningTracking, campaign: str) -> None:
    said = {**activity(campaign, occurred_on="2025-02-30"), "specversion": "2.0", "time": "yesterday"}

    answer = tracking.post(said)

    assert _pointers(answer) == ["/specversion", "/time", "/data/occurred_on"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("fr, en;q=0.5, vi;q=0.2", "en"),
        ("vi; q=0.4, en; q=0.8", "en"),
        ("vi-VN, en", "vi"),
        ("en;q=0", "vi"),
        ("fr", "vi"),
        ("*", "vi"),
        ("", "vi"),
    ],
)
def test_a_problem_speaks_the_language_that_was_asked_for_and_vietnamese_else(
    tracking: RunningTracking, campaign: str, accepted: str, language: str
) -> None:
    title, message = {
        "en": ("Bad request", "must be a real date, YYYY-MM-DD"),
        "vi": ("Yêu cầu không hợp lệ", "phải là ngày có thật, dạng NĂM-THÁNG-NGÀY"),
    }[language]
    said = activity(campaign, occurred_on="2025-02-30")

    answer = tracking.post(said, accept_language=accepted)

    problem = answer.json()
    assert answer.headers["content-language"] == language
    assert {"type", "title", "status", "detail", "code", "errors"} == problem.keys()
    assert problem["errors"] == [{"pointer": "/data/occurred_on", "message": message}]
    assert (problem["title"], problem["status"]) == (title, 400)


def test_the_character_that_no_database_holds_costs_one_event_and_not_the_batch(
    tracking: RunningTracking, campaign: str
) -> None:
    said = [activity(campaign), activity(campaign, title="a\x00b"), activity(campaign, title="a\\u0000b")]

    alone, batch = tracking.post(said[1]), tracking.post_batch(said)

    assert alone.status_code == 400
    assert [one["status"] for one in batch.json()["results"]] == ["recorded", "rejected", "recorded"]


def test_an_unknown_unit_or_clause_is_against_the_facts(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign, unit_id="nobody-here")

    unit = tracking.post(said, who="nobody-here")
    clause = tracking.post(activity(campaign, clause="IX.9"))
    not_taking_part = tracking.post(activity(campaign, unit_id="so-xay-dung"), who="so-xay-dung")

    assert [a.status_code for a in (unit, clause, not_taking_part)] == [422] * 3
    assert [a.json()["code"] for a in (unit, clause, not_taking_part)] == [
        "unit_unknown",
        "clause_unknown",
        "unit_unknown",
    ]


@pytest.mark.parametrize("short", REGISTRY_EXAMPLES)
def test_the_registrys_facts_belong_to_the_registry(tracking: RunningTracking, campaign: str, short: str) -> None:
    said = open_event(short, REGISTRY_EXAMPLES[short], campaign) | {"campaign": campaign}

    answer = tracking.post(said, "admin" if short.startswith("unit.") else "secretary")

    assert _pointers(answer) == ["/campaign"]


@pytest.mark.parametrize("unit_id", ["HCTC", "phòng", "*", ">", "a.b", "-a", "a" * 64, "", "a b", "a\n"])
def test_a_units_id_is_small_letters_figures_and_hyphens(tracking: RunningTracking, unit_id: str) -> None:
    said = open_event("unit.established", REGISTRY_EXAMPLES["unit.established"] | {"unit_id": unit_id}, "registry")

    answer = tracking.post(said, "admin")

    assert _pointers(answer) == ["/data/unit_id"]
