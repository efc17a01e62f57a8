"""The facts of one campaign as its rules weigh them, kept up incrementally, per subject. It knows no verdict."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias, TypeVar, get_args

from services.awards.domain.activities import AboutActivity, Activities
from services.awards.domain.days import day_named, day_of, due_day
from services.awards.domain.procedure import ABOUT, AboutProcedure, Procedure
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Standing, Subject
from shared.core import events
from shared.core.definition import Campaign, RuleSet
from shared.core.envelope import Fact
from shared.core.events import Data
from shared.core.index import Index, hash64
from shared.core.values import Award, UnitId
from shared.rules.functions import HOUSE_STATES

D = TypeVar("D", bound=Data)
Touched: TypeAlias = Collection[Subject]
Take: TypeAlias = Callable[[Data, Fact, int], Touched]
AboutHousehold: TypeAlias = (
    events.HouseholdIdentified
    | events.HouseholdApproved
    | events.HouseholdWithdrew
    | events.HouseStarted
    | events.HouseCompleted
    | events.HouseChecked
    | events.HouseHandedOver
)

NOBODY: Final[Touched] = ()
_STATE_BITS: Final = len(HOUSE_STATES)
_STATE_OF: Final[dict[type[AboutHousehold], str]] = {
    events.HouseholdIdentified: "identified",
    events.HouseholdApproved: "approved",
    events.HouseholdWithdrew: "withdrew",
    events.HouseStarted: "started",
    events.HouseCompleted: "completed",
    events.HouseChecked: "quality_passed",
    events.HouseHandedOver: "handed_over",
}


def taken(cls: type[D], take: Callable[[D, Fact, int], Touched]) -> tuple[type[Data], Take]:
    """What takes facts of one type; that it takes this very class is checked here, where it is written down."""
    return cls, take  # type: ignore[return-value]  # looked up by this class, so never given another


class _Payment(NamedTuple):
    subject: Subject
    position: int
    day: int


class CampaignFacts:
    """One campaign, and the registry beside it.

    What a unit does and receives is its own. Its houses, reports and findings are kept apart as its duties: they are
    weighed for the unit, and for whoever leads it.
    """

    def __init__(self, registry: RegistryFacts) -> None:
        self.registry = registry
        self.campaign: Campaign | None = None
        self.rule_sets: list[RuleSet] = []
        self.closed = False
        self.first_day = self._last_day = 0
        self._zone = "UTC"
        self._units: dict[UnitId, Subject] = {}
        self._works: dict[Subject, Standing] = {}
        self._duties: dict[UnitId, Standing] = {}
        self._activities = Activities(self._work_of)
        self._procedure = Procedure()
        self._unit_numbers: dict[UnitId, int] = {}
        self._unit_ids: list[UnitId] = []
        self._homes = Index()  # the unit's number, and a bit for each state that was reached
        self._payments: dict[str, _Payment] = {}
        self._targets: dict[str, UnitId] = {}
        self._findings: dict[str, tuple[UnitId, int]] = {}
        self._takes: Final[dict[type[Data], Take]] = dict(
            (
                taken(events.CampaignLaunched, self._defined),
                taken(events.CampaignAmended, self._defined),
                taken(events.CampaignClosed, self._closed),
                taken(events.RuleSetPublished, self._published),
                *(taken(cls, self._activity) for cls in get_args(AboutActivity)),
                *(taken(cls, self._household) for cls in _STATE_OF),
                taken(events.ContributionReceived, self._received),
                taken(events.FundsDisbursed, self._disbursed),
                taken(events.FundsReversed, self._reversed),
                taken(events.ReportSubmitted, self._reported),
                taken(events.InspectionConducted, self._inspected),
                taken(events.FindingRaised, self._raised),
                taken(events.FindingClosed, self._settled),
                *(taken(cls, self._proceeded) for cls in ABOUT),
            )
        )

    def fold(self, fact: Fact, position: int) -> Touched:
        """Take the next fact of the campaign; the subjects of which it may change what is said."""
        take = self._takes.get(type(fact.data))
        return NOBODY if take is None or self.closed else take(fact.data, fact, position)

    def touched(self, subjects: Touched) -> Iterator[Subject]:
        """Those of whom the registry said something that are subjects of this campaign."""
        return (subject for subject in subjects if self._is_subject(subject) and not self.closed)

    def work_of(self, subject: Subject) -> Standing:
        """What a subject did, received or gave."""
        return self._works.get(subject, _NO_STANDING)

    def duties_of(self, unit_id: UnitId) -> Standing:
        """The houses, reports and findings of a unit."""
        return self._duties.get(unit_id, _NO_STANDING)

    def duties_weighed_for(self, subject: Subject) -> UnitId | None:
        """Whose houses, reports and findings are weighed for a subject: its own, or those of the unit it leads."""
        if subject.kind == "COLLECTIVE":
            return subject.id
        post = self.registry.post(subject.id)
        return post.unit_id if post is not None and post.leads else None

    def spoken_of(self, subject: Subject) -> int | None:
        """The day of which a flag on a subject speaks, or None if nothing is weighed for it yet."""
        unit_id = self.duties_weighed_for(subject)
        day = max(self.work_of(subject).latest, self.duties_of(unit_id).latest if unit_id else 0)
        if day < self.registry.counts_from(subject):
            day = 0
        registered = self.registry.latest(subject)
        if registered is not None:
            day = max(day, day_of(registered, self._zone))
        return self.within(day) if day else None

    def within(self, day: int) -> int:
        """The day itself, or the day of the campaign that is next to it."""
        return min(max(day, self.first_day), self._last_day)

    def received(self, subject: Subject) -> Mapping[Award, int]:
        """The awards for which a subject's dossier was received, with the day: flags for these speak of that day."""
        return self._procedure.received(subject)

    def is_held(self, subject: Subject) -> bool:
        """Whether nothing may be proposed for or given to a subject now."""
        return self._procedure.is_held(subject, self.registry)

    def taken_for(self, achievement_key: str, subject: Subject) -> Award | None:
        """The award for which an achievement is proposed, or which it was given, or None."""
        return self._procedure.taken_for(achievement_key, subject)

    def everyone(self) -> Touched:
        """Everybody who may be a subject of this campaign, in order."""
        members = (Subject("INDIVIDUAL", person) for unit in self._units for person in self.registry.members(unit))
        individuals = (subject for subject in self._works if subject.kind == "INDIVIDUAL")
        return dict.fromkeys((*self._units.values(), *members, *individuals))

    # --- the campaign's own facts

    def _defined(self, data: events.CampaignLaunched | events.CampaignAmended, _fact: Fact, _position: int) -> Touched:
        self.campaign, self._zone = data, data.time_zone
        self.first_day, self._last_day = day_named(data.starts_on), day_named(data.ends_on)
        self._units = {unit.id: Subject("COLLECTIVE", unit.id) for unit in data.units}
        return self.everyone()

    def _closed(self, _data: events.CampaignClosed, _fact: Fact, _position: int) -> Touched:
        self.closed = True
        return NOBODY

    def _published(self, data: events.RuleSetPublished, _fact: Fact, _position: int) -> Touched:
        self.rule_sets.append(data)
        return self.everyone()

    def _is_subject(self, subject: Subject) -> bool:
        if subject.kind == "COLLECTIVE":
            return self._takes_part(subject.id)
        post = self.registry.post(subject.id)
        return subject in self._works or (post is not None and self._takes_part(post.unit_id))

    def _takes_part(self, unit_id: UnitId) -> bool:
        """By the definition, or in the place of a unit that does."""
        return unit_id in self._units or not self.registry.lineage.ancestors(unit_id).isdisjoint(self._units)

    def _proceeded(self, data: AboutProcedure, _fact: Fact, position: int) -> Touched:
        return [subject for subject in self._procedure.fold(data, position) if self._is_subject(subject)]

    # --- what units and persons do and give

    def _activity(self, data: AboutActivity, fact: Fact, position: int) -> Touched:
        return self._activities.fold(data, position, self._day(fact))

    def _received(self, data: events.ContributionReceived, fact: Fact, position: int) -> Touched:
        if not data.money_vnd:
            return NOBODY
        touched = [Subject("COLLECTIVE", data.unit_id)]
        if data.donor.kind == "INDIVIDUAL":
            touched.append(Subject("INDIVIDUAL", data.donor.id))
        for subject in touched:
            standing = self._work_of(subject)
            standing.add(("funds", "received_vnd"), position, self._day(fact), data.money_vnd)
            standing.date(self._day(fact))
        return touched

    def _disbursed(self, data: events.FundsDisbursed, fact: Fact, position: int) -> Touched:
        home = self._homes.get(hash64(data.household_id))
        if home is None:
            return NOBODY
        subject, day = Subject("COLLECTIVE", self._unit_ids[home >> _STATE_BITS]), self._day(fact)
        self._payments[data.disbursement_id] = _Payment(subject, position, day)
        standing = self._work_of(subject)
        standing.add(("funds", "disbursed_vnd"), position, day, data.amount_vnd)
        standing.date(day)
        return (subject,)

    def _reversed(self, data: events.FundsReversed, _fact: Fact, _position: int) -> Touched:
        """A payment taken back counts no more, as a withdrawn activity does."""
        paid = self._payments.pop(data.disbursement_id, None)
        if paid is None:
            return NOBODY
        standing = self._work_of(paid.subject)
        standing.remove(("funds", "disbursed_vnd"), paid.position)
        standing.undate(paid.day)
        return (paid.subject,)

    # --- the duties of units

    def _household(self, data: AboutHousehold, fact: Fact, position: int) -> Touched:
        state, key = _STATE_OF[type(data)], hash64(data.household_id)
        home = self._homes.get(key)
        if home is None and isinstance(data, events.HouseholdIdentified):
            home = self._unit_number(data.unit_id) << _STATE_BITS
        bit = 1 << HOUSE_STATES.index(state)
        failed = isinstance(data, events.HouseChecked) and not data.passed
        if home is None or home & bit or failed:
            return NOBODY
        self._homes.put(key, home | bit)
        unit_id = self._unit_ids[home >> _STATE_BITS]
        self._duty_of(unit_id).add(("houses", state), position, self._day(fact))
        return self._dutiful(unit_id, fact)

    def _reported(self, data: events.ReportSubmitted, fact: Fact, position: int) -> Touched:
        reporting = self.campaign.reporting if self.campaign else None
        if reporting is None:
            return NOBODY
        on_time = day_of(fact.recordedat, self._zone) <= due_day(data.period, reporting.due_days)
        self._duty_of(data.unit_id).add(("report_on_time_ratio", ""), position, self._day(fact), on_time)
        return self._dutiful(data.unit_id, fact)

    def _inspected(self, data: events.InspectionConducted, _fact: Fact, _position: int) -> Touched:
        self._targets[data.inspection_id] = data.target_unit_id
        return NOBODY

    def _raised(self, data: events.FindingRaised, fact: Fact, position: int) -> Touched:
        unit_id = self._targets.get(data.inspection_id)
        if unit_id is None:
            return NOBODY
        self._findings[data.finding_id] = unit_id, position
        self._duty_of(unit_id).add(("findings_open", ""), position, self._day(fact))
        return self._dutiful(unit_id, fact)

    def _settled(self, data: events.FindingClosed, fact: Fact, _position: int) -> Touched:
        found = self._findings.pop(data.finding_id, None)
        if found is None:
            return NOBODY
        unit_id, raised_at = found
        self._duty_of(unit_id).remove(("findings_open", ""), raised_at)
        return self._dutiful(unit_id, fact)

    def _dutiful(self, unit_id: UnitId, fact: Fact) -> Touched:
        """Date a fact about a unit's duties; the unit, if it takes part, and those who lead it."""
        self._duty_of(unit_id).date(self._day(fact))
        leaders = (Subject("INDIVIDUAL", person) for person in self.registry.leaders(unit_id))
        return [one for one in (Subject("COLLECTIVE", unit_id), *leaders) if self._is_subject(one)]

    # --- where it is kept

    def _day(self, fact: Fact) -> int:
        return day_of(fact.time, self._zone)

    def _work_of(self, subject: Subject) -> Standing:
        standing = self._works.get(subject)
        if standing is None:
            standing = self._works[subject] = Standing()
        return standing

    def _duty_of(self, unit_id: UnitId) -> Standing:
        standing = self._duties.get(unit_id)
        if standing is None:
            standing = self._duties[unit_id] = Standing()
        return standing

    def _unit_number(self, unit_id: UnitId) -> int:
        number = self._unit_numbers.get(unit_id)
        if number is None:
            number = self._unit_numbers[unit_id] = len(self._unit_ids)
            self._unit_ids.append(unit_id)
        return number


_NO_STANDING: Final = Standing()
