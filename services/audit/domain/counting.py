"""Which facts stand behind a clause: what a rule asks of a subject, told from its facts alone and apart from awards.

A flag names the newest twenty positions behind a clause and says how many there are. This finds all of them, by a
second and smaller reckoning; where it comes to another number than the flag, the trail says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.audit.domain.naming import SUBJECTS, Thing
from shared.core import events
from shared.core.envelope import Fact
from shared.core.events import Explained
from shared.rules.expression import compiled
from shared.rules.functions import Argument

_HOUSE_STATES: Final[dict[type[events.Data], str]] = {
    events.HouseholdIdentified: "identified",
    events.HouseholdApproved: "approved",
    events.HouseholdWithdrew: "withdrew",
    events.HouseStarted: "started",
    events.HouseCompleted: "completed",
    events.HouseChecked: "quality_passed",
    events.HouseHandedOver: "handed_over",
}


@dataclass(slots=True)
class _Activity:
    position: int
    unit_id: str
    kind: str
    clause: str
    persons: tuple[events.Participant, ...]
    counts: bool = True
    verified_at: int = 0

    def is_of(self, subject: Thing) -> bool:
        if subject.kind == "unit":
            return self.unit_id == subject.id
        return any(person.person_id == subject.id for person in self.persons)


class Counting:
    """Folds the facts about one subject, and about the units it leads, in order."""

    def __init__(self, subject: Thing) -> None:
        self._subject = subject
        self._leads = subject.id if subject.kind == "unit" else ""
        self._activities: dict[str, _Activity] = {}
        self._homes: dict[str, str] = {}
        self._reached: dict[tuple[str, str, str], int] = {}  # unit, state, household
        self._received: list[int] = []
        self._payments: dict[str, tuple[str, int]] = {}
        self._reports: dict[str, tuple[str, int]] = {}
        self._targets: dict[str, str] = {}
        self._findings: dict[str, tuple[str, int]] = {}

    def take(self, fact: Fact, position: int) -> None:
        """Take the next fact; one that counts for nothing here changes nothing."""
        match fact.data:
            case events.ActivityRecorded() as data:
                self._activities[data.activity_id] = _Activity(
                    position, data.unit_id, data.kind, data.clause, data.persons
                )
            case events.ActivityCorrected() as data:
                self._correct(data)
            case events.ActivityVerified() as data:
                self._judge(data.activity_id, counts=True, verified_at=position)
            case events.ActivityDisputed() | events.ActivityWithdrawn() as data:
                self._judge(data.activity_id, counts=False, verified_at=0)
            case events.PersonAssigned() as data if self._subject == Thing("person", data.person_id):
                self._leads = data.unit_id if data.leader else ""
            case events.PersonTransferred() as data if self._subject == Thing("person", data.person_id):
                self._leads = ""
            case _:
                self._count(fact, position)

    def behind(self, leaf: Explained) -> tuple[int, ...]:
        """All positions behind a leaf of an explanation, as new as the newest that it names, by the facts taken."""
        named = set(leaf.evidence or ())
        if not named:
            return ()
        found = {
            position for asked in compiled(leaf.when).asked for position in self._asked(asked.function, asked.arguments)
        }
        return tuple(sorted(named | {position for position in found if position <= max(named)}))

    def _correct(self, data: events.ActivityCorrected) -> None:
        activity, changes = self._activities.get(data.activity_id), data.changes
        if activity is None:
            return
        activity.kind = changes.kind or activity.kind
        activity.clause = changes.clause or activity.clause
        activity.persons = activity.persons if changes.persons is None else changes.persons
        activity.verified_at = 0

    def _judge(self, activity_id: str, *, counts: bool, verified_at: int) -> None:
        activity = self._activities.get(activity_id)
        if activity is not None:
            activity.counts, activity.verified_at = counts, verified_at

    def _count(self, fact: Fact, position: int) -> None:
        match fact.data:
            case events.ContributionReceived() as data if data.money_vnd:
                donor = Thing(SUBJECTS.get(data.donor.kind, ""), data.donor.id)
                if self._subject in (donor, Thing("unit", data.unit_id)):
                    self._received.append(position)
            case events.FundsDisbursed() as data:
                self._payments[data.disbursement_id] = self._homes.get(data.household_id, ""), position
            case events.FundsReversed() as data:
                self._payments.pop(data.disbursement_id, None)
            case events.ReportSubmitted() as data:
                self._reports[data.report_id] = data.unit_id, position
            case events.InspectionConducted() as data:
                self._targets[data.inspection_id] = data.target_unit_id
            case events.FindingRaised() as data:
                self._findings[data.finding_id] = self._targets.get(data.inspection_id, ""), position
            case events.FindingClosed() as data:
                self._findings.pop(data.finding_id, None)
            case _:
                self._house(fact, position)

    def _house(self, fact: Fact, position: int) -> None:
        data, state = fact.data, _HOUSE_STATES.get(type(fact.data))
        if state is None or (isinstance(data, events.HouseChecked) and not data.passed):
            return
        if isinstance(data, events.HouseholdIdentified):
            self._homes.setdefault(data.household_id, data.unit_id)
        household_id: str = getattr(data, "household_id", "")
        unit_id = self._homes.get(household_id, "")
        self._reached.setdefault((unit_id, state, household_id), position)

    def _asked(self, function: str, arguments: tuple[Argument, ...]) -> Iterator[int]:
        """The positions that a function of a rule weighs; what a registry's chain of years weighs is named in full."""
        about = arguments[0] if arguments else ""
        match function:
            case "count" | "quantity":
                yield from (one.position for one in self._own() if one.kind == about)
            case "clause":
                yield from (one.position for one in self._own() if one.clause == about)
            case "activities_total":
                yield from (one.position for one in self._own())
            case "verified":
                yield from (one.verified_at for one in self._own() if one.kind == about and one.verified_at)
            case "houses":
                yield from (
                    at for (unit, state, _), at in self._reached.items() if (unit, state) == (self._leads, about)
                )
            case "funds" if about == "received_vnd":
                yield from self._received
            case "funds":
                yield from (at for unit, at in self._payments.values() if unit == self._subject.id)
            case "report_on_time_ratio":
                yield from (at for unit, at in self._reports.values() if unit == self._leads)
            case "findings_open":
                yield from (at for unit, at in self._findings.values() if unit == self._leads)
            case _:
                pass

    def _own(self) -> Iterator[_Activity]:
        return (one for one in self._activities.values() if one.counts and one.is_of(self._subject))
