"""The simulated province of Hòa Bình, reported to the reactor in order: its flags are what the whole history says."""

from collections import Counter

from services.awards.domain.flags import FIT, Key, event_for, key_of
from services.awards.domain.tallies import Subject
from shared.adapters.memory import MemoryLog
from shared.core import events
from shared.rules.definition import CampaignFile
from shared.rules.stated import Stated, stated
from tests.unit.awards.reacting import flags_in
from tests.unit.awards.recounting import History, Told, verdicts

SOME = 5  # every fifth person is counted anew: that is enough


def test_every_flag_was_news_and_the_last_ones_are_what_the_whole_history_says(
    province_file: CampaignFile, province: MemoryLog
) -> None:
    told: list[Told] = [
        (commit.number * 1_000 + place, fact)
        for commit in province.commits
        if commit.owner == "tracking"
        for place, fact in enumerate(commit.facts())
    ]
    units = [unit.id for unit in province_file.definition.campaign.units]

    flags: dict[Key, Stated] = {}
    for flag in flags_in(province):
        assert type(flag) is event_for(flags.get(key_of(flag)), stated(flag))
        flags[key_of(flag)] = stated(flag)

    fit = {key: (one.verdict, one.rule_set, one.outcomes) for key, one in flags.items() if one.verdict in FIT}
    history = History(told)
    people = sorted({fact.data.person_id for _, fact in told if isinstance(fact.data, events.PersonAssigned)})
    for subject in (
        *(Subject("COLLECTIVE", unit) for unit in units),
        *(Subject("INDIVIDUAL", person) for person in people[::SOME]),
    ):
        said = {card: one for (kind, subject_id, card), one in fit.items() if (kind, subject_id) == subject}
        assert said == verdicts(history, subject), subject


def test_divisions_and_persons_become_candidates_by_the_rules_of_both_halves_of_the_campaign(
    province: MemoryLog,
) -> None:
    flags = flags_in(province)

    candidates = Counter(flag.subject_kind for flag in flags if flag.verdict == "CANDIDATE")
    rule_sets = {flag.rule_set for flag in flags}

    assert candidates["COLLECTIVE"] >= 5
    assert candidates["INDIVIDUAL"] >= 5
    assert rule_sets == {"nd98-2023", "nd152-2025"}
