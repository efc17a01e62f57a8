"""Reading a campaign file: the whole definition, or every place where it does not fit its shape, by line and column."""

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.definition import Definition
from shared.rules.definition import CampaignFile, Mistake, read
from tests.unit.rules.mistaken import BEFORE_RULES, Mistaken, changed, mistakes, replaced
from tests.unit.rules.small_campaign import SMALL


def defined(text: str) -> Definition:
    found = read(text)
    assert isinstance(found, CampaignFile), found
    return found.definition


def test_the_contracts_example_is_read_whole() -> None:
    definition = defined(SMALL)

    campaign, (first, second) = definition.campaign, definition.rule_sets
    assert (campaign.campaign, campaign.starts_on, campaign.ends_on) == ("hoa-binh-450", "2024-10-05", "2025-12-31")
    assert [unit.id for unit in campaign.units] == ["vpubnd", "hctc"]
    assert campaign.units[1].contacts[0].email == "hctc@example.vn"
    assert campaign.targets[0].value == 3194.0
    assert (first.in_force.from_, first.in_force.to, second.in_force.to) == ("2024-01-01", "2025-06-30", "")
    assert first.cards[0].require.all[1].any[1].when == "clause('III.1.b5') >= 3"
    assert first.cards[0].caps is not None


def test_what_is_read_is_the_same_when_written_to_the_log_and_read_back() -> None:
    definition = defined(SMALL)

    written = msgspec.json.encode(definition)

    assert msgspec.json.decode(written, type=Definition) == definition
    assert b"examples" not in written


def test_an_override_of_the_law_is_read_as_it_stands() -> None:
    law = "law:\n  coefficients: {PM_MERIT: 0.3}\n  rounds: {PM_MERIT: 1}\n  own_unit: {PM_MERIT: MAY_VOTE}\n"

    definition = defined(BEFORE_RULES + law + SMALL[SMALL.index("rule_sets:") :])

    assert definition.campaign.law == {
        "coefficients": {"PM_MERIT": 0.3},
        "rounds": {"PM_MERIT": 1},
        "own_unit": {"PM_MERIT": "MAY_VOTE"},
    }


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", SMALL),
        SMALL.replace('vi: "Tuyên truyền"', 'vi: "Tuye\\u0302n truye\\u0302\\u0300n"'),
    ],
    ids=["decomposed", "decomposed by escapes"],
)
def test_text_in_either_unicode_form_is_the_same_definition(text: str) -> None:
    definition = defined(text)

    assert text != SMALL
    assert definition == defined(SMALL)


NOT_YAML = {
    "an unclosed bracket": changed("due_days: 5}\n", "due_days: 5\n", "YAML").text.replace("rule_sets:", "rule_sets‸:"),
    "a bad indent": replaced(SMALL, "ends_on: 2025-12-31\n", "  ends_on‸: 2025-12-31\n"),
    "a tab": replaced(SMALL, "    kind: DIVISION\n", "‸\tkind: DIVISION\n"),
    "a character no file may hold": replaced(SMALL, "due_days: 5", "due_days: ‸\x01"),
    "an alias": replaced(SMALL, "due_days: 5}", "due_days: &five 5}\nlaw: {a: {b: ‸*five}}"),
    "two documents": SMALL + "‸---\na: 1\n",
}


@pytest.mark.parametrize("text", NOT_YAML.values(), ids=NOT_YAML.keys())
def test_what_is_no_yaml_is_told_where_it_stops_being_it(text: str) -> None:
    mistaken = Mistaken(text, "the YAML is wrong here or just above")

    found = mistaken.found()

    assert [(one.line, one.column) for one in found] == [mistaken.place()]
    assert mistaken.says in found[0].en


MISSHAPEN = {
    "a tag": changed("due_days: 5", "due_days: ‸!!python/name:os.system 5", "the YAML tag"),
    "a number that is none": changed("due_days: 5", "due_days: ‸!!int five", "cannot be read"),
    "a name that is a list": changed("due_days: 5", "due_days: 5, ‸[a]: 1", "name must be a text"),
    "written twice": changed("ends_on:", "‸starts_on: 2024-10-06\nends_on:", "'starts_on' is written twice"),
    "unknown": changed("time_zone:", "‸time_zones: x\ntime_zone:", "did you mean 'time_zone'?"),
    "unknown, deep inside": changed("per_campaign: 5", "per_campaign: 5, ‸year: 5", "no field 'year'"),
    "missing": changed("- id: hctc\n    kind: DIVISION\n", "- ‸id: hctc\n", "'kind' is missing"),
    "missing in the campaign": changed("campaign: hoa-binh-450\n", "‸", "'campaign' is missing"),
    "missing rule sets": Mistaken("‸" + BEFORE_RULES, "'rule_sets' is missing"),
    "list for text": changed("launch_level: PRIME_MINISTER", "launch_level: ‸[AGENCY]", "not a list"),
    "text for list": changed('["Nghị định 152/2025/NĐ-CP"]', "‸Nghị định", "a list (-) is needed"),
    "fields for text": changed("Asia/Ho_Chi_Minh", "‸{a: 1}", "not fields"),
    "list for fields": changed("caps: {per_campaign: 5}", "caps: ‸[5]", "fields name: value is needed"),
    "list for one of several": changed("due_days: 5}", "due_days: 5}\nlaw: {rounds: {PM_MERIT: ‸[1]}}", "not a list"),
    "number for text": changed("parent: vpubnd", "parent: ‸7", "put it in quotes"),
    "truth for number": changed("due_days: 5", "due_days: ‸true", "a whole number is needed"),
    "fraction for whole number": changed("due_days: 5", "due_days: ‸5.5", "a whole number is needed"),
    "text for number": changed("due_days: 5", "due_days: ‸five", "not the text 'five'"),
    "nothing for text": changed("launch_level: PRIME_MINISTER", "launch_level: ‸~", "not nothing"),
    "infinity for number": changed("value: 3194", "value: ‸.inf", "a number is needed"),
    "no number for number": changed("value: 3194", "value: ‸.nan", "a number is needed"),
    "number beyond bounds": changed("value: 3194", f"value: ‸{10**19}", "a number is needed"),
    "text for rule set": changed("rule_sets:\n", "rule_sets:\n  - ‸x\n", "fields name: value are needed"),
    "fields for rule sets": Mistaken(BEFORE_RULES + "rule_sets: ‸{a: 1}\n", "a list (-) is needed"),
    "campaign id": changed("campaign: hoa-binh-450", "campaign: ‸Hoa_Binh", "a-z, 0-9"),
    "unit id": changed("- id: hctc", "- id: ‸-hctc", "a-z, 0-9"),
    "unprintable id": changed('id: "III.1.b4"', 'id: ‸"III\\t1"', "printable"),
    "long id": changed('"III.1.b4"', f"‸{'x' * 129}", "1 to 128 characters"),
    "empty text": changed('"450 ngày đêm"', '‸""', "1 to 8000 characters"),
    "control character": changed('"Tổ chức kiểm tra"', '‸"Tổ\\u0007"', "control character"),
    "value outside its list": changed("kind: DIVISION", "kind: ‸DIVISON", "did you mean 'DIVISION'?"),
    "no such day": changed("starts_on: 2024-10-05", "starts_on: ‸2024-02-30", "real date"),
    "day written otherwise": changed("ends_on: 2025-12-31", "ends_on: ‸31/12/2025", "real date"),
    "time for day": changed("ends_on: 2025-12-31", "ends_on: ‸2025-12-31T00:00:00Z", "real date"),
    "no fields": Mistaken("‸- a\n- b\n", "beginning with campaign"),
    "nothing": Mistaken("‸", "the file is empty"),
    "endless nesting": Mistaken("a: " + "[" * 40 + "‸[]" + "]" * 40, "nested deeper than 40"),
}


@pytest.mark.parametrize("mistaken", MISSHAPEN.values(), ids=MISSHAPEN.keys())
def test_what_does_not_fit_is_told_with_its_line_and_column(mistaken: Mistaken) -> None:
    found = mistaken.found()

    at_the_caret = [one for one in found if (one.line, one.column) == mistaken.place()]
    assert any(mistaken.says in one.en for one in at_the_caret), found
    assert all(one.vi and one.vi != one.en for one in found)


ALONE = sorted(set(MISSHAPEN) - {"nothing", "endless nesting", "no fields"})


@pytest.mark.parametrize("name", ALONE)
def test_one_mistake_is_told_once_and_nothing_that_only_follows_from_it(name: str) -> None:
    found = MISSHAPEN[name].found()

    assert len(found) == 1


def test_every_mistake_is_told_in_order_of_lines() -> None:
    text = replaced(SMALL, "kind: OFFICE", "kind: OFICE")
    text = replaced(text, "time_zone: Asia/Ho_Chi_Minh", "time_zone: Asia/Ha_Noi")
    text = replaced(text, "due_days: 5", "due_day: 5")
    text = replaced(text, ">= 2", ">= 'two'")
    text = replaced(text, "expect: NEEDS_REVIEW", "expect: HELD")

    found = mistakes(text)

    assert [(one.line, one.en.split(";")[0]) for one in found] == [
        (7, "there is no time zone 'Asia/Ha_Noi'"),
        (12, "there is no value 'OFICE' (did you mean 'OFFICE'?)"),
        (20, "the field 'due_days' is missing"),
        (20, "there is no field 'due_day' here (did you mean 'due_days'?)"),
        (34, "character 31: '>=' does not go between a whole number and a text"),
        (38, "there is no value 'HELD'"),
    ]


def test_brackets_without_end_are_no_yaml_but_no_crash_either() -> None:
    found = mistakes("[" * 700)

    assert found == (Mistake(1, 1, found[0].vi, found[0].en),)
    assert "nested deeper" in found[0].en


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 60), st.text(alphabet="{}[]:,-'\"&*!#\n x7ế", max_size=4))
def test_whatever_is_typed_into_a_file_is_a_definition_or_a_mistake_within_it(at: int, cut: int, typed: str) -> None:
    text = SMALL[:at] + typed + SMALL[at + cut :]

    found = read(text)

    if isinstance(found, tuple):
        assert found
        assert all(1 <= one.line <= text.count("\n") + 1 and one.column >= 1 for one in found)
    else:
        assert msgspec.json.decode(msgspec.json.encode(found.definition), type=Definition) == found.definition
