"""The decider of a campaign: one table from each kind of statement to its two functions, and what holds for all."""

from typing import Final

from services.tracking.domain import (
    activities,
    campaign,
    feedback,
    households,
    inspections,
    money,
    privacy,
    publications,
    reports,
)
from services.tracking.domain.evidence import deciding as evidence
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.quality import desk as quality
from services.tracking.domain.refusals import CAMPAIGN_CLOSED, CAMPAIGN_UNKNOWN, FORBIDDEN
from services.tracking.domain.state import NOT_LAUNCHED, CampaignState
from services.tracking.domain.table import Row, row
from services.tracking.domain.tenure import dated_after_end
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import Data

TABLE: Final[dict[type[Data], Row[CampaignState]]] = dict(
    (
        row(events.CampaignLaunched, campaign.launch, campaign.launched),
        row(events.CampaignAmended, campaign.amend, campaign.amended),
        row(events.CampaignClosed, campaign.close, campaign.closed),
        row(events.RuleSetPublished, campaign.publish, campaign.published),
        row(events.ActivityRecorded, activities.record, activities.recorded),
        row(events.ActivityCorrected, activities.correct, activities.corrected),
        row(events.ActivityWithdrawn, activities.withdraw, activities.withdrawn),
        row(events.ActivityVerified, activities.verify, activities.verified),
        row(events.ActivityDisputed, activities.dispute, activities.disputed),
        row(events.HouseholdIdentified, households.identify, households.identified),
        row(events.HouseholdVerified, households.verify, households.verified),
        row(events.HouseholdApproved, households.approve, households.approved),
        row(events.HouseholdWithdrew, households.leave, households.withdrew),
        row(events.HouseholdRejected, households.leave, households.rejected),
        row(events.HouseStarted, households.start, households.started),
        row(events.HouseCompleted, households.complete, households.completed),
        row(events.HouseChecked, households.check, households.checked),
        row(events.HouseHandedOver, households.hand_over, households.handed_over),
        row(events.ContributionReceived, money.receive, money.received),
        row(events.FundsDisbursed, money.disburse, money.disbursed),
        row(events.FundsReversed, money.reverse, money.reversed_),
        row(events.InspectionConducted, inspections.conduct, inspections.conducted),
        row(events.FindingRaised, inspections.raise_finding, inspections.finding_raised),
        row(events.FindingClosed, inspections.close_finding, inspections.finding_closed),
        row(events.ReportSubmitted, reports.submit, reports.submitted),
        row(events.ReportCorrected, reports.correct, reports.corrected),
        row(events.ObstacleReported, reports.report_obstacle, reports.obstacle_reported),
        row(events.ObstacleResolved, reports.resolve_obstacle, reports.obstacle_resolved),
        row(events.ReviewHeld, reports.hold_review, reports.review_held),
        row(events.DocumentPublished, publications.publish, publications.published),
        row(events.DocumentUnpublished, publications.unpublish, publications.unpublished),
        row(events.FeedbackAnswered, feedback.answer, feedback.answered),
        row(events.PersonalDataErased, privacy.erase, privacy.erased),
        row(events.QualityResolved, quality.resolve, quality.resolved),
    )
)
# What the service itself concludes or sees; nobody states it at the door.
CONCLUDED: Final[dict[type[Data], Row[CampaignState]]] = dict(
    (
        row(events.QualityFlagged, quality.flag, quality.flagged),
        row(events.FeedbackReceived, feedback.receive, feedback.received),
        row(events.EvidenceAttached, evidence.attach, evidence.attached),
    )
)
# What is owed to people although the campaign is closed; a paper's time may end after it, and so may the last review.
OUTLIVES: Final[frozenset[type[Data]]] = frozenset(
    {events.PersonalDataErased, events.FeedbackAnswered, events.DocumentUnpublished, events.ReviewHeld}
)


class CampaignDecider:
    """What a campaign allows, by its own facts so far and the registry as far as it is known."""

    def decide(self, state: CampaignState, command: Command, /) -> Refused | None:
        """None if the facts so far allow the command, else why not. Changes nothing."""
        data = command.data
        refusal = _row_of(data).decide(state, command, data)
        if refusal is not None and refusal.status == FORBIDDEN:
            return refusal  # who may not speak is told so first, whatever else is wrong (contract §2)
        terms = state.terms
        if terms.closed and type(data) not in OUTLIVES:
            return CAMPAIGN_CLOSED
        if terms is NOT_LAUNCHED and type(data) is not events.CampaignLaunched:
            return CAMPAIGN_UNKNOWN
        if not command.contentmac:
            return SUBJECT_ERASED
        return dated_after_end(state, command) or refusal

    def evolve(self, state: CampaignState, fact: Fact, _ref: int, /) -> None:
        """Take one fact of the campaign into the state."""
        data = fact.data
        _row_of(data).evolve(state, data)


def _row_of(data: Data) -> Row[CampaignState]:
    return TABLE.get(type(data)) or CONCLUDED[type(data)]
