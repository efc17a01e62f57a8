"""The event catalogue, version 1: every fact the log can hold, on one page. It knows shapes, never behaviour.

Each class is the `data` of one CloudEvent as it stands in the log. Wire names are written out and never reused.
A class names its owner (who commits it); who may state it is in `shared.core.access`. Personal data stands here only
sealed; the open forms that a client may send are in `shared.core.open_forms`.
"""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from shared.core.definition import Campaign, Contact, Label, RuleSet, Shape, Text
from shared.core.values import (
    AccessWay,
    ActivityKind,
    AnnulmentGround,
    Award,
    CampaignId,
    Capacity,
    Channel,
    ClearanceResult,
    CommendationType,
    Date,
    Days,
    DaysOfRest,
    DigestEvery,
    DonorKind,
    ErasureScope,
    FeedbackTopic,
    FileBytes,
    FundSource,
    HoldConclusion,
    HoldGround,
    HouseholdCategory,
    Id,
    Language,
    Level,
    MediaType,
    Medium,
    NaturalKind,
    Outcome,
    Outlet,
    Owner,
    Paper,
    Period,
    PersonCategory,
    PicturedKind,
    PutOff,
    QualityKind,
    QualityOutcome,
    Quantity,
    Rating,
    ReviewKind,
    Role,
    Round,
    SealedWords,
    Severity,
    Sex,
    Sha256,
    SubjectKind,
    TemplateBody,
    TemplateSubject,
    Tier,
    TimeOfDay,
    TimeZone,
    Track,
    UnitId,
    UnitKind,
    Url,
    Verdict,
    Vnd,
    Votes,
    Weekday,
    Words,
    Work,
    Year,
)

PREFIX, VERSION = "vn.thidua.", ".v1"


class Data(Shape, frozen=True, gc=False):
    """What one kind of fact says. `first_id` names the field whose value stands in the CloudEvent's `subject`."""

    wire: ClassVar[str] = ""
    short: ClassVar[str] = ""
    thing: ClassVar[str] = ""
    owner: ClassVar[Owner] = "tracking"
    first_id: ClassVar[str] = ""


D = TypeVar("D", bound=type[Data])
CATALOGUE: dict[str, type[Data]] = {}


def thing_of(short: str) -> str:
    """The thing a short type name speaks of: `activity` for `activity.recorded`."""
    return short.partition(".")[0]


def fact(short: str, first_id: str, owner: Owner = "tracking") -> Callable[[D], D]:
    """Enter a class in the catalogue under its short name, e.g. `activity.recorded`."""

    def enter(cls: D) -> D:
        cls.wire, cls.thing = f"{PREFIX}{short}{VERSION}", thing_of(short)
        cls.short, cls.first_id, cls.owner = short, first_id, owner
        CATALOGUE[cls.wire] = cls
        return cls

    return enter


class Participant(Shape, frozen=True):
    """A person of the registry who took part in an activity, and as what."""

    person_id: Id
    role: str = ""


class Evidence(Shape, frozen=True):
    """A paper or picture, named by its SHA-256; `uri` says where it is kept, if that is elsewhere."""

    name: Words
    sha256: Sha256
    uri: str = ""


class ThreeHards(Shape, frozen=True):
    """The "ba cứng" check: hard floor, hard frame and wall, hard roof."""

    floor: bool
    frame: bool
    roof: bool


class SealedPerson(Shape, frozen=True):
    """A household's person: a random reference for the citizen number, and name and address sealed."""

    person_ref: Id
    sealed: SealedWords


class Donor(Shape, frozen=True):
    """Who gave; a private person's name is sealed, an organisation's stands as it is."""

    kind: DonorKind
    id: Id
    name: str = ""
    sealed: str = ""


class InKind(Shape, frozen=True):
    """Goods given: so much of something."""

    item: Words
    quantity: Quantity
    measure: Id


# Activities.


@fact("activity.recorded", "activity_id")
class ActivityRecorded(Data, frozen=True):
    """A unit reports something it did for the campaign."""

    activity_id: Id
    unit_id: UnitId
    clause: Id
    kind: ActivityKind
    title: Words
    quantity: Quantity
    measure: Id
    occurred_on: Date
    persons: tuple[Participant, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class ActivityChanges(Shape, frozen=True):
    """The fields a correction sets anew; what is absent stays."""

    clause: Id = ""
    kind: ActivityKind | None = None
    title: Words = ""
    quantity: Quantity | None = None
    measure: Id = ""
    occurred_on: Date = ""
    persons: tuple[Participant, ...] | None = None
    evidence: tuple[Evidence, ...] | None = None


@fact("activity.corrected", "activity_id")
class ActivityCorrected(Data, frozen=True):
    """A unit corrects what it reported, and says why."""

    activity_id: Id
    changes: ActivityChanges
    reason: Words


@fact("activity.withdrawn", "activity_id")
class ActivityWithdrawn(Data, frozen=True):
    """A unit takes a reported activity back; it never counts again."""

    activity_id: Id
    reason: Words


@fact("activity.verified", "activity_id")
class ActivityVerified(Data, frozen=True):
    """A verifier confirms an activity."""

    activity_id: Id
    note: str = ""


@fact("activity.disputed", "activity_id")
class ActivityDisputed(Data, frozen=True):
    """A verifier disputes an activity; it does not count until it is verified."""

    activity_id: Id
    reason: Words


# Households and houses.


@fact("household.identified", "household_id")
class HouseholdIdentified(Data, frozen=True):
    """A household in a makeshift or dilapidated house is put on the list of one track."""

    household_id: Id
    unit_id: UnitId
    track: Track
    category: HouseholdCategory
    work: Work
    person: SealedPerson | None = None


@fact("household.verified", "household_id")
class HouseholdVerified(Data, frozen=True):
    """The household's need and right were checked; `eligible` is the result."""

    household_id: Id
    eligible: bool
    checks: dict[str, bool | int | float]


@fact("household.approved", "household_id")
class HouseholdApproved(Data, frozen=True):
    """The household is on an approved list, with the support it may have."""

    household_id: Id
    list_no: Id
    support_vnd: Vnd


@fact("household.withdrew", "household_id")
class HouseholdWithdrew(Data, frozen=True):
    """The household left the list of its own will; this is no failure."""

    household_id: Id
    reason: Words


@fact("household.rejected", "household_id")
class HouseholdRejected(Data, frozen=True):
    """The household was found to have no right to support."""

    household_id: Id
    reason: Words


@fact("house.started", "household_id")
class HouseStarted(Data, frozen=True):
    """Building or repair began."""

    household_id: Id
    started_on: Date
    evidence: tuple[Evidence, ...] = ()


@fact("house.completed", "household_id")
class HouseCompleted(Data, frozen=True):
    """The house is finished."""

    household_id: Id
    completed_on: Date
    area_m2: Quantity | None = None
    three_hards: ThreeHards | None = None
    evidence: tuple[Evidence, ...] = ()


@fact("house.checked", "household_id")
class HouseChecked(Data, frozen=True):
    """The finished house was inspected for quality."""

    household_id: Id
    passed: bool
    three_hards: ThreeHards
    notes: str = ""
    evidence: tuple[Evidence, ...] = ()


@fact("house.handed_over", "household_id")
class HouseHandedOver(Data, frozen=True):
    """The household has its house."""

    household_id: Id
    handed_over_on: Date
    evidence: tuple[Evidence, ...] = ()


# Money.


@fact("contribution.received", "contribution_id")
class ContributionReceived(Data, kw_only=True, frozen=True):
    """A unit received money, labour days or goods for the campaign."""

    contribution_id: Id
    unit_id: UnitId
    donor: Donor
    money_vnd: Vnd = 0
    labour_days: Quantity = 0
    in_kind: tuple[InKind, ...] = ()
    received_on: Date


@fact("funds.disbursed", "disbursement_id")
class FundsDisbursed(Data, frozen=True):
    """Support money was paid out for one household."""

    disbursement_id: Id
    household_id: Id
    amount_vnd: Vnd
    source: FundSource
    disbursed_on: Date


@fact("funds.reversed", "disbursement_id")
class FundsReversed(Data, frozen=True):
    """A disbursement was taken back in full."""

    disbursement_id: Id
    reason: Words


# Inspections, reports, obstacles.


@fact("inspection.conducted", "inspection_id")
class InspectionConducted(Data, frozen=True):
    """A unit inspected another; to be counted as work it is also recorded as an activity."""

    inspection_id: Id
    unit_id: UnitId
    target_unit_id: UnitId
    conducted_on: Date
    evidence: tuple[Evidence, ...] = ()


@fact("finding.raised", "finding_id")
class FindingRaised(Data, frozen=True):
    """An inspection found something to be put right by a day."""

    finding_id: Id
    inspection_id: Id
    severity: Severity
    due_on: Date
    text: Words


@fact("finding.closed", "finding_id")
class FindingClosed(Data, frozen=True):
    """A finding is settled."""

    finding_id: Id
    outcome: Words


@fact("report.submitted", "report_id")
class ReportSubmitted(Data, frozen=True):
    """A unit's report for a period."""

    report_id: Id
    unit_id: UnitId
    period: Period
    figures: dict[str, bool | int | float]


@fact("report.corrected", "report_id")
class ReportCorrected(Data, frozen=True):
    """A unit corrects the figures of its report, and says why."""

    report_id: Id
    figures: dict[str, bool | int | float]
    reason: Words


@fact("obstacle.reported", "obstacle_id")
class ObstacleReported(Data, frozen=True):
    """A unit meets a difficulty and asks for it to be removed."""

    obstacle_id: Id
    unit_id: UnitId
    text: Words


@fact("obstacle.resolved", "obstacle_id")
class ObstacleResolved(Data, frozen=True):
    """The difficulty is removed."""

    obstacle_id: Id
    resolution: Words


# Reviews of the campaign (plan IV).


@fact("review.held", "review_id")
class ReviewHeld(Data, kw_only=True, frozen=True):
    """The campaign was reviewed, in its course or at its end: when, by which minutes, and what was learnt."""

    review_id: Id
    kind: ReviewKind
    held_on: Date
    period: Period  # up to the end of which its figures are told
    minutes_no: Id = ""
    lessons: tuple[Words, ...] = ()


# The public's own words (plan I.2.b).


@fact("feedback.received", "feedback_id")
class FeedbackReceived(Data, kw_only=True, frozen=True):
    """Somebody wrote to the office from its public page, about what; the words, and who wrote them, are sealed."""

    feedback_id: Id
    topic: FeedbackTopic
    unit_id: UnitId = ""
    said: SealedWords


@fact("feedback.answered", "feedback_id")
class FeedbackAnswered(Data, frozen=True):
    """The office answered what somebody had written, in words that whoever has the receipt may read."""

    feedback_id: Id
    answer: Words
    doc_no: Id = ""


# Publication (plan VI.3).


@fact("document.published", "document_id")
class DocumentPublished(Data, kw_only=True, frozen=True):
    """A paper was posted where the public can read it: which one, by its number and hash, where, and until when."""

    document_id: Id
    doc_no: Id
    title: Words
    channel: Outlet
    url: Url
    sha256: Sha256
    published_on: Date
    take_down_on: Date = ""  # the day from which it may be public no more; none: it stays
    portal_id: Id = ""  # under which a portal keeps it, as it answered when it was pushed there


@fact("document.unpublished", "document_id")
class DocumentUnpublished(Data, frozen=True):
    """A paper was taken down from where it was posted, and why."""

    document_id: Id
    channel: Outlet
    unpublished_on: Date
    reason: Words


# Registry: units, persons, ratings, prior awards, discipline.


@fact("unit.established", "unit_id")
class UnitEstablished(Data, frozen=True):
    """A unit exists from now on, under an id that never changes."""

    unit_id: UnitId
    kind: UnitKind
    name: Text
    parent: UnitId = ""
    code: Id = ""
    contacts: tuple[Contact, ...] = ()


@fact("unit.renamed", "unit_id")
class UnitRenamed(Data, frozen=True):
    """A unit bears another name from a day on; `corrects`: the id of a fact whose place this one takes."""

    unit_id: UnitId
    name: Text
    effective_on: Date
    basis: Words
    corrects: Id = ""


@fact("unit.merged", "successor")
class UnitMerged(Data, frozen=True):
    """Units became part of another from a day on, which may be to come; naming none takes back what it corrects."""

    predecessors: tuple[UnitId, ...]
    successor: UnitId
    effective_on: Date
    basis: Words
    corrects: Id = ""


@fact("unit.split", "unit_id")
class UnitSplit(Data, frozen=True):
    """A unit ended on a day and others went on in its place; `holder` (else the first) holds what it did and began."""

    unit_id: UnitId
    successors: tuple[UnitId, ...]
    effective_on: Date
    basis: Words
    holder: UnitId = ""
    corrects: Id = ""


@fact("unit.dissolved", "unit_id")
class UnitDissolved(Data, frozen=True):
    """A unit ended on a day, and nobody went on in its place."""

    unit_id: UnitId
    effective_on: Date
    basis: Words
    corrects: Id = ""


@fact("unit.code_issued", "unit_id")
class UnitCodeIssued(Data, frozen=True):
    """A unit has an electronic identifier from a day on; no other unit ever gets the same."""

    unit_id: UnitId
    code: Id
    effective_on: Date
    basis: Words


@fact("unit.code_closed", "unit_id")
class UnitCodeClosed(Data, frozen=True):
    """An electronic identifier of a unit is no longer good from a day on."""

    unit_id: UnitId
    code: Id
    effective_on: Date
    basis: Words


@fact("person.assigned", "person_id")
class PersonAssigned(Data, kw_only=True, frozen=True):
    """A person works in a unit from a day on; the name is sealed."""

    person_id: Id
    name: SealedWords
    unit_id: UnitId
    title: Words
    leader: bool
    category: PersonCategory
    sex: Sex | None = None
    from_on: Date


@fact("person.transferred", "person_id")
class PersonTransferred(Data, frozen=True):
    """A person works in another unit from a day on."""

    person_id: Id
    to_unit_id: UnitId
    effective_on: Date
    remarks: str = ""


@fact("rating.recorded", "subject_id")
class RatingRecorded(Data, frozen=True):
    """How a collective or person was rated for a year, by which decision."""

    subject_kind: SubjectKind
    subject_id: Id
    year: Year
    rating: Rating
    decision_no: Id


@fact("prior_award.recorded", "subject_id")
class PriorAwardRecorded(Data, frozen=True):
    """An award given before or elsewhere, with its type of commendation."""

    subject_kind: SubjectKind
    subject_id: Id
    form: Id
    commendation_type: CommendationType
    decision_no: Id
    decided_on: Date


@fact("discipline.recorded", "subject_id")
class DisciplineRecorded(Data, frozen=True):
    """A subject was disciplined."""

    subject_kind: SubjectKind
    subject_id: Id
    form: Id
    decision_no: Id
    decided_on: Date


@fact("discipline.ended", "subject_id")
class DisciplineEnded(Data, frozen=True):
    """A subject's discipline ended; achievement counts from here."""

    subject_kind: SubjectKind
    subject_id: Id
    decision_no: Id
    ended_on: Date


# Campaign and rules.


@fact("campaign.launched", "campaign")
class CampaignLaunched(Data, Campaign, frozen=True):
    """The campaign's definition itself, without its rule sets."""


@fact("campaign.amended", "campaign")
class CampaignAmended(Data, Campaign, frozen=True):
    """The campaign's definition as it stands from now on; facts stated before keep their meaning."""


@fact("campaign.closed", "campaign")
class CampaignClosed(Data, frozen=True):
    """The campaign takes no further facts."""

    campaign: CampaignId
    reason: str = ""


@fact("ruleset.published", "id")
class RuleSetPublished(Data, RuleSet, frozen=True):
    """The rule cards in force from one day to another."""


# Awards: flags.


class Said(Shape, frozen=True):
    """One sentence in both languages."""

    vi: str
    en: str


class Explained(Shape, frozen=True):
    """A clause tree with its outcome: on a leaf also the values asked for and the evidence behind them.

    `None` is "does not belong here" and is left out when written; a leaf always has its fields, be they empty or 0, and
    the whole tree always has `missing`.
    """

    outcome: Outcome
    all: tuple["Explained", ...] = ()
    any: tuple["Explained", ...] = ()
    at_least: int = 0
    of: tuple["Explained", ...] = ()
    id: str = ""
    label: Label | None = None
    basis: str | None = None
    when: str = ""
    values: dict[str, bool | int | float | str | None] | None = None
    evidence: tuple[int, ...] | None = None
    evidence_count: int | None = None
    missing: tuple[Said, ...] | None = None


class Flag(Shape, frozen=True):
    """What is said of one subject under one card."""

    subject_kind: SubjectKind
    subject_id: Id
    award: Award
    card: Id
    verdict: Verdict
    rule_set: Id
    explanation: Explained
    evidence: tuple[int, ...]
    achievement_key: Id


@fact("candidate.flagged", "subject_id", "awards")
class CandidateFlagged(Data, Flag, frozen=True):
    """A subject is first found fit, or in need of review, for an award. Flagged is never awarded."""


@fact("candidate.updated", "subject_id", "awards")
class CandidateUpdated(Data, Flag, frozen=True):
    """The verdict, the rule set or the outcome of a leaf changed."""


@fact("candidate.unflagged", "subject_id", "awards")
class CandidateUnflagged(Data, Flag, frozen=True):
    """The subject is no longer fit for the award."""


# Awards: holds.


@fact("hold.placed", "subject_id", "awards")
class HoldPlaced(Data, frozen=True):
    """While something is being looked into, nothing is proposed or given to a subject; this is no judgement."""

    subject_kind: SubjectKind
    subject_id: Id
    ground: HoldGround


@fact("hold.lifted", "subject_id", "awards")
class HoldLifted(Data, frozen=True):
    """What was looked into is concluded, and a subject is held no more."""

    subject_kind: SubjectKind
    subject_id: Id
    conclusion: HoldConclusion


# Awards: nominations and their papers.


@fact("nomination.opened", "nomination_id", "awards")
class NominationOpened(Data, frozen=True):
    """A flagged subject is proposed for an award, for one achievement."""

    nomination_id: Id
    subject_kind: SubjectKind
    subject_id: Id
    award: Award
    achievement_key: Id


@fact("nomination.submitted", "nomination_id", "awards")
class NominationSubmitted(Data, frozen=True):
    """The complete dossier was received at the level that goes on with it; from this day the law's clocks run."""

    nomination_id: Id
    to_level: Level
    doc_no: Id
    received_on: Date


@fact("nomination.returned", "nomination_id", "awards")
class NominationReturned(Data, frozen=True):
    """The dossier was sent back, with what is missing and why."""

    nomination_id: Id
    missing: tuple[Words, ...]
    reason: Words


@fact("nomination.withdrawn", "nomination_id", "awards")
class NominationWithdrawn(Data, frozen=True):
    """The proposal was taken back for good."""

    nomination_id: Id
    reason: Words


@fact("dossier.item_added", "nomination_id", "awards")
class DossierItemAdded(Data, frozen=True):
    """A paper was put into the dossier; it is kept elsewhere and named here by its SHA-256."""

    nomination_id: Id
    item: Paper
    name: Words
    sha256: Sha256


@fact("clearance.requested", "nomination_id", "awards")
class ClearanceRequested(Data, frozen=True):
    """A body was asked whether anything speaks against the award."""

    nomination_id: Id
    body: Id


@fact("clearance.received", "nomination_id", "awards")
class ClearanceReceived(Data, frozen=True):
    """A body answered whether anything speaks against the award."""

    nomination_id: Id
    body: Id
    result: ClearanceResult
    doc_no: Id


@fact("public_comment.opened", "nomination_id", "awards")
class PublicCommentOpened(Data, frozen=True):
    """The proposal is made public for comments from one day to another."""

    nomination_id: Id
    from_on: Date
    to_on: Date


@fact("public_comment.closed", "nomination_id", "awards")
class PublicCommentClosed(Data, frozen=True):
    """The days for public comments are over; they were these."""

    nomination_id: Id
    from_on: Date
    to_on: Date


# Awards: the council. The ballot is secret: votes are cast in the room, and only their number is ever stated.


class Member(Shape, frozen=True):
    """A member of the council, and whether it is the chair."""

    person_id: Id
    chair: bool = False


@fact("council.convened", "sitting_id", "awards")
class CouncilConvened(Data, frozen=True):
    """A council with these members, all of whom count as its whole, sits on a day."""

    sitting_id: Id
    members: tuple[Member, ...]
    held_on: Date


@fact("conflict.declared", "sitting_id", "awards")
class ConflictDeclared(Data, frozen=True):
    """A member says for himself or herself that he or she may not vote on a nomination."""

    sitting_id: Id
    nomination_id: Id
    person_id: Id


@fact("ballot.tallied", "sitting_id", "awards")
class BallotTallied(Data, kw_only=True, frozen=True):
    """How many voted how on a nomination, those who wrote apart from those present; who did is known to nobody."""

    sitting_id: Id
    nomination_id: Id
    round: Round
    yes: Votes
    no: Votes
    blank: Votes
    present: Votes
    written_yes: Votes
    written_no: Votes = 0


@fact("minutes.signed", "sitting_id", "awards")
class MinutesSigned(Data, frozen=True):
    """The minutes of a sitting are signed; what it voted stands."""

    sitting_id: Id
    doc_no: Id
    signed_on: Date
    signers: tuple[Id, ...]


# Awards: decisions and money.


class Signer(Shape, frozen=True):
    """Who signed a decision, with which title and in whose stead."""

    person_id: Id
    title: Words
    capacity: Capacity


class Awarded(Shape, frozen=True):
    """One subject of a decision, and the nomination behind it."""

    subject_kind: SubjectKind
    subject_id: Id
    nomination_id: Id


@fact("award.decided", "decision_no", "awards")
class AwardDecided(Data, frozen=True):
    """A signed decision gives an award to subjects that a council voted for."""

    decision_no: Id
    decided_on: Date
    award: Award
    signer: Signer
    subjects: tuple[Awarded, ...]


@fact("award.declined", "nomination_id", "awards")
class AwardDeclined(Data, frozen=True):
    """The authority decided not to give the award, and says why."""

    nomination_id: Id
    by: Id
    reason: Words


@fact("award.conferred", "decision_no", "awards")
class AwardConferred(Data, frozen=True):
    """The awards of a decision were handed over."""

    decision_no: Id
    conferred_on: Date


@fact("award.annulled", "decision_no", "awards")
class AwardAnnulled(Data, frozen=True):
    """One subject's award is annulled; what was given with it is to be given back."""

    decision_no: Id
    subject_kind: SubjectKind
    subject_id: Id
    ground: AnnulmentGround
    annulment_no: Id
    annulled_on: Date


@fact("bonus.calculated", "decision_no", "awards")
class BonusCalculated(Data, frozen=True):
    """The money that goes with one subject's award, by the coefficient and the base salary of the decision's day."""

    decision_no: Id
    subject_kind: SubjectKind
    subject_id: Id
    coefficient: Quantity
    base_salary_vnd: Vnd
    amount_vnd: Vnd


# Notify.


@fact("notification.sent", "delivery_id", "notify")
class NotificationSent(Data, frozen=True):
    """A notice was handed to a channel for a recipient (a unit's or person's id, or a role; never an address)."""

    delivery_id: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    language: str
    attempts: int
    digest: Id = ""  # the one message in which it came with others
    template: Id = ""  # the version of the words it was told in


@fact("notification.failed", "delivery_id", "notify")
class NotificationFailed(Data, frozen=True):
    """A notice could not be handed over and will not be tried again, and why."""

    delivery_id: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    attempts: int
    reason: Words
    digest: Id = ""
    template: Id = ""


@fact("notification.read", "delivery_id", "notify")
class NotificationRead(Data, frozen=True):
    """A notice was read by whom it was for; `reader` is the role and the unit, person or token that read it."""

    delivery_id: Id
    topic: Id
    recipient: Id
    channel: Channel
    reader: Id


@fact("notification.bounced", "delivery_id", "notify")
class NotificationBounced(Data, frozen=True):
    """A letter that a mail server had taken was not delivered at its recipient's; `status` is that of RFC 3463."""

    delivery_id: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    status: Id


@fact("notification.renewed", "delivery_id", "notify")
class NotificationRenewed(Data, frozen=True):
    """A notice that had failed is to go out again, as a delivery of its own, since somebody (`asked_by`) wanted it."""

    delivery_id: Id
    renews: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    asked_by: Id


@fact("notification.put_off", "delivery_id", "notify")
class NotificationPutOff(Data, frozen=True):
    """A notice waits for the hours that its recipient chose: until when, why, and by which choice."""

    delivery_id: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    opens_at: Id
    why: PutOff
    choice: Id  # the position of the choice


@fact("notification.withheld", "delivery_id", "notify")
class NotificationWithheld(Data, frozen=True):
    """A notice stays in the inbox alone, for its recipient chose not to be told of such matters by this channel."""

    delivery_id: Id
    topic: Id
    cause: Id
    subject_kind: SubjectKind
    subject_id: Id
    recipient: Id
    channel: Channel
    choice: Id  # the position of the choice


class Hours(Shape, frozen=True):
    """A stretch of every day by local time; one that ends before it begins goes over midnight."""

    begins: TimeOfDay
    ends: TimeOfDay


class Muted(Shape, frozen=True):
    """What somebody is not told of by one channel."""

    topic: Id
    channel: Channel


class Digest(Shape, frozen=True):
    """What gathered comes as one message at this time of every day, or of one weekday (Monday is 1)."""

    every: DigestEvery
    at: TimeOfDay
    weekday: Weekday = 1


class Choice(Shape, frozen=True, kw_only=True):
    """How somebody wants to be told outside the inbox. Nothing chosen: of everything, at once, at any hour."""

    language: Language | None = None
    muted: tuple[Muted, ...] = ()
    quiet: Hours | None = None
    windows: tuple[Hours, ...] = ()  # none: any hour
    rest: DaysOfRest = ""
    digest: Digest | None = None
    time_zone: TimeZone = "Asia/Ho_Chi_Minh"


@fact("recipient.chose", "recipient", "notify")
class RecipientChose(Data, frozen=True):
    """A recipient of notices (a unit, a person or a role) says how it wants to be told; never an address."""

    recipient: Id
    choice: Choice
    chosen_by: Id


@fact("template.changed", "template_id", "notify")
class TemplateChanged(Data, kw_only=True, frozen=True):
    """Notices of a topic are told in other words, in one language and one kind of channel: by whom, and why."""

    template_id: Id
    topic: Id
    language: Language
    medium: Medium
    subject: TemplateSubject
    body: TemplateBody
    version: Id  # names subject and body
    replaces: Id  # what was in force before
    reason: Words
    changed_by: Id


@fact("template.restored", "template_id", "notify")
class TemplateRestored(Data, kw_only=True, frozen=True):
    """Notices of a topic are told again in the words that ship with Thi Đua: by whom, why."""

    template_id: Id
    topic: Id
    language: Language
    medium: Medium
    version: Id
    replaces: Id
    reason: Words
    changed_by: Id


class Figure(Shape, frozen=True):
    """A figure as it was found, and what it is held against: the goal, or what had been reported."""

    name: str
    found: float
    against: float


@fact("reminder.escalated", "reminder_id", "notify")
class ReminderEscalated(Data, kw_only=True, frozen=True):
    """A matter that is due, late or at a standstill came before the next level of those who are to see to it."""

    reminder_id: Id
    topic: Id
    level: Tier
    unit_id: UnitId = ""  # whose matter it is; none: the campaign's
    # Which matter it is, one of these says.
    period: Period = ""
    obstacle_id: Id = ""
    feedback_id: Id = ""
    household_id: Id = ""
    report_id: Id = ""
    review_id: Id = ""
    sitting_id: Id = ""
    activity_id: Id = ""
    disbursement_id: Id = ""
    metric: Id = ""
    nomination_id: Id = ""
    step: Id = ""  # of a nomination: which of its steps
    decision_no: Id = ""  # by which an award was given
    due_on: Date  # the day it is counted from
    recipients: tuple[Id, ...]
    figures: tuple[Figure, ...] = ()
    cause: Id  # the position of the fact it rests on

    @property
    def matter(self) -> str:
        """The name of the matter, whatever kind it is of."""
        return (
            self.period
            or self.obstacle_id
            or self.feedback_id
            or self.household_id
            or self.report_id
            or self.review_id
            or self.sitting_id
            or self.activity_id
            or self.disbursement_id
            or self.metric
            or self.nomination_id
            or self.decision_no
        )


@fact("trouble.found", "trouble_id", "notify")
class TroubleFound(Data, kw_only=True, frozen=True):
    """A service gave up what it cannot mend by itself: a fact it cannot take in, or a log that does not verify."""

    trouble_id: Id
    topic: Id
    service: Id
    kind: Id  # what was given up: a pen, a read model, a message of a queue, the signing of checkpoints
    about: Id = ""  # which one, as the service calls it
    why: Words
    recipients: tuple[Id, ...]


@fact("trouble.ended", "trouble_id", "notify")
class TroubleEnded(Data, kw_only=True, frozen=True):
    """The service says so no more."""

    trouble_id: Id
    service: Id
    kind: Id
    about: Id = ""


# Access.


@fact("access.granted", "access_id")
class AccessGranted(Data, frozen=True):
    """Somebody is let in, for some days: a role, for this unit or person, by a token, nkey, account or webhook."""

    access_id: Id
    way: AccessWay
    role: Role
    unit_id: UnitId = ""
    person_id: Id = ""
    days: Days | None = None


@fact("access.revoked", "access_id")
class AccessRevoked(Data, frozen=True):
    """From now on nobody is let in by this grant."""

    access_id: Id


# Personal data.


@fact("personal_data.erased", "subject_id")
class PersonalDataErased(Data, frozen=True):
    """On this legal basis the key of a subject's personal data is destroyed, and nobody reads that data again."""

    subject_kind: NaturalKind
    subject_id: Id
    scope: ErasureScope
    basis: Words


# Evidence.


@fact("evidence.attached", "sha256")
class EvidenceAttached(Data, frozen=True):
    """A file came in whole and is kept: its hash, size and type, whose evidence it is, and whose personal data."""

    sha256: Sha256
    unit_id: UnitId
    size: FileBytes
    media_type: MediaType
    subject_kind: PicturedKind | None = None
    subject_id: Id = ""


# Data quality.


@fact("quality.flagged", "quality_id")
class QualityFlagged(Data, frozen=True):
    """What a unit reported, or did not report, is found not to agree: why, by which facts, and what to do about it."""

    quality_id: Id  # follows from what is wrong, so that the same is never flagged twice
    kind: QualityKind
    rule: Id
    unit_id: UnitId
    about: Id  # a period, or the id of a household, a gift or an activity
    reason: Said
    remedy: Said
    evidence: tuple[int, ...] = ()  # positions; none where what is wrong is that there is no fact


@fact("quality.resolved", "quality_id")
class QualityResolved(Data, frozen=True):
    """Somebody looked into what was flagged and says what came of it."""

    quality_id: Id
    outcome: QualityOutcome
    note: Words


OWNED: dict[Owner, str] = {
    "tracking": "activity household house contribution funds inspection finding report obstacle review unit person "
    "rating prior_award discipline feedback campaign ruleset document access personal_data evidence quality",
    "awards": "candidate hold nomination dossier clearance public_comment council conflict ballot minutes award bonus",
    "notify": "notification reminder recipient template trouble",
}
OWNERS: dict[str, Owner] = {thing: owner for owner, things in OWNED.items() for thing in things.split()}
REGISTRY_THINGS = frozenset(
    {"unit", "person", "rating", "prior_award", "discipline", "access", "recipient", "template", "trouble"}
)
REGISTRY: CampaignId = "registry"
