"""By lot: rules, facts and days. What awards keeps up is what the log says counted anew, and what another CEL says.

`THIDUA_CASES=20000 pytest tests/unit/awards/test_differential.py` weighs all of them. One case again:
`THIDUA_CASES=1 THIDUA_FIRST_CASE=4711 pytest tests/unit/awards/test_differential.py`.
"""

import os
from collections import Counter
from datetime import date, timedelta
from itertools import groupby
from random import Random

from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Key, event_for, is_flagged, key_of
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.touching import touched_by
from services.awards.domain.verdicts import news
from shared.core.envelope import Fact, encode_fact, position_of
from shared.core.log import Commit
from shared.rules.stated import Stated, stated
from tests.examples import CAMPAIGN
from tests.unit.awards.any_history import STATEMENTS, SUBJECTS, Said, accepted
from tests.unit.awards.any_rules import any_rules
from tests.unit.awards.recounting import History, verdicts
from tests.unit.awards.second_opinion import SecondCel

CASES = int(os.environ.get("THIDUA_CASES", "600"))
FIRST_CASE = int(os.environ.get("THIDUA_FIRST_CASE", "0"))
WEIGHED_AT_ONCE = 0.7
FIRST_DAY, DAYS = date(2024, 9, 30), 460  # from a little before the campaign to a little after


def test_what_is_kept_up_is_what_the_log_says_counted_anew_and_what_another_cel_says() -> None:
    second, seen = SecondCel(), Counter[str]()

    for case in range(FIRST_CASE, FIRST_CASE + CASES):
        random = Random(case)
        commits = committed(random, accepted(said(random), rules=any_rules(random)))
        flags = kept_up(random, commits)
        history = History(
            [
                (position_of(commit.number, place), fact)
                for commit in commits
                for place, fact in enumerate(commit.facts())
            ]
        )

        for subject in SUBJECTS:
            kept = {
                card: (one.verdict, one.rule_set, one.outcomes)
                for (*who, card), one in flags.items()
                if tuple(who) == subject and is_flagged(one)
            }
            assert kept == verdicts(history, subject), (case, subject)
            assert kept == verdicts(history, subject, weigh=second.weigh), (case, subject)
            seen.update(verdict for verdict, _, _ in kept.values())

    assert CASES < 100 or seen.keys() == {"CANDIDATE", "NEEDS_REVIEW", "HELD", "DUPLICATE"}, seen


def said(random: Random) -> list[Said]:
    """What somebody tries to state, each as it happened on one day and was recorded on another."""
    return [(random.choice(STATEMENTS), _day(random), _day(random)) for _ in range(random.randint(10, 60))]


def committed(random: Random, facts: list[Fact]) -> list[Commit]:
    """The facts as they lie in the log, a few in each commit."""
    commits: list[Commit] = []
    for (campaign, owner), several in groupby(facts, key=lambda fact: (fact.campaign, fact.data.owner)):
        left = list(several)
        while left:
            most = random.randint(1, 12)
            some, left = left[:most], left[most:]
            payload = b"\n".join(map(encode_fact, some))
            commits.append(Commit(len(commits) + 1, campaign, owner, f"commit-{len(commits)}", payload))
    return commits


def kept_up(random: Random, commits: list[Commit]) -> dict[Key, Stated]:
    """What is stated last, when after each commit, or each few, whom they speak of is weighed."""
    registry = RegistryFacts()
    facts = CampaignFacts(registry)
    flags: dict[Key, Stated] = {}
    waiting: dict[Subject, None] = {}
    for commit in commits:
        waiting |= dict.fromkeys(touch.subject for touch in touched_by(commit, registry, {CAMPAIGN: facts}))
        if commit is commits[-1] or random.random() < WEIGHED_AT_ONCE:
            for flag in (flag for subject in waiting for flag in news(facts, subject, flags)):
                assert type(flag) is event_for(flags.get(key_of(flag)), stated(flag))
                flags[key_of(flag)] = stated(flag)
            waiting.clear()
    return flags


def _day(random: Random) -> str:
    return (FIRST_DAY + timedelta(days=random.randrange(DAYS))).isoformat()
