"""Whatever a campaign is told, kept up fact by fact or counted anew from all of it: answers and flags are the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.awards.domain.answers import Known
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Key, event_for, is_flagged, key_of
from services.awards.domain.honesty import judge
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.verdicts import news
from shared.adapters.memory import MemoryLog
from shared.core import events
from shared.core.envelope import Fact
from shared.core.events import REGISTRY_THINGS, Flag
from shared.core.log import Commit
from shared.rules.functions import HOUSE_STATES, Argument
from shared.rules.stated import Stated, stated
from shared.rules.weighing import outcomes
from tests import examples as ex
from tests.unit.awards.any_history import DAYS, KINDS, STATEMENTS, SUBJECTS, Said, accepted
from tests.unit.awards.proposing import statements
from tests.unit.awards.reacting import awards, flags_in, run, write
from tests.unit.awards.recounting import History, Recount, Told, verdicts

CLAUSES = ("III.1.b4", "III.1.b5")
CALLS: list[tuple[str, tuple[Argument, ...]]] = [
    *product(("count", "quantity", "verified"), ((kind,) for kind in KINDS)),
    *(("clause", (clause,)) for clause in CLAUSES),
    ("activities_total", ()),
    *(("houses", (state,)) for state in HOUSE_STATES),
    ("funds", ("received_vnd",)),
    ("funds", ("disbursed_vnd",)),
    ("report_on_time_ratio", ()),
    ("findings_open", ()),
    ("rated_at_least", ("GOOD", 1)),
    ("rated_at_least", ("COMPLETED", 2)),
    ("prior_award", ("PM_MERIT", ("MERIT", "MOVEMENT"))),
    ("is_leader", ()),
    ("campaign_day", ()),
    ("launch_level", ()),
]
histories = st.lists(
    st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=20, max_size=80
)


@settings(max_examples=150, deadline=None)
@given(histories)
def test_every_answer_kept_up_is_the_answer_counted_anew(said: list[Said]) -> None:
    registry = RegistryFacts()
    facts = CampaignFacts(registry)
    history: list[Told] = list(enumerate(accepted(said), start=1_000))

    for position, fact in history:
        (registry if fact.data.thing in REGISTRY_THINGS else facts).fold(fact, position)
        registry.fold_decision(fact, position)

    assert facts.campaign is not None
    sorted_out = History(history)
    for subject in SUBJECTS:
        recount = Recount(sorted_out, subject)
        day, counted = facts.spoken_of(subject), recount.day()
        assert day == (counted and counted.toordinal()), subject
        known = Known(facts, facts.campaign, subject, day or 1)
        for call in CALLS if day else ():
            answer, expected = known.ask(*call), recount.ask(*call)
            assert (answer.value, answer.evidence) == (expected.value, expected.evidence), (subject, call)
            assert answer.evidence_count == expected.evidence_count, (subject, call)


BUSY = [replace(ex.ACTIVITY, activity_id=f"HD-{number}", kind=kind) for number, kind in enumerate(KINDS * 2)]
PROCEEDINGS = [*statements([SUBJECTS[1], SUBJECTS[4]]), *BUSY, events.ActivityWithdrawn("HD-0", "Nhầm")]
proceedings = st.lists(
    st.tuples(st.sampled_from(PROCEEDINGS), st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=10, max_size=60
)


@settings(max_examples=150, deadline=None)
@given(proceedings)
def test_who_is_held_proposed_or_awarded_is_told_alike_kept_up_or_recounted(said: list[Said]) -> None:
    registry = RegistryFacts()
    facts = CampaignFacts(registry)
    history: list[Told] = list(enumerate(accepted([*((data, DAYS[2], DAYS[2]) for data in BUSY), *said]), start=1_000))

    for position, fact in history:
        (registry if fact.data.thing in REGISTRY_THINGS else facts).fold(fact, position)
        registry.fold_decision(fact, position)

    sorted_out = History(history)
    for subject in SUBJECTS:
        told = {
            flag.card: (flag.verdict, flag.rule_set, outcomes(flag.explanation)) for flag in news(facts, subject, {})
        }
        assert told == verdicts(sorted_out, subject), subject


@settings(max_examples=60, deadline=None)
@given(histories, st.integers(0, 2**32))
def test_flags_end_the_same_whatever_the_batches_the_redelivery_and_the_restarts(said: list[Said], seed: int) -> None:
    facts, random = accepted(said), Random(seed)

    async def deliver(log: MemoryLog) -> AsyncIterator[Sequence[Commit]]:
        async for commits in log.follow(after=0):
            again = random.randint(0, len(commits) - 1)
            yield commits[: again + 1]
            yield commits[random.randint(0, again) :]

    async def story() -> MemoryLog:
        log, left = MemoryLog(), list(facts)
        while left:
            async with awards(log, deliver=deliver) as service:
                for _ in range(random.randint(1, 5)):
                    left = await _write_some(log, left, random.randint(1, 12))
                    for _ in range(random.randint(0, 30)):
                        await asyncio.sleep(0)
                if not left or random.random() < 0.5:
                    await service.caught_up()
        return log

    log = run(story())

    assert_flags_are_right(log)
    assert judge(lambda: iter(log.commits)).differences == ()


def assert_flags_are_right(log: MemoryLog) -> None:
    """Each flag in the log was news when it was stated, and the last of each are what the whole history says."""
    flags: dict[Key, Stated] = {}
    for flag in flags_in(log):
        assert type(flag) is event_for(flags.get(key_of(flag)), stated(flag))
        flags[key_of(flag)] = stated(flag)
    told: list[Told] = [
        (commit.number * 1_000 + place, fact)
        for commit in log.commits
        for place, fact in enumerate(commit.facts())
        if not isinstance(fact.data, Flag | events.BonusCalculated)
    ]
    history = History(told)
    expected = {(*subject, card): said for subject in SUBJECTS for card, said in verdicts(history, subject).items()}
    fit = {key: one for key, one in flags.items() if is_flagged(one)}
    assert {key: (one.verdict, one.rule_set, one.outcomes) for key, one in fit.items()} == expected


async def _write_some(log: MemoryLog, facts: list[Fact], most: int) -> list[Fact]:
    """Commit the next few facts that belong to one campaign and owner, and return the rest."""
    some = facts[:most]
    belongs = [(fact.campaign, fact.data.owner) for fact in some]
    together = next((n for n, one in enumerate(belongs) if one != belongs[0]), len(some))
    if some:
        campaign, owner = belongs[0]
        await write(log, *some[:together], campaign=campaign, owner=owner)
    return facts[together:]
