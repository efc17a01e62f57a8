"""Whatever a campaign is told, kept up fact by fact or counted anew from all of it: answers and flags are the same."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.awards.domain.answers import Known
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.flags import Key, Stated, event_for, is_flagged, key_of, stated
from services.awards.domain.honesty import judge
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from services.awards.domain.verdicts import news
from services.tracking.domain.registry import RegistryDecider, RegistryState
from shared.adapters.memory import MemoryLog
from shared.core import events
from shared.core.definition import Card, InForce, Node
from shared.core.envelope import Fact
from shared.core.events import REGISTRY_THINGS, Data, Flag
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.values import ActivityKind
from shared.rules.functions import HOUSE_STATES, Argument
from shared.rules.weighing import outcomes
from tests import examples as ex
from tests.unit.awards.proposing import Proposing, statements
from tests.unit.awards.reacting import awards, flags_in, run, write
from tests.unit.awards.recounting import History, Recount, Told, verdicts
from tests.unit.tracking.telling import ACCEPTED, Story
from tests.unit.tracking.telling import given as given_campaign

KINDS: tuple[ActivityKind, ...] = ("inspection_conducted", "initiative")
CLAUSES = ("III.1.b4", "III.1.b5")
CHIEF = replace(ex.LAN, person_id="ct-mai-chau", unit_id="huyen-mai-chau")
DONOR = events.Donor("INDIVIDUAL", "nha-hao-tam-01", sealed="v1.sealed")
SUBJECTS: list[Subject] = [
    *(Subject("COLLECTIVE", unit.id) for unit in ex.UNITS),
    *(Subject("INDIVIDUAL", person) for person in ("cb-lan", "ct-mai-chau", "nha-hao-tam-01")),
]
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
WHENS = (
    "activities_total() >= 1",
    "count('initiative') >= 1 || verified('inspection_conducted') >= 1",
    "houses('completed') >= 1",
    "funds('received_vnd') >= 60000000",
    "rated_at_least('GOOD', 1)",
    "is_leader() || findings_open() == 0",
    "report_on_time_ratio() >= 0.5",
)


def _rule_set(rule_set_id: str, in_force: InForce) -> events.RuleSetPublished:
    parts = tuple(Node(id=f"leaf-{number}", when=when) for number, when in enumerate(WHENS))
    trees = {"SOME": Node(at_least=3, of=parts), "ALL": Node(all=parts[:5]), "ANY": Node(any=parts[2:])}
    cards = tuple(
        Card(
            id=f"{name}-{kind}",
            award="PM_MERIT" if name == "ALL" else "PROVINCE_MERIT",
            subject=kind,
            require=tree,
        )
        for kind in ("COLLECTIVE", "INDIVIDUAL")
        for name, tree in trees.items()
    )
    return events.RuleSetPublished(id=rule_set_id, in_force=in_force, legal_basis=("Mẫu",), cards=cards)


RULES = (_rule_set("old", InForce("2024-01-01", "2025-06-30")), _rule_set("new", InForce("2025-07-01")))


def _statements() -> Iterator[Data]:
    for number, kind, person in product(range(3), KINDS, ("cb-lan", "ct-mai-chau")):
        activity_id = f"HD-{number}"
        persons = (events.Participant(person),)
        yield replace(ex.ACTIVITY, activity_id=activity_id, kind=kind, persons=persons, quantity=0.1 + number)
        for changes in (events.ActivityChanges(kind=kind, quantity=0.7), events.ActivityChanges(persons=persons)):
            yield events.ActivityCorrected(activity_id, changes, "Đếm lại")
        yield events.ActivityVerified(activity_id)
        yield events.ActivityDisputed(activity_id, "Chưa rõ")
        yield events.ActivityWithdrawn(activity_id, "Nhầm")
    for _ in range(4):
        yield from (ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED, ex.STARTED, ex.COMPLETED, ex.CHECKED, ex.HANDED_OVER)
    yield from (replace(ex.CHECKED, passed=False), ex.DISBURSEMENT, ex.REVERSAL, ex.INSPECTION, ex.FINDING)
    yield from (ex.FINDING_CLOSED, ex.CONTRIBUTION, replace(ex.CONTRIBUTION, contribution_id="DG-2", donor=DONOR))
    yield from (ex.REPORT, replace(ex.REPORT, report_id="BC-2", period="2025-01"), ex.OBSTACLE)
    for subject, rating in product(SUBJECTS[1:6], ("GOOD", "COMPLETED")):
        yield events.RatingRecorded(subject.kind, subject.id, 2024, rating, f"QD-{rating}")  # type: ignore[arg-type]
    yield events.PriorAwardRecorded("COLLECTIVE", "hctc", "PM_MERIT", "MOVEMENT", "QD-9", "2023-01-01")
    yield from (CHIEF, replace(ex.LAN, leader=False), events.PersonTransferred("cb-lan", "thcb", "2025-02-01"))
    yield from statements([SUBJECTS[1], SUBJECTS[3], SUBJECTS[4]])


STATEMENTS = list(_statements())
DAYS = ("2024-09-30", "2025-02-28", "2025-03-09", "2025-06-30", "2025-07-01")
histories = st.lists(
    st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=20, max_size=80
)


def accepted(said: list[tuple[Data, str, str]]) -> list[Fact]:
    """What tracking's own rules let into the log, as it happened on one day and was recorded on another."""
    campaign, registry = given_campaign(*RULES), Story(RegistryState(Journal()), RegistryDecider())
    registry.given(*ex.REGISTRY_FACTS)
    facts = [ex.fact(data) for data in (*ex.REGISTRY_FACTS, CHIEF, ex.LAUNCHED, *RULES)]
    registry.given(CHIEF)
    campaign.state.registry.take(ex.fact(CHIEF), 999_999)
    proposing = Proposing()
    for data, happened, recorded in said:
        attributes = {"time": f"{happened}T12:00:00+07:00", "recorded_at": f"{recorded}T05:00:00.000Z"}
        story = registry if data.thing in REGISTRY_THINGS else campaign
        if data.owner == "awards":
            accepted = proposing.takes(data)
        else:
            accepted = story.when(data, **attributes).answer is ACCEPTED
        if accepted:
            facts.append(ex.fact(data, **attributes))
    return facts


@settings(max_examples=150, deadline=None)
@given(histories)
def test_every_answer_kept_up_is_the_answer_counted_anew(said: list[tuple[Data, str, str]]) -> None:
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
def test_who_is_held_proposed_or_awarded_is_told_alike_kept_up_or_recounted(said: list[tuple[Data, str, str]]) -> None:
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
def test_flags_end_the_same_whatever_the_batches_the_redelivery_and_the_restarts(
    said: list[tuple[Data, str, str]], seed: int
) -> None:
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
