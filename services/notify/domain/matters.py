"""What somebody has to see to in one campaign, as its facts have it: reports, houses, dossiers, feedback. Pure.

A matter is there as long as it stands; from which day on somebody is told of it, and who, is not asked here.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, TypeAlias, get_args

from services.notify.domain import dossiers
from services.notify.domain.dossiers import Dossiers, DossierStep
from services.notify.domain.figures import AboutActivity, Activities, Fallen, Payments, Reports
from services.notify.domain.mark import Mark, day_of
from services.notify.domain.matter import Kind, Matter, ToldIn
from services.notify.domain.papers import Papers, is_news
from services.notify.domain.periods import periods
from shared.core import events
from shared.core.definition import Campaign, Target
from shared.core.envelope import Fact
from shared.core.events import Figure
from shared.core.lineage import Lineage
from shared.core.values import Date, Period, UnitId
from shared.rules.law.law import Law

HouseholdStep: TypeAlias = (
    events.HouseholdApproved
    | events.HouseholdWithdrew
    | events.HouseholdRejected
    | events.HouseStarted
    | events.HouseCompleted
    | events.HouseChecked
    | events.HouseHandedOver
)

PACE_DAYS: Final = 60  # what was done in so many days is what will be done in as many
HOUSES: Final = "houses."
# What the figures of contract §2 count, by the fact that takes a household there.
STEPS: Final[dict[type[events.Data], str]] = {
    events.HouseholdIdentified: "identified",
    events.HouseholdApproved: "approved",
    events.HouseholdWithdrew: "withdrew",
    events.HouseholdRejected: "rejected",
    events.HouseStarted: "started",
    events.HouseCompleted: "completed",
    events.HouseHandedOver: "handed_over",
}
HEEDED: Final[frozenset[type[events.Data]]] = frozenset(
    {
        *STEPS,
        *dossiers.HEEDED,
        *get_args(AboutActivity),
        events.FundsDisbursed,
        events.FundsReversed,
        events.HouseChecked,
        events.ReportSubmitted,
        events.ReportCorrected,
        events.ReviewHeld,
        events.ObstacleReported,
        events.ObstacleResolved,
        events.FeedbackReceived,
        events.FeedbackAnswered,
        events.PersonalDataErased,
        events.CampaignLaunched,
        events.CampaignAmended,
        events.CampaignClosed,
    }
)


# Steps of a dossier that the proposed unit takes, or the proposed person's; all others the secretary sees to.
OF_THE_UNIT: Final[frozenset[DossierStep]] = frozenset({"PREPARE", "RESUBMIT"})


class Matters:
    """A fold of one campaign's facts; `definition` is None before it is launched and after it is closed."""

    def __init__(self) -> None:
        self.definition: Campaign | None = None
        self.law = Law({})
        self._launched = Mark(0, "", "")
        self._reporting_since: dict[UnitId, Date] = {}
        self._reported: set[tuple[UnitId, Period]] = set()
        self._reports = Reports()
        self._papers: dict[Period, Mark] = {}  # what the newest consolidated report of each rests on
        self._periods: dict[str, Period] = {}  # of each report
        self._news = Papers()
        self._activities = Activities()
        self._payments = Payments()
        self._obstacles: dict[str, Matter] = {}
        self._feedback: dict[str, Matter] = {}
        self._homes: dict[str, UnitId] = {}
        self._houses: dict[str, Matter] = {}
        self._figures: list[Matter] = []
        self._dossiers = Dossiers()
        self._reached: dict[str, list[Date]] = defaultdict(list)  # the days of each step, in order

    def standing(self, day: Date, lineage: Lineage) -> Iterator[Matter]:
        """What is to be seen to on a day, due or not; no report on a period that has not begun."""
        yield from self._news.standing(day)
        if self.definition is not None:
            yield from self._missing_reports(self.definition, day, lineage)
            yield from self._consolidated(self.definition, day)
            yield from self._obstacles.values()
            yield from self._feedback.values()
            yield from self._houses.values()
            yield from self._goals_at_risk(self.definition, day)
            yield from self._figures
            yield from self._waiting_dossiers()

    # --- the fold

    def fold(self, fact: Fact, position: int) -> None:
        """Take the next fact; those that begin or end no matter change nothing."""
        if isinstance(fact.data, AboutActivity):  # as nearly all
            self._worked(fact, fact.data, position)
            return
        mark, day = Mark.of(fact, position), day_of(fact.recordedat)
        self._news.fold(fact.data, mark, day)
        match fact.data:
            case events.ReportSubmitted() as data:
                self._reported.add((data.unit_id, data.period))
                self._reports.submitted(data)
                self._set_paper(data.report_id, data.period, mark)
            case events.ReportCorrected() as data:
                fallen = self._reports.corrected(data)
                self._set_paper(data.report_id, self._periods.get(data.report_id, ""), mark)
                if fallen is not None:
                    self._figures.append(Matter("figure", data.report_id, fallen.unit_id, day, mark, fallen.figures))
                    self._fell(fallen, ToldIn(report_id=data.report_id), mark, day)
            case events.ObstacleReported() as data:
                self._obstacles[data.obstacle_id] = Matter("obstacle", data.obstacle_id, data.unit_id, day, mark)
            case events.ObstacleResolved() as data:
                self._obstacles.pop(data.obstacle_id, None)
            case events.FeedbackReceived() as data:
                self._feedback[data.feedback_id] = Matter("feedback", data.feedback_id, data.unit_id, day, mark)
            case events.FeedbackAnswered() as data:
                self._feedback.pop(data.feedback_id, None)
            case events.PersonalDataErased(subject_kind="FEEDBACK") as data:
                self._feedback.pop(data.subject_id, None)
            case events.CampaignLaunched() | events.CampaignAmended() as data:
                self._define(data, mark, day)
            case events.CampaignClosed():
                self.definition = None
            case events.FundsDisbursed() as data:
                self._payments.paid(data, self._homes.get(data.household_id, ""))
            case events.FundsReversed() as data:
                fallen = self._payments.reversed(data)
                if fallen is not None:
                    self._fell(fallen, ToldIn(disbursement_id=data.disbursement_id), mark, day)
            case data if type(data) in dossiers.HEEDED:
                self._dossiers.fold(fact, position)
            case data:
                self._step(data, mark, day)

    def _worked(self, fact: Fact, data: AboutActivity, position: int) -> None:
        fallen = self._activities.fold(data)
        if fallen is not None:
            told_in = ToldIn(activity_id=data.activity_id)
            self._fell(fallen, told_in, Mark.of(fact, position), day_of(fact.recordedat))

    def _set_paper(self, report_id: str, period: Period, mark: Mark) -> None:
        """What a report or its correction says makes a new paper on its period."""
        self._periods[report_id] = period
        self._papers[period] = mark

    def _define(self, data: events.CampaignLaunched | events.CampaignAmended, mark: Mark, day: Date) -> None:
        if isinstance(data, events.CampaignLaunched):
            self._launched = mark
        self.definition, self.law = data, Law(data.law)
        for unit in data.units:
            self._reporting_since.setdefault(unit.id, day)

    def _fell(self, fallen: Fallen, told_in: ToldIn, mark: Mark, day: Date) -> None:
        """What is proposed for somebody, or was given to them, rests on less now than was read."""
        for kind, subject_id in fallen.subjects:
            for one in self._dossiers.relied_on(kind, subject_id):
                about: Kind = "award" if one.decision_no else "nomination"
                matter = Matter(about, one.nomination_id, fallen.unit_id, day, mark, fallen.figures)
                self._figures.append(matter._replace(told_in=told_in, decision_no=one.decision_no))

    def _step(self, data: events.Data, mark: Mark, day: Date) -> None:
        """A house is to be seen to from its approval until it is handed over; each step begins the count anew."""
        if type(data) in STEPS:
            insort(self._reached[STEPS[type(data)]], day)
        match data:
            case events.HouseholdIdentified():
                self._homes[data.household_id] = data.unit_id
            case events.HouseholdWithdrew() | events.HouseholdRejected() | events.HouseHandedOver():
                self._houses.pop(data.household_id, None)
            case events.HouseholdApproved() | events.HouseStarted() | events.HouseCompleted() | events.HouseChecked():
                unit_id = self._homes.get(data.household_id, "")
                self._houses[data.household_id] = Matter("house", data.household_id, unit_id, day, mark)
            case _:
                pass

    # --- what follows

    def _missing_reports(self, campaign: Campaign, day: Date, lineage: Lineage) -> Iterator[Matter]:
        """Of every unit but the one that leads; in the place of one that ended, of whoever held its work by then."""
        if campaign.reporting is None:
            return
        for period, last_on, due_on in periods(campaign.starts_on, min(day, campaign.ends_on), campaign.reporting):
            asked: set[UnitId] = set()
            for unit in campaign.units:
                reporter = lineage.holder(unit.id, last_on)
                excused = unit.id == self.law.urged("LEADERSHIP", due_on) or lineage.ended(reporter, last_on)
                told = {(unit.id, period), (reporter, period)} & self._reported
                if excused or told or reporter in asked or due_on < self._reporting_since[unit.id]:
                    continue
                asked.add(reporter)
                yield Matter("report", period, reporter, due_on, self._launched)

    def _consolidated(self, campaign: Campaign, day: Date) -> Iterator[Matter]:
        """The papers on periods whose reports were due lately; a newer one of a period is another matter."""
        if campaign.reporting is not None:
            for period, _, due_on in periods(campaign.starts_on, min(day, campaign.ends_on), campaign.reporting):
                if period in self._papers and is_news(due_on, day):
                    yield Matter("consolidated", period, "", due_on, self._papers[period])

    def _waiting_dossiers(self) -> Iterator[Matter]:
        for one in self._dossiers.waiting(self.law):
            if one.step == "RETURN_UNFIT":  # until then a dossier may be sent back; nobody owes it
                continue
            person_id = one.subject_id if one.subject_kind == "INDIVIDUAL" else ""
            unit_id = one.subject_id if one.subject_kind == "COLLECTIVE" else ""
            yield Matter(
                "dossier", one.nomination_id, unit_id, one.due_on, one.rests_on, step=one.step, person_id=person_id
            )

    def _goals_at_risk(self, campaign: Campaign, day: Date) -> Iterator[Matter]:
        """Goals that what was done lately, done until the due day, does not reach; what is past is at risk no more."""
        for target in campaign.targets:
            step = target.metric.removeprefix(HOUSES)
            if not target.metric.startswith(HOUSES) or step not in STEPS.values() or target.due < day:
                continue
            if self._is_at_risk(target, step, day):
                figure = Figure(target.metric, len(self._reached[step]), self._needed(target))
                yield Matter("goal", target.metric, "", target.due, self._launched, (figure,))

    def _is_at_risk(self, target: Target, step: str, day: Date) -> bool:
        reached, today = self._reached[step], date.fromisoformat(day)
        left = (date.fromisoformat(target.due) - today).days + 1
        began = (today - timedelta(days=PACE_DAYS)).isoformat()
        lately = len(reached) - bisect_right(reached, began)
        return len(reached) + lately * left / PACE_DAYS < self._needed(target)

    def _needed(self, target: Target) -> float:
        """Households that left the list are no failures: the goal is that much lower, as on the overview."""
        gone = len(self._reached["withdrew"]) + len(self._reached["rejected"])
        return max(min(target.value, max(target.value, len(self._reached["identified"])) - gone), 0)
