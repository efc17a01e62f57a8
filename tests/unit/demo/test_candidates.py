"""What the cards say of the simulated province at the end: candidates, reviews and near misses, each for its reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

import pytest

from deploy.demo.saying import VIETNAM
from shared.core import events, open_forms
from shared.core.values import Outcome, Rating
from shared.rules.definition import CampaignFile
from shared.rules.functions import Answer, Argument, Value
from shared.rules.weighing import leaves, weigh
from tests.unit.demo.folding import Home, Told, homes_of

RISING: tuple[str, ...] = ("NOT_COMPLETED", "COMPLETED", "GOOD", "EXCELLENT")
NAMES_OF_STEPS = {"passed": "quality_passed", "handed over": "handed_over"}


@dataclass
class Province:
    """What is known of every subject at the end, counted anew from the statements."""

    homes: dict[str, Home]
    activities: dict[str, events.ActivityRecorded] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    ratings: dict[tuple[str, int], Rating] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    on_time: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[str, str] = field(default_factory=dict)
    open_findings: dict[str, str] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)

    def hears(self, one: Told) -> None:
        """Take account of one statement."""
        match one.data:
            case events.ActivityRecorded() as activity:
                self.activities[activity.activity_id] = activity
            case events.ActivityVerified() as verified:
                self.verified.add(verified.activity_id)
            case events.ActivityWithdrawn() | events.ActivityDisputed() as out:
                del self.activities[out.activity_id]
            case events.RatingRecorded() as rated:
                self.ratings[rated.subject_id, rated.year] = rated.rating
            case open_forms.PersonAssignedOpen() as person:
                self.persons.add(person.person_id)
                if person.leader:
                    self.leads[person.person_id] = person.unit_id
            case events.ReportSubmitted() as report:
                month_end = (date.fromisoformat(f"{report.period}-01") + timedelta(days=32)).replace(day=1)
                self.on_time[report.unit_id].append(one.at.date() < month_end + timedelta(days=5))
            case events.InspectionConducted() as inspection:
                self.targets[inspection.inspection_id] = inspection.target_unit_id
            case events.FindingRaised() as finding:
                self.open_findings[finding.finding_id] = self.targets[finding.inspection_id]
            case events.FindingClosed() as closed:
                del self.open_findings[closed.finding_id]
            case open_forms.ContributionReceivedOpen() as gift:
                if gift.donor.kind == "INDIVIDUAL":
                    self.given[gift.donor.id] += gift.money_vnd
            case _:
                pass


@dataclass(frozen=True)
class Subject:
    """One unit or person of the province, weighed at the end of 2025."""

    province: Province
    id: str

    @property
    def unit_id(self) -> str | None:
        """The unit itself, or the one the person leads."""
        return self.province.leads.get(self.id) if self.id in self.province.persons else self.id

    @cached_property
    def activities(self) -> list[events.ActivityRecorded]:
        """Those that count for the subject."""
        return [
            activity
            for activity in self.province.activities.values()
            if self.id in {activity.unit_id, *(person.person_id for person in activity.persons)}
        ]

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        return Answer(self._answer(function, arguments))

    def _answer(self, function: str, arguments: tuple[Argument, ...]) -> Value | None:
        match function, arguments:
            case "count", (kind,):
                return sum(activity.kind == kind for activity in self.activities)
            case "verified", (kind,):
                return sum(one.kind == kind and one.activity_id in self.province.verified for one in self.activities)
            case "clause", (clause,):
                return sum(activity.clause == clause for activity in self.activities)
            case "activities_total", _:
                return len(self.activities)
            case "houses", (state,):
                homes = [home for home in self.province.homes.values() if home.unit_id == self.unit_id]
                return sum(state in {NAMES_OF_STEPS.get(step, step) for step in home.steps} for home in homes)
            case "report_on_time_ratio", _:
                reports = self.province.on_time.get(self.unit_id or "")
                return sum(reports) / len(reports) if reports else None
            case "findings_open", _:
                return Counter(self.province.open_findings.values())[self.unit_id or ""]
            case "rated_at_least", (str(rating), int(years)):
                return self._rated(rating, years)
            case "is_leader", _:
                return self.id in self.province.leads
            case "funds", _:
                return self.province.given[self.id]
            case _:
                return "PRIME_MINISTER"

    def _rated(self, at_least: str, years: int) -> bool | None:
        found = [self.province.ratings.get((self.id, year)) for year in range(2025 - years, 2025)]
        if any(rating is not None and RISING.index(rating) < RISING.index(at_least) for rating in found):
            return False
        return None if None in found else True


@pytest.fixture(scope="module")
def province(recorded: list[Told]) -> Province:
    province = Province(homes_of(recorded))
    for one in recorded:
        province.hears(one)
    return province


def outcomes(file: CampaignFile, card_id: str, province: Province, subjects: Iterable[str]) -> dict[str, Outcome]:
    """What a card of the last rule set says of each subject."""
    card = next(card for card in file.definition.rule_sets[-1].cards if card.id == card_id)
    return {subject: weigh(card.require, Subject(province, subject)).outcome for subject in subjects}


def test_several_divisions_are_candidates_for_the_certificate_of_the_office_and_some_need_review(
    campaign_file: CampaignFile, province: Province
) -> None:
    units = [unit.id for unit in campaign_file.definition.campaign.units]

    said = outcomes(campaign_file, "F-GK-COL", province, units)

    candidates = {unit for unit, outcome in said.items() if outcome == "met"}
    assert {"hctc", "thcb", "mau-kinh-te"} <= candidates
    assert len(candidates) >= 5
    assert {unit for unit, outcome in said.items() if outcome == "unknown"} == {"mau-tiep-dan", "mau-hanh-chinh-cong"}
    assert not any(
        unit.kind == "DISTRICT" and unit.id in candidates for unit in campaign_file.definition.campaign.units
    )


@pytest.mark.parametrize(
    ("unit", "reason"), [("mau-van-xa", "no-open-findings"), ("mau-dan-toc", "reports"), ("mau-tiep-dan", "task-done")]
)
def test_a_division_that_misses_one_thing_misses_it_for_the_reason_the_simulation_gave(
    campaign_file: CampaignFile, province: Province, unit: str, reason: str
) -> None:
    card = campaign_file.definition.rule_sets[-1].cards[0]

    weighed = weigh(card.require, Subject(province, unit))

    criteria_apart = [part for part in weighed.all if part.id]
    assert weighed.outcome != "met"
    assert [leaf.id for leaf in criteria_apart if leaf.outcome != "met"] == [reason]
    assert next(leaf for leaf in leaves(weighed) if leaf.id == reason).outcome in {"not_met", "unknown"}


def test_some_persons_are_candidates_and_heads_need_review_until_the_rule_for_them_is_known(
    campaign_file: CampaignFile, province: Province
) -> None:
    said = outcomes(campaign_file, "F-GK-IND", province, province.persons)

    met = {person for person, outcome in said.items() if outcome == "met"}

    assert 5 <= len(met) <= len(province.persons) // 3
    assert not met & province.leads.keys()
    assert any(outcome == "unknown" for person, outcome in said.items() if person in province.leads)


def test_the_higher_awards_ask_for_review_since_their_standards_were_never_seen(
    campaign_file: CampaignFile, province: Province
) -> None:
    units = [unit.id for unit in campaign_file.definition.campaign.units]

    said = {
        card: Counter(outcomes(campaign_file, card, province, subjects).values())
        for card, subjects in (
            ("F-BKT-MOV-COL", units),
            ("F-BKTTG-MOV-COL", units),
            ("F-HCLD-MOV", units),
            ("F-BKT-MOV-IND", province.persons),
            ("F-BKT-CON-IND", province.given),
        )
    }

    assert all(counted["met"] == 0 and counted["unknown"] > 0 for counted in said.values())
    assert said["F-BKT-CON-IND"]["unknown"] == 3


def test_reports_of_a_punctual_unit_are_on_time_by_the_day_they_were_recorded(recorded: list[Told]) -> None:
    reports = [one for one in recorded if isinstance(one.data, events.ReportSubmitted)]

    last = max(one.at for one in reports)

    assert len(reports) == 15 * 22
    assert last < datetime(2026, 1, 1, tzinfo=VIETNAM)
