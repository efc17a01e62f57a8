"""Parts of a definition that somebody edits: read back as they were written, and every mistake on its line."""

from typing import Final

from shared.rules.definition import CampaignFile, read
from shared.rules.editing import as_yaml, read_campaign, read_rule_sets
from shared.rules.yaml_text import Mistake
from tests.unit.rules.small_campaign import SMALL

FOUND: Final = read(SMALL)
CAMPAIGN, RULES = SMALL.split("rule_sets:\n")
NAME: Final = "hoa-binh-450"


def definition() -> CampaignFile:
    assert isinstance(FOUND, CampaignFile)
    return FOUND


def places(mistakes: object) -> list[tuple[int, int]]:
    assert isinstance(mistakes, tuple)
    return [(one.line, one.column) for one in mistakes if isinstance(one, Mistake)]


def test_what_is_written_is_read_back_to_the_same() -> None:
    whole = definition().definition

    campaign = read_campaign(as_yaml(whole.campaign), NAME)
    rule_sets = [read_rule_sets(as_yaml(one), whole.campaign) for one in whole.rule_sets]

    assert campaign == whole.campaign
    assert rule_sets == [[one] for one in whole.rule_sets]


def test_a_campaign_is_read_alone_and_keeps_its_id() -> None:
    assert read_campaign(CAMPAIGN, NAME) == definition().definition.campaign
    assert places(read_campaign(CAMPAIGN, "another")) == [(1, 11)]
    assert places(read_campaign(SMALL, NAME)) == [(SMALL.count("\n", 0, SMALL.index("rule_sets")) + 1, 1)]


def test_a_mistake_of_a_campaign_stands_on_its_line() -> None:
    wrong = CAMPAIGN.replace("2025-12-31\ntime", "2024-01-01\ntime").replace("kind: DIVISION", "kind: PARISH")

    lines = [line for line, _ in places(read_campaign(wrong, NAME))]

    assert {CAMPAIGN[: CAMPAIGN.index(one)].count("\n") + 1 for one in ("ends_on", "kind: DIVISION")} <= set(lines)


def test_one_rule_set_or_a_list_of_them_is_read_without_its_examples() -> None:
    campaign = definition().definition.campaign

    listed = read_rule_sets(f"rule_sets:\n{RULES}", campaign)

    assert listed == list(definition().definition.rule_sets)


def test_a_mistake_of_a_rule_set_stands_on_its_line() -> None:
    campaign = definition().definition.campaign
    text = f"rule_sets:\n{RULES}".replace("activities_total() >= 1", "activities_totl() >= 1")

    line = text[: text.index("activities_totl")].count("\n") + 1

    assert [one[0] for one in places(read_rule_sets(text, campaign))] == [line]


def test_what_is_no_rule_set_is_said_to_be_none() -> None:
    campaign = definition().definition.campaign

    for text in ("", "just a text", "rule_sets: []", "rule_sets: [1]", "a: [", "rule_sets: 7"):
        assert places(read_rule_sets(text, campaign)), text
        assert places(read_campaign(text, NAME)), text
