"""Who is urged to see to a matter, and when: from what stands on a morning to the reminders that it calls for. Pure.

A matter comes before one tier after another as days pass (table `urging` of the law). It is brought before the highest
tier whose day has come, once; a tier whose day went by before anybody could be told is passed over.
"""

import operator
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from services.notify.domain.directory import Directory
from services.notify.domain.mark import Mark
from services.notify.domain.matter import Kind, Matter
from services.notify.domain.matters import OF_THE_UNIT, Matters
from shared.core.access import ROLES
from shared.core.events import ReminderEscalated
from shared.core.lineage import day_in_country
from shared.core.values import CampaignId, Date, Tier, UnitId
from shared.rules.law.law import URGED_ROLES, Law

UrgingTopic: TypeAlias = Literal[
    "report.due_soon",
    "report.due",
    "report.overdue",
    "report.consolidated",
    "review.held",
    "council.convened",
    "minutes.signed",
    "award.decided",
    "award.annulled",
    "obstacle.unanswered",
    "feedback.received",
    "feedback.overdue",
    "house.stuck",
    "goal.at_risk",
    "figure.fell",
    "nomination.figure_fell",
    "award.figure_fell",
    "dossier.step_due",
    "dossier.step_overdue",
]


class Step(NamedTuple):
    """A topic under which a matter comes before a tier."""

    topic: UrgingTopic
    tier: Tier

    @property
    def entry(self) -> str:
        """What the law's table calls it."""
        return f"{self.topic} {self.tier}"


class Reminder(NamedTuple):
    """What is to be stated, and the fact it rests on."""

    campaign: CampaignId
    data: ReminderEscalated
    rests_on: Mark


# Notices are for the hours in which offices work, and a matter that was settled last night is none any more.
MORNING: Final = timedelta(hours=7, minutes=30)
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)
SECRETARY: Final = "secretary"
AUTHORITY: Final = "authority"
# Whoever had a dossier before them, or decided on it, is told that its ground fell; nobody may be put in their place.
RELIED: Final[Mapping[Kind, tuple[str, ...]]] = {"nomination": (SECRETARY,), "award": (AUTHORITY, SECRETARY)}
# Papers of the office that go to the plan's recipients ("Nơi nhận"), as the law's table calls them.
SENT: Final[Mapping[Kind, str]] = {
    "consolidated": "REPORT",
    "review": "REVIEW",
    "minutes": "MINUTES",
    "decided": "DECISION",
    "annulled": "DECISION",
}
UPPER: Final[frozenset[Tier]] = frozenset({"ADMINISTRATION", "LEADERSHIP"})  # who they are, the law's table says
STEPS: Final[Mapping[Kind, tuple[Step, ...]]] = {
    "report": (
        Step("report.due_soon", "UNIT"),
        Step("report.due", "UNIT"),
        *(Step("report.overdue", tier) for tier in TIERS),
    ),
    "consolidated": (Step("report.consolidated", "LEADERSHIP"),),
    "review": (Step("review.held", "LEADERSHIP"),),
    "sitting": (Step("council.convened", "LEADERSHIP"),),
    "minutes": (Step("minutes.signed", "LEADERSHIP"),),
    "decided": (Step("award.decided", "LEADERSHIP"),),
    "annulled": (Step("award.annulled", "LEADERSHIP"),),
    "obstacle": (Step("obstacle.unanswered", "ADMINISTRATION"), Step("obstacle.unanswered", "LEADERSHIP")),
    "feedback": (
        Step("feedback.received", "ADMINISTRATION"),
        Step("feedback.overdue", "ADMINISTRATION"),
        Step("feedback.overdue", "LEADERSHIP"),
    ),
    "house": tuple(Step("house.stuck", tier) for tier in TIERS),
    "goal": (Step("goal.at_risk", "ADMINISTRATION"), Step("goal.at_risk", "LEADERSHIP")),
    "figure": (Step("figure.fell", "ADMINISTRATION"),),
    "nomination": (Step("nomination.figure_fell", "UNIT"),),
    "award": (Step("award.figure_fell", "LEADERSHIP"),),
    "dossier": (
        Step("dossier.step_due", "UNIT"),
        *(Step("dossier.step_overdue", tier) for tier in TIERS if tier != "HEAD"),
    ),
}
# Which field of the fact names a matter.
NAMED_BY: Final[Mapping[Kind, str]] = {
    "report": "period",
    "consolidated": "period",
    "review": "review_id",
    "sitting": "sitting_id",
    "minutes": "sitting_id",
    "decided": "decision_no",
    "annulled": "decision_no",
    "obstacle": "obstacle_id",
    "feedback": "feedback_id",
    "house": "household_id",
    "goal": "metric",
    "figure": "report_id",
    "nomination": "nomination_id",
    "award": "nomination_id",
    "dossier": "nomination_id",
}


def morning_of(now: datetime) -> Date:
    """The day in the country whose morning was the last to come."""
    return day_in_country(now - MORNING)


class Urging:
    """What one campaign has to see to and who was told of it: its matters, and the reminders that were stated."""

    def __init__(self) -> None:
        self.matters = Matters()
        self._told: set[str] = set()

    def stated(self, data: ReminderEscalated) -> None:
        """A reminder stands in the log."""
        self._told.add(data.reminder_id)

    def due(self, campaign: CampaignId, day: Date, *, directory: Directory) -> Iterator[Reminder]:
        """What is to be stated on the morning of a day; nothing on a day on which offices do not work."""
        law = self.matters.law
        if not law.is_working(day):
            return
        for found in self.matters.standing(day, directory.lineage):
            matter = found._replace(unit_id=found.unit_id or directory.unit_of(found.person_id) or "")
            step = reached(matter, day, law=law)
            if step is None or (reminder_id := reminder_id_of(campaign, matter, step)) in self._told:
                continue
            recipients = recipients_of(matter, step.tier, day, law=law, directory=directory)
            if matter.kind == "figure":
                recipients = tuple(
                    dict.fromkeys((*recipients, *relied_on(matter.unit_id, day, self.matters, directory)))
                )
            if recipients:
                yield Reminder(campaign, _data(reminder_id, matter, step, recipients), matter.rests_on)


def reached(matter: Matter, day: Date, *, law: Law) -> Step | None:
    """The last step of a matter whose day has come; None if none has."""
    return next((step for on, step in reversed(_days(law, matter.kind, matter.counted_from)) if on <= day), None)


@lru_cache(maxsize=4_096)  # what is counted from one day is reckoned once; a campaign has some hundred days
def _days(law: Law, kind: Kind, counted_from: Date) -> list[tuple[Date, Step]]:
    days = [(law.urged_on(step.entry, counted_from), step) for step in STEPS[kind]]
    # Sorting keeps the order of the table for what falls on one day.
    return sorted(((on, step) for on, step in days if on is not None), key=operator.itemgetter(0))


def reminder_id_of(campaign: CampaignId, matter: Matter, step: Step) -> str:
    """The name of a reminder: of a matter before a tier it is always the same, so that it is stated once."""
    marks = (campaign, step.topic, step.tier, matter.unit_id, matter.thing, matter.counted_from)
    of_dossier = (matter.step,) if matter.step else ()
    return sha256(" ".join((*marks, str(matter.rests_on.position), *of_dossier)).encode()).hexdigest()[:32]


def recipients_of(matter: Matter, tier: Tier, day: Date, *, law: Law, directory: Directory) -> tuple[str, ...]:
    """Who a tier is on a day: units, persons and roles; nobody where a unit has ended and none goes on.

    A head is told beside the unit, for only units have an address. Most steps of a dossier are the secretary's.
    """
    if matter.kind in RELIED:
        return RELIED[matter.kind]
    if matter.kind == "sitting":  # members need not be persons of the registry
        return tuple(dict.fromkeys(one for one in matter.about if one not in ROLES))
    if matter.kind in SENT:
        their_units = (directory.unit_of(one) or one for one in matter.about)
        named_all = (*law.recipients(SENT[matter.kind], day), *matter.about, *their_units)
        held = (one if one in URGED_ROLES else directory.holder(one, day) for one in named_all)
        return tuple(dict.fromkeys(one for one in held if one is not None and (one in URGED_ROLES or one not in ROLES)))
    if tier == "UNIT" and matter.step is not None and matter.step not in OF_THE_UNIT:
        return (SECRETARY,)
    if tier == "ADMINISTRATION" and matter.kind == "feedback":  # a unit may read nothing of it
        return (SECRETARY,)
    named = matter.unit_id
    if tier in UPPER:
        named = law.urged(tier, day)
        if named in URGED_ROLES:
            return (named,)
    holder = directory.holder(named, day) if named else None
    if holder is None or holder in ROLES:  # a role's name is no one else's
        return ()
    return (holder, *directory.heads(holder)) if tier == "HEAD" else (holder,)


def relied_on(unit_id: UnitId, day: Date, matters: Matters, directory: Directory) -> Iterator[UnitId]:
    """Who went by what a unit reported: those above it, whose sums it was in; of one that ended, who holds its work."""
    parents = {unit.id: unit.parent for unit in matters.definition.units} if matters.definition else {}
    above: dict[UnitId, None] = {}
    while (unit_id := parents.get(unit_id, "") or directory.parent(unit_id)) and unit_id not in above:
        above[unit_id] = None
        holder = directory.holder(unit_id, day)
        if holder is not None and holder not in ROLES:
            yield holder


def _data(reminder_id: str, matter: Matter, step: Step, recipients: tuple[str, ...]) -> ReminderEscalated:
    return ReminderEscalated(
        **({"decision_no": matter.decision_no} | {NAMED_BY[matter.kind]: matter.thing}),
        reminder_id=reminder_id,
        topic=step.topic,
        level=step.tier,
        unit_id=matter.unit_id,
        due_on=matter.counted_from,
        recipients=recipients,
        figures=matter.figures,
        step=matter.step or "",
        **{name: told for name, told in matter.told_in._asdict().items() if told},
        cause=str(matter.rests_on.position),
    )
