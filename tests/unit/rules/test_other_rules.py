"""Other rules for a campaign that is there: one rule set, all of them or a whole definition, with mistakes by line."""

import pytest

from shared.core.definition import Definition
from shared.rules.definition import CampaignFile, Mistake, read, read_other_rules
from tests.unit.rules.small_campaign import SMALL

ONE = """\
id: nd152-2025
in_force: {from: 2025-07-01}
legal_basis: ["Nghị định 152/2025/NĐ-CP"]
cards:
  - id: F-GK-COL
    award: AGENCY_COMMENDATION
    subject: COLLECTIVE
    require: {id: took-part, label: {en: "Took part"}, when: "clause('III.1.b5') >= 5"}
examples:
  - {card: F-GK-COL, given: {clause('III.1.b5'): 5}, expect: CANDIDATE}
"""
LIST = "rule_sets:\n" + "".join(
    f"{'  - ' if number == 0 else '    '}{line}\n" for number, line in enumerate(ONE.splitlines())
)


@pytest.fixture
def small() -> Definition:
    file = read(SMALL)
    assert isinstance(file, CampaignFile)
    return file.definition


def other(text: str, definition: Definition) -> Definition:
    found = read_other_rules(text, definition)
    assert isinstance(found, Definition), found
    return found


def mistakes(text: str, definition: Definition) -> list[tuple[int, int, str]]:
    found = read_other_rules(text, definition)
    assert isinstance(found, tuple)
    return [(one.line, one.column, one.en) for one in found]


def test_one_rule_set_takes_the_place_of_the_one_with_its_id(small: Definition) -> None:
    found = other(ONE, small)

    assert found.campaign == small.campaign
    assert {one.id: one.cards[0].id for one in found.rule_sets} == {"nd152-2025": "F-GK-COL", "nd98-2023": "F-GK-COL"}
    assert small.rule_sets[0] in found.rule_sets
    assert small.rule_sets[1] not in found.rule_sets


def test_a_list_of_rule_sets_takes_the_place_of_all(small: Definition) -> None:
    found = other(LIST.replace("from: 2025-07-01", "from: 2024-01-01"), small)

    assert [one.id for one in found.rule_sets] == ["nd152-2025"]


def test_a_whole_definition_takes_the_place_of_everything_but_only_in_its_own_campaign(small: Definition) -> None:
    found = other(SMALL.replace("PRIME_MINISTER", "PROVINCE"), small)
    elsewhere = mistakes(SMALL.replace("campaign: hoa-binh-450", "campaign: another"), small)

    assert (found.campaign.launch_level, found.rule_sets) == ("PROVINCE", small.rule_sets)
    assert elsewhere == [(1, 11, "this is the campaign 'another', not 'hoa-binh-450'; correct the id")]


@pytest.mark.parametrize(
    ("wrong", "right", "place", "says"),
    [
        ("clause('III.1.b5')", "clause('III.9')", (8, 62), "III.9"),
        ("from: 2025-07-01", "from: 2025-06-01", (2, 18), "another rule set is still in force"),
        ("from: 2025-07-01", "from: 2025-08-01", (2, 18), "no rule set is in force"),
        ("id: nd152-2025", "id: another", (2, 18), "another rule set is still in force"),
        ("award: AGENCY_COMMENDATION", "award: MEDAL", (6, 12), "MEDAL"),
        ("legal_basis", "lawful_basis", (3, 1), "lawful_basis"),
        ("given: {clause('III.1.b5'): 5}", "given: {clause('III.1.b5'): yes}", (10, 50), "clause answers"),
    ],
)
def test_mistakes_are_told_with_line_and_column(
    small: Definition, wrong: str, right: str, place: tuple[int, int], says: str
) -> None:
    found = mistakes(ONE.replace(wrong, right), small)

    assert any((line, column) == place and says in en for line, column, en in found), found


def test_one_rule_set_with_a_new_id_takes_over_from_the_open_one_as_it_will_when_it_is_published(
    small: Definition,
) -> None:
    later = ONE.replace("id: nd152-2025", "id: later")

    found = other(later.replace("2025-07-01", "2025-09-01"), small)

    assert [one.id for one in found.rule_sets] == ["nd98-2023", "nd152-2025", "later"]
    assert mistakes(later.replace("from: 2025-07-01", "from: 2025-06-30"), small)[0][:2] == (2, 18)


def test_rule_sets_that_leave_days_of_the_campaign_uncovered_are_told(small: Definition) -> None:
    uncovered = mistakes(LIST, small)
    none = mistakes("rule_sets: []\n", small)

    assert [(line, says) for line, _, says in uncovered] == [(3, uncovered[0][2])]
    assert "no rule set is in force" in uncovered[0][2]
    assert [(line, says) for line, _, says in none] == [(1, "there is no rule set; each day needs one")]


@pytest.mark.parametrize("text", ["", "- 1\n", "just words\n", "a: [\n"])
def test_a_text_that_is_no_form_is_told_as_such(small: Definition, text: str) -> None:
    found = read_other_rules(text, small)

    assert isinstance(found, tuple)
    assert all(isinstance(one, Mistake) for one in found)
    assert found
