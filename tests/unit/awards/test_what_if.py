"""A campaign under other rules: who would appear, who would fall away and why; both sides are weighed alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from deploy.demo import definition_text
from services.awards.domain.what_if import Change, Compared, Defining, WhatIf
from shared.adapters.memory import MemoryLog
from shared.core.definition import Definition
from shared.core.log import Commit
from shared.core.projecting import END
from shared.rules.definition import read_other_rules
from tests.unit.awards.reacting import flags_in

CAMPAIGN = "hoa-binh-450"


def definition_in(commits: Sequence[Commit], until: int = END) -> Definition | None:
    defining = Defining(CAMPAIGN, until)
    for commit in commits:
        defining.take(commit)
    return defining.definition


def compared(commits: Sequence[Commit], rules: str, until: int = END) -> Compared:
    definition = definition_in(commits)
    assert definition is not None
    other = read_other_rules(rules, definition)
    assert isinstance(other, Definition), other
    what_if = WhatIf(other, until)
    for commit in commits:
        what_if.take(commit)
    return what_if.compared()


@dataclass(frozen=True)
class Province:
    """The simulated province's log, and the rules it was launched with, as text."""

    log: MemoryLog
    rules: str


@pytest.fixture(scope="module")
def campaign(province: MemoryLog) -> Province:
    text = definition_text()
    return Province(province, text[text.index("rule_sets:") :])


def test_under_its_own_rules_nothing_changes(campaign: Province) -> None:
    flagged = {(flag.subject_id, flag.award) for flag in flags_in(campaign.log)}

    by_rules = compared(campaign.log.commits, campaign.rules)
    by_definition = compared(campaign.log.commits, definition_text())

    assert by_rules == by_definition
    assert by_rules.changes == ()
    assert by_rules.flagged_before == by_rules.flagged_after
    assert 0 < by_rules.flagged_before <= len(flagged)
    assert by_rules.position == campaign.log.commits[-1].number * 1_000 + last_place(campaign.log.commits[-1])


def test_harder_rules_let_subjects_fall_away_and_say_what_they_would_need(campaign: Province) -> None:
    harder = made_harder(campaign.rules)

    found = compared(campaign.log.commits, harder)

    assert harder != campaign.rules
    assert found.changes
    assert {one.after for one in found.changes} == {None}
    assert all(any("more activities" in said.en for said in one.missing) for one in found.changes)
    assert found.flagged_after == found.flagged_before - len(found.changes)


def test_easier_rules_let_subjects_appear(campaign: Province) -> None:
    easier = re.sub(r"(count|clause)\('([^']+)'\) >= \d+", r"\1('\2') >= 0", campaign.rules)

    found = compared(campaign.log.commits, easier)

    appear = [one for one in found.changes if one.before is None]
    assert appear
    assert {one.after for one in appear} <= {"CANDIDATE", "NEEDS_REVIEW"}
    assert not any(one.missing for one in appear)


def test_only_what_was_recorded_until_then_is_weighed(campaign: Province) -> None:
    half = campaign.log.commits[len(campaign.log.commits) // 2].number * 1_000
    harder = made_harder(campaign.rules)

    early, late = compared(campaign.log.commits, harder, half), compared(campaign.log.commits, harder)
    nothing = compared(campaign.log.commits, harder, 0)

    assert (early.position // 1_000, early.flagged_before) == (half // 1_000, early.flagged_after + len(early.changes))
    assert early.flagged_before < late.flagged_before
    assert (nothing.flagged_before, nothing.changes) == (0, ())
    assert definition_in(campaign.log.commits, until=500) is None


def test_changes_are_told_award_by_award_those_who_appear_first(campaign: Province) -> None:
    other = made_harder(campaign.rules)
    other = re.sub(r"award: (PROVINCE_MERIT|PM_MERIT)", "award: LABOUR_ORDER_1", other)

    changes = compared(campaign.log.commits, other).changes

    def place(change: Change) -> tuple[str, bool, bool]:
        return change.award, change.before is not None, change.after is not None

    assert [place(one) for one in changes] == sorted(place(one) for one in changes)
    assert len({one.award for one in changes}) > 1


def last_place(commit: Commit) -> int:
    return len(commit.facts()) - 1


def made_harder(rules: str) -> str:
    return re.sub(r"activities_total\(\) >= \d+", "activities_total() >= 100000", rules)
