"""What rules ask, counted anew from the whole history in the plainest way: the oracle that awards is held against."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import fsum
from operator import attrgetter
from typing import Generic, NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.definition import Node
from shared.core.envelope import Fact
from shared.core.events import Explained
from shared.core.values import Outcome
from shared.rules.functions import Answer, Argument, Facts, Value
from shared.rules.weighing import outcomes, weigh

D = TypeVar("D", bound=events.Data)
Told: TypeAlias = tuple[int, Fact]
Found: TypeAlias = tuple[Value | None, list[int]]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEST_FIRST = ("EXCELLENT", "GOOD", "COMPLETED", "NOT_COMPLETED")
STEPS: dict[str, type[events.Data]] = {
    "identified": events.HouseholdIdentified,
    "approved": events.HouseholdApproved,
    "withdrew": events.HouseholdWithdrew,
    "started": events.HouseStarted,
    "completed": events.HouseCompleted,
    "quality_passed": events.HouseChecked,
    "handed_over": events.HouseHandedOver,
}


@dataclass
class Deed:
    """An activity as it stands after a history."""

    recorded: events.ActivityRecorded
    position: int
    said_on: list[date]
    state: str = "recorded"
    verified: tuple[int, date] = (0, date.min)
    changes: dict[str, object] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return self.state in ("recorded", "verified")

    def now(self, name: str) -> object:
        return self.changes.get(name, getattr(self.recorded, name))

    def names(self, subject: Subject) -> bool:
        if subject.kind == "COLLECTIVE":
            return self.recorded.unit_id == subject.id
        persons = self.now("persons")
        assert isinstance(persons, tuple)
        return subject.id in {person.person_id for person in persons}


def day_of(time: str) -> date:
    return datetime.fromisoformat(time).astimezone(ZONE).date()


def deeds(history: list[Told]) -> list[Deed]:
    found: dict[str, Deed] = {}
    for position, fact in history:
        match fact.data:
            case events.ActivityRecorded() as data:
                found[data.activity_id] = Deed(data, position, [day_of(fact.time)])
            case events.ActivityCorrected() as data:
                deed = found[data.activity_id]
                changed = {name: getattr(data.changes, name) for name in ("clause", "kind", "quantity", "persons")}
                deed.changes |= {name: value for name, value in changed.items() if value not in ("", None)}
                deed.state = "recorded" if deed.state == "verified" else deed.state
                deed.said_on.append(day_of(fact.time))
            case events.ActivityVerified() as data:
                found[data.activity_id].state = "verified"
                found[data.activity_id].verified = position, day_of(fact.time)
            case events.ActivityDisputed() as data:
                found[data.activity_id].state = "disputed"
            case events.ActivityWithdrawn() as data:
                found[data.activity_id].state = "withdrawn"
            case _:
                pass
    return list(found.values())


class Heard(NamedTuple, Generic[D]):
    """A fact of one type."""

    position: int
    fact: Fact
    data: D


class History:
    """All that was told, sorted out once for all subjects."""

    def __init__(self, told: list[Told]) -> None:
        self.facts = dict(told)
        self.deeds = deeds(told)
        self._by_type: dict[type[events.Data], list[int]] = defaultdict(list)
        for position, fact in told:
            self._by_type[type(fact.data)].append(position)

    def heard(self, cls: type[D]) -> list[Heard[D]]:
        facts = ((position, self.facts[position]) for position in self._by_type[cls])
        return [Heard(position, fact, fact.data) for position, fact in facts if isinstance(fact.data, cls)]


class Recount:
    """One subject after a history; a port of the rules."""

    def __init__(self, history: History, subject: Subject) -> None:
        self.history, self.subject = history, subject
        self.campaign = history.heard(events.CampaignLaunched)[0].data
        ended = [date.fromisoformat(one.data.ended_on) for one in self._own(events.DisciplineEnded)]
        self.since = max(ended, default=date.min)
        self.all_deeds = [deed for deed in history.deeds if deed.counts and deed.names(subject)]
        self.deeds = [deed for deed in self.all_deeds if max(deed.said_on) >= self.since]
        self.homes = {one.data.household_id: one.data.unit_id for one in self.history.heard(events.HouseholdIdentified)}
        assigned = {one.position: one.data for one in history.heard(events.PersonAssigned)}
        transferred = {one.position: one.data for one in history.heard(events.PersonTransferred)}
        said = {at: post for at, post in (assigned | transferred).items() if post.person_id == subject.id}
        self.post = said[max(said)] if said else None
        self.led = subject.id if subject.kind == "COLLECTIVE" else None
        if isinstance(self.post, events.PersonAssigned) and self.post.leader:
            self.led = self.post.unit_id
        self.days = self._days()
        self.speaks_of: date | None = None  # once a dossier is received

    def day(self) -> date | None:
        """The day of which a flag speaks."""
        if self.speaks_of is not None:
            return self.speaks_of
        first, last = date.fromisoformat(self.campaign.starts_on), date.fromisoformat(self.campaign.ends_on)
        return min(max(*self.days, first), last) if self.days else None

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        value, found = self._answer(function, arguments)
        evidence = sorted(found)
        return Answer(value, tuple(evidence[-20:]), len(evidence))

    def _answer(self, function: str, arguments: tuple[Argument, ...]) -> Found:
        match function, arguments:
            case "count" | "quantity" | "verified" | "clause" | "activities_total", _:
                return self._activities(function, arguments)
            case "funds", ("received_vnd",):
                return sum(one.data.money_vnd for one in self._gifts()), _positions(self._gifts())
            case "funds", _ if self.subject.kind == "INDIVIDUAL":
                return None, []
            case "funds", _:
                return sum(one.data.amount_vnd for one in self._payments()), _positions(self._payments())
            case "is_leader", _:
                return (self.post.leader if isinstance(self.post, events.PersonAssigned) else None), []
            case "rated_at_least", (rating, int(years)):
                return self._rated(str(rating), years)
            case "prior_award", (form, tuple(types)):
                found = [a for a in self._prior() if a.data.form == form and a.data.commendation_type in types]
                here = [a for a in self._decided() if a.data.award == form and "MOVEMENT" in types]
                return bool(found or here), [*_positions(found), *_positions(here)]
            case "campaign_day", _:
                day = self.day()
                assert day is not None
                return (day - date.fromisoformat(self.campaign.starts_on)).days + 1, []
            case "launch_level", _:
                return self.campaign.launch_level, []
            case _ if self.led is None:
                return None, []
            case "houses", (state,):
                return len(self._homes_at(str(state))), self._homes_at(str(state))
            case "findings_open", _:
                ended = {one.data.finding_id for one in self._closings()}
                still = [one for one in self._findings() if one.data.finding_id not in ended]
                return len(still), _positions(still)
            case _:
                on_time = [day_of(one.fact.recordedat) <= due(one.data.period) for one in self._reports()]
                return (sum(on_time) / len(on_time) if on_time else None), _positions(self._reports())

    def _activities(self, function: str, arguments: tuple[Argument, ...]) -> Found:
        if function == "activities_total":
            return len(self.deeds), [deed.position for deed in self.deeds]
        name = "clause" if function == "clause" else "kind"
        found = [deed for deed in self.deeds if deed.now(name) == arguments[0]]
        if function == "verified":
            verified = [deed.verified[0] for deed in found if deed.state == "verified"]
            return len(verified), verified
        positions = [deed.position for deed in found]
        if function == "quantity":
            return fsum(float(str(deed.now("quantity"))) for deed in found), positions
        return len(found), positions

    def _rated(self, rating: str, years: int) -> Found:
        day = self.day()
        assert day is not None
        by_year = {one.data.year: one for one in self._ratings()}
        chain = [by_year.get(year) for year in range(day.year - years, day.year)]
        known = [one for one in chain if one is not None]
        if any(BEST_FIRST.index(one.data.rating) > BEST_FIRST.index(rating) for one in known):
            return False, _positions(known)
        return (None if None in chain else True), _positions(known)

    # --- facts

    def _own(self, cls: type[D]) -> list[Heard[D]]:
        heard = self.history.heard(cls)
        who = attrgetter("subject_kind", "subject_id")
        return [one for one in heard if who(one.data) == self.subject]

    def _after(self, heard: list[Heard[D]]) -> list[Heard[D]]:
        """Those that happened after the end of a discipline."""
        return [one for one in heard if day_of(one.fact.time) >= self.since]

    def _ratings(self) -> list[Heard[events.RatingRecorded]]:
        return self._own(events.RatingRecorded)

    def _prior(self) -> list[Heard[events.PriorAwardRecorded]]:
        return self._own(events.PriorAwardRecorded)

    def _decided(self) -> list[Heard[events.AwardDecided]]:
        gone = {one.data.decision_no for one in self._own(events.AwardAnnulled)}
        heard = self.history.heard(events.AwardDecided)
        mine = [one for one in heard if self.subject in {(s.subject_kind, s.subject_id) for s in one.data.subjects}]
        return [one for one in mine if one.data.decision_no not in gone]

    def _proposed(self) -> events.NominationOpened | None:
        """The nomination that is neither withdrawn, declined nor annulled."""
        over = {one.data.nomination_id for one in self.history.heard(events.NominationWithdrawn)}
        over |= {one.data.nomination_id for one in self.history.heard(events.AwardDeclined)}
        annulled = {one.data.decision_no for one in self._own(events.AwardAnnulled)}
        for one in self.history.heard(events.AwardDecided):
            if one.data.decision_no in annulled:
                over |= {s.nomination_id for s in one.data.subjects if (s.subject_kind, s.subject_id) == self.subject}
        found = [one.data for one in self._own(events.NominationOpened) if one.data.nomination_id not in over]
        return found[0] if found else None

    def received_for(self, award: str) -> date | None:
        """The day on which a dossier for an award was received, if it lies there."""
        proposed = self._proposed()
        if proposed is None or proposed.award != award:
            return None
        sent, back = self.history.heard(events.NominationSubmitted), self.history.heard(events.NominationReturned)
        came = [one for one in sent if one.data.nomination_id == proposed.nomination_id]
        went = [one.position for one in back if one.data.nomination_id == proposed.nomination_id]
        if not came or (went and went[-1] > came[-1].position):
            return None
        return date.fromisoformat(came[-1].data.received_on)

    def stands(self, award: str) -> str | None:
        """What stands against a card for an award that is met: HELD, DUPLICATE or nothing."""
        placed, lifted = self._own(events.HoldPlaced), self._own(events.HoldLifted)
        recorded = {one.data.decision_no for one in self._own(events.DisciplineRecorded)}
        ended = self._own(events.DisciplineEnded)
        open_hold = placed and (not lifted or placed[-1].position > lifted[-1].position)
        wrong = [one for one in lifted if one.data.conclusion == "WRONGDOING"]
        blamed = wrong and wrong[-1] == lifted[-1] and not any(one.position > wrong[-1].position for one in ended)
        if open_hold or blamed or recorded - {one.data.decision_no for one in ended}:
            return "HELD"
        proposed = self._proposed()
        return "DUPLICATE" if proposed is not None and proposed.award != award else None

    def _gifts(self) -> list[Heard[events.ContributionReceived]]:
        gifts = [one for one in self.history.heard(events.ContributionReceived) if one.data.money_vnd]
        gifts = self._after(gifts)
        if self.subject.kind == "COLLECTIVE":
            return [one for one in gifts if one.data.unit_id == self.subject.id]
        return [one for one in gifts if (one.data.donor.kind, one.data.donor.id) == self.subject]

    def _payments(self) -> list[Heard[events.FundsDisbursed]]:
        back = {one.data.disbursement_id for one in self.history.heard(events.FundsReversed)}
        paid = [one for one in self.history.heard(events.FundsDisbursed) if one.data.disbursement_id not in back]
        return self._after([one for one in paid if self.homes[one.data.household_id] == self.subject.id])

    def _homes_at(self, state: str) -> list[int]:
        reached = [one for one in self._after(self.history.heard(STEPS[state])) if getattr(one.data, "passed", True)]
        return [one.position for one in reached if self.homes[getattr(one.data, "household_id", "")] == self.led]

    def _findings(self) -> list[Heard[events.FindingRaised]]:
        targets = {
            one.data.inspection_id: one.data.target_unit_id for one in self.history.heard(events.InspectionConducted)
        }
        return [one for one in self.history.heard(events.FindingRaised) if targets[one.data.inspection_id] == self.led]

    def _closings(self) -> list[Heard[events.FindingClosed]]:
        raised = {one.data.finding_id for one in self._findings()}
        return [one for one in self.history.heard(events.FindingClosed) if one.data.finding_id in raised]

    def _reports(self) -> list[Heard[events.ReportSubmitted]]:
        return self._after([one for one in self.history.heard(events.ReportSubmitted) if one.data.unit_id == self.led])

    def _days(self) -> list[date]:
        days = [max(deed.said_on) for deed in self.deeds]
        days += [
            deed.verified[1] for deed in self.all_deeds if deed.state == "verified" and deed.verified[1] >= self.since
        ]
        counted = [*_positions(self._ratings()), *_positions(self._prior()), *_positions(self._gifts())]
        if self.subject.kind == "COLLECTIVE":
            counted += _positions(self._payments())
        if self.led is not None:
            counted += [position for state in STEPS for position in self._homes_at(state)]
            counted += _positions(self._reports())
            counted += _positions(self._after(self._findings()))
            counted += _positions(self._after(self._closings()))
        return [*days, *(day_of(self.history.facts[position].time) for position in counted)]


def due(period: str) -> date:
    """Five days after a month ends."""
    return (date.fromisoformat(f"{period}-01") + timedelta(days=32)).replace(day=1) + timedelta(days=4)


def verdicts(
    history: History, subject: Subject, *, weigh: Callable[[Node, Facts], Explained] = weigh
) -> dict[str, tuple[str, str, dict[str, Outcome]]]:
    """Verdict, rule set and outcomes of each card that is met or may be, from nothing but the history."""
    recount = Recount(history, subject)
    if recount.day() is None:
        return {}
    said = {}
    for award in {card.award for one in history.heard(events.RuleSetPublished) for card in one.data.cards}:
        recount.speaks_of = recount.received_for(award)
        rules = _in_force(history, recount)
        for card in rules.cards:
            if card.award != award or card.subject != subject.kind:
                continue
            weighed = weigh(card.require, recount)
            if weighed.outcome != "not_met":
                by_tree = "CANDIDATE" if weighed.outcome == "met" else "NEEDS_REVIEW"
                said[card.id] = (recount.stands(award) or by_tree, rules.id, outcomes(weighed))
    return said


def _in_force(history: History, recount: Recount) -> events.RuleSetPublished:
    day = recount.day()
    assert day is not None
    rule_sets = [one.data for one in history.heard(events.RuleSetPublished)]
    there = [r for r in rule_sets if r.in_force.from_ <= day.isoformat() <= (r.in_force.to or "9999-12-31")]
    last = max(r.in_force.from_ for r in there)
    (rules,) = (r for r in there if r.in_force.from_ == last)
    return rules


def _positions(heard: Sequence[Heard[D]]) -> list[int]:
    return [one.position for one in heard]
