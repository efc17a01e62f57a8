"""A rule set's own examples: what a card says when just these answers are given."""

import pytest

from shared.rules.definition import CampaignFile, read
from shared.rules.examples import run
from tests.unit.rules.mistaken import Mistaken, changed
from tests.unit.rules.small_campaign import SMALL

NOTHING_ELSE = "{card: F-GK-COL, given: {activities_total(): 3}, expect: NEEDS_REVIEW"


def small() -> CampaignFile:
    found = read(SMALL)
    assert isinstance(found, CampaignFile)
    return found


def test_examples_stand_by_their_rule_set() -> None:
    assert {name: len(examples) for name, examples in small().examples.items()} == {"nd98-2023": 2, "nd152-2025": 0}


def test_an_example_is_weighed_with_its_card_and_what_is_not_given_is_unknown() -> None:
    file = small()
    rule_set = file.definition.rule_sets[0]

    tried = run(rule_set, file.examples[rule_set.id])

    assert [(one.verdict, one.as_expected) for one in tried] == [("CANDIDATE", True), ("NEEDS_REVIEW", True)]
    assert tried[1].example.name == "nothing else is known"
    assert tried[1].explanation.missing


def test_an_example_that_comes_out_otherwise_is_told_with_its_reason() -> None:
    found = read(SMALL.replace("count('inspection_conducted'): 2}", "count('inspection_conducted'): 0}"))
    assert isinstance(found, CampaignFile)
    rule_set = found.definition.rule_sets[0]

    tried = run(rule_set, found.examples[rule_set.id])[0]

    assert (tried.verdict, tried.as_expected) == ("NEEDS_REVIEW", False)
    assert tried.explanation.missing is not None
    assert tried.explanation.missing[0].en.startswith("2 more inspections or not known")


def given(answer: str, says: str) -> Mistaken:
    """The second example with another answer given."""
    return changed(NOTHING_ELSE, NOTHING_ELSE.replace("activities_total(): 3", answer), says)


MISTAKEN = {
    "no such card": changed(NOTHING_ELSE, NOTHING_ELSE.replace("F-GK-COL", "‸F-GK"), "no card 'F-GK'"),
    "no such function": given("nope(): ‸3", "no function 'nope'"),
    "no such kind": given("count('x'): ‸3", "no value 'x'"),
    "two calls": given("activities_total() + 1: ‸3", "exactly one call"),
    "no expression": given("activities_total(: ‸3", "ends too early"),
    "truth for a count": given("activities_total(): ‸true", "answers with a whole number"),
    "fraction for a count": given("activities_total(): ‸3.5", "answers with a whole number"),
    "text for a ratio": given("report_on_time_ratio(): ‸all", "answers with a decimal number"),
    "count for a truth": given("is_leader(): ‸3", "answers with true or false"),
    "no such level": given("launch_level(): ‸NATION", "answers with a text"),
    "no such verdict": changed("expect: NEEDS_REVIEW", "expect: ‸HELD", "no value 'HELD'"),
}


@pytest.mark.parametrize("mistaken", MISTAKEN.values(), ids=MISTAKEN.keys())
def test_a_mistaken_example_is_told_with_its_line_and_column(mistaken: Mistaken) -> None:
    found = mistaken.found()

    assert [(one.line, one.column) for one in found] == [mistaken.place()], found
    assert mistaken.says in found[0].en


@pytest.mark.parametrize(
    "answer",
    [
        "activities_total(): ~",
        "is_leader(): true",
        "launch_level(): AGENCY",
        "report_on_time_ratio(): 1",
        "funds('received_vnd'): 7",
    ],
)
def test_an_answer_of_the_functions_kind_or_none_may_be_given(answer: str) -> None:
    text = given(answer, "").text

    assert isinstance(read(text), CampaignFile)
