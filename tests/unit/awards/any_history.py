"""Histories of a small campaign in any order: what may be said, on which days, and what tracking lets into the log."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeAlias

from msgspec.structs import replace

from services.awards.domain.tallies import Subject
from services.tracking.domain.registry import RegistryDecider
from services.tracking.domain.registry_state import RegistryState
from shared.core import events
from shared.core.definition import Card, InForce, Node
from shared.core.envelope import Fact
from shared.core.events import REGISTRY_THINGS, Data, RuleSetPublished
from shared.core.journal import Journal
from shared.core.values import ActivityKind
from tests import examples as ex
from tests.unit.awards.proposing import Proposing, statements
from tests.unit.tracking.telling import ACCEPTED, Story
from tests.unit.tracking.telling import given as given_campaign

Said: TypeAlias = tuple[Data, str, str]  # what, the day it happened, and the day it was recorded
KINDS: tuple[ActivityKind, ...] = ("inspection_conducted", "initiative")
CHIEF = replace(ex.LAN, person_id="ct-mai-chau", unit_id="huyen-mai-chau")
DONOR = events.Donor("INDIVIDUAL", "nha-hao-tam-01", sealed="v1.sealed")
SUBJECTS: list[Subject] = [
    *(Subject("COLLECTIVE", unit.id) for unit in ex.UNITS),
    *(Subject("INDIVIDUAL", person) for person in ("cb-lan", "ct-mai-chau", "nha-hao-tam-01")),
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


def _rule_set(rule_set_id: str, in_force: InForce) -> RuleSetPublished:
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
    return RuleSetPublished(id=rule_set_id, in_force=in_force, legal_basis=("Mẫu",), cards=cards)


# The new rules take over from the old ones, and those that somebody may publish meanwhile do so for some weeks.
RULES = (_rule_set("old", InForce("2024-01-01")), _rule_set("new", InForce("2025-07-01")))
MEANWHILE = _rule_set("meanwhile", InForce("2025-03-01", "2025-05-31"))


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
    yield MEANWHILE


STATEMENTS = list(_statements())
DAYS = ("2024-09-30", "2025-02-28", "2025-03-09", "2025-06-30", "2025-07-01")


def accepted(said: Sequence[Said], *, rules: Sequence[RuleSetPublished] = RULES) -> list[Fact]:
    """What tracking's own rules let into the log, as it happened on one day and was recorded on another."""
    campaign, registry = given_campaign(*rules), Story(RegistryState(Journal()), RegistryDecider())
    registry.given(*ex.REGISTRY_FACTS)
    facts = [ex.fact(data) for data in (*ex.REGISTRY_FACTS, CHIEF, ex.LAUNCHED, *rules)]
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
