"""Vietnamese text in both normal forms of Unicode is one text, and an id means nothing but itself."""

import json
import unicodedata
from typing import Final, Literal

import pytest

from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, open_event

Form = Literal["NFC", "NFD"]

TITLE: Final = "Vận động ủng hộ xóa nhà tạm ở Mường Bi"


def _in_form(form: Form, said: Event) -> Event:
    decoded: Event = json.loads(unicodedata.normalize(form, json.dumps(said, ensure_ascii=False)))
    return decoded


def _written(said: Event, *, escaped: bool) -> bytes:
    return json.dumps(said, ensure_ascii=escaped).encode()


@pytest.mark.parametrize("escaped", [False, True], ids=["raw", "escaped"])
@pytest.mark.parametrize("first", ["NFC", "NFD"])
def test_the_same_name_in_either_normal_form_is_the_same_content(
    tracking: RunningTracking, campaign: str, first: Form, *, escaped: bool
) -> None:
    said = activity(campaign, title=TITLE, activity_id=f"HĐ số {first}") | {"id": "Hoạt động số 1"}
    other: Form = "NFD" if first == "NFC" else "NFC"
    forms = {form: _written(_in_form(form, said), escaped=escaped) for form in (first, other)}
    assert forms[first] != forms[other]

    recorded = tracking.post_bytes(forms[first], content_type="application/cloudevents+json")
    again = tracking.post_bytes(forms[other], content_type="application/cloudevents+json")
    in_a_batch = tracking.post_bytes(b"[" + forms[other] + b"]", content_type="application/cloudevents-batch+json")

    wanted = {**recorded.json(), "status": "duplicate"}
    assert recorded.status_code == 201
    assert recorded.json()["id"] == "Hoạt động số 1"
    assert again.json() == wanted
    assert in_a_batch.json()["results"] == [wanted]
    assert TITLE in tracking.commits(campaign)[-1].payload.decode()


def test_a_person_entered_in_one_form_is_found_in_the_other(tracking: RunningTracking, campaign: str) -> None:
    person = {
        "person_id": "cán bộ Hòa",
        "name": "Hòa",
        "unit_id": "hctc",
        "title": "Chuyên viên",
        "leader": False,
        "category": "WORKER",
        "from_on": "2025-01-01",
    }
    tracking.post(_in_form("NFD", open_event("person.assigned", person, "registry")), "secretary")

    answer = tracking.post(_in_form("NFC", activity(campaign, persons=[{"person_id": "cán bộ Hòa"}])))

    assert answer.status_code == 201


IDS: Final = [">", "*", "a.b", "a.*.>", "$JS.API", "../x", "a/b", "a b", "%2F", "?", "#", "–", "Hòa"]


@pytest.mark.parametrize("thing_id", IDS)
def test_an_id_that_means_something_elsewhere_is_an_id_like_any_other(
    tracking: RunningTracking, campaign: str, thing_id: str
) -> None:
    said = activity(campaign, activity_id=thing_id) | {"id": thing_id}
    others = [activity(campaign) for _ in range(2)]

    answers = [tracking.post(one) for one in (others[0], said, others[1])]
    again = tracking.post(said)

    assert [answer.status_code for answer in answers] == [201] * 3
    assert again.json() == {**answers[1].json(), "status": "duplicate"}
    assert tracking.commits(campaign)[-2].facts()[0].subject == f"activity/{thing_id}"
    assert tracking.post(said | {"id": "another"}).json()["code"] == "activity_id_used"


def test_an_id_of_128_characters_is_taken_whatever_its_bytes(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign, activity_id="ộ" * 128) | {"id": "ộ" * 128}

    answer = tracking.post(said)

    assert answer.status_code == 201


def test_a_text_may_hold_what_would_break_a_line(tracking: RunningTracking, campaign: str) -> None:
    title = 'dòng 1\ndòng 2\r\n\t"trích" \u2028 \\ 🏠'

    answer = tracking.post(activity(campaign, title=title))

    (fact,) = tracking.commits(campaign)[-1].facts()
    assert answer.status_code == 201
    assert getattr(fact.data, "title", "") == title
