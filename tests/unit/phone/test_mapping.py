"""A mapping of a phone form: its mistakes by line and column, and the questions that its form has lost."""

import pytest

from deploy.phone.kobo import _paths
from deploy.phone.mapping import lost, read_mapping
from deploy.phone.submissions import named

GOOD = """\
server: {kind: kobo, url: "https://kf.example.org", form: aXec}
events:
  - type: activity.recorded
    time: occurred_on
    fields: {activity_id: _instance, unit_id: unit_id, title: what/title}
    values: {measure: cuộc}
    when: {consent: "yes"}
    evidence: [photo]
optional: [photo]
"""


def test_a_good_mapping_has_no_mistakes_and_says_what_it_asks() -> None:
    mapping, page = read_mapping(GOOD)

    assert page.mistakes == []
    assert mapping is not None
    assert [question for question, _ in mapping.asked()] == [
        "_instance", "unit_id", "what/title", "consent", "occurred_on", "photo"
    ]  # fmt: skip
    assert mapping.form == "kobo https://kf.example.org aXec"


@pytest.mark.parametrize(
    ("right", "wrong", "place", "said"),
    [
        (
            "activity.recorded",
            "activity.record",
            (3, 11),
            "there is no event type 'activity.record' that a unit states",
        ),
        ("activity.recorded", "activity.verified", (3, 11), "that a unit states"),
        ("unit_id: unit_id", "unit: unit_id", (5, 38), "activity.recorded has no field 'unit'"),
        ("measure: cuộc", "measured: cuộc", (6, 14), "did you mean 'measure'?"),
        ("https://kf", "https://me:secret@kf", (1, 27), "no password stands in this file"),
        ("https://kf", "kf", (1, 27), "must begin with https://"),
        ("kind: kobo", "kind: odk", (1, 9), "ODK Central needs the project's number"),
        ("kind: kobo", "kind: koba", (1, 16), "did you mean 'kobo'?"),
        ("    fields: {activity_id", "   fields: {activity_id", (5, 4), "the YAML is wrong"),
    ],
    ids=["unknown", "not-a-units", "field", "value", "password", "address", "project", "kind", "yaml"],
)
def test_a_mistake_is_told_where_it_stands(right: str, wrong: str, place: tuple[int, int], said: str) -> None:
    mapping, page = read_mapping(GOOD.replace(right, wrong, 1))

    (mistake,) = page.mistakes
    assert mapping is None
    assert said in mistake.en
    assert (mistake.line, mistake.column) == place
    assert "secret" not in mistake.en + mistake.vi


def test_a_question_the_form_has_lost_is_named_unless_it_is_optional() -> None:
    mapping, page = read_mapping(GOOD)
    assert mapping is not None

    found = lost(mapping, page, named(["unit_id", "what/titles", "consent", "occurred_on"]))

    assert [(one.line, one.column) for one in found] == [(5, 63)]
    assert "the question 'what/title' (did you mean 'what/titles'?)" in found[0].en


def test_the_questions_of_a_kobo_form_are_called_as_in_its_data() -> None:
    survey = [
        {"type": "start", "name": "start"},
        {"type": "begin_group", "name": "house"},
        {"type": "begin group", "name": "progress"},
        {"type": "date", "name": "started_on"},
        {"type": "end group"},
        {"type": "image", "$autoname": "photo"},
        {"type": "end_group"},
        {"type": "note", "name": "thanks"},
    ]

    assert list(_paths(survey)) == ["start", "house/progress/started_on", "house/photo", "thanks"]
