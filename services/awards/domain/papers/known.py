"""What the log knows for the papers of one campaign, up to a position: a fold of their facts. Pure."""

from collections import defaultdict
from typing import Final

import msgspec

from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.definition import Campaign
from shared.core.definition import Text as Named
from shared.core.events import Explained
from shared.core.in_force import in_force_on
from shared.core.values import Date, Sex
from shared.papers.content import Name, Text
from shared.rules.law.law import Law

FIRST_DAY: Final = ""


class Post(msgspec.Struct, frozen=True):
    """Where a person works from a day on; what it does there, if anybody has said it."""

    since: Date
    unit_id: str
    title: str
    sealed: str
    sex: Sex | None
    leader: bool | None


class Proposal:
    """A nomination as far as papers tell of it."""

    def __init__(self, opened: events.NominationOpened, *, on: Date) -> None:
        self.opened = opened
        self._opened_on = on
        self.clearances: dict[str, events.ClearanceReceived] = {}
        self.submitted: events.NominationSubmitted | None = None

    @property
    def subject(self) -> Subject:
        """Who is proposed."""
        return Subject(self.opened.subject_kind, self.opened.subject_id)

    @property
    def day(self) -> Date:
        """The day that its papers speak of: that of its receipt, until then that of its opening."""
        return self.submitted.received_on if self.submitted else self._opened_on


class Meeting:
    """A sitting of the council."""

    def __init__(self, convened: events.CouncilConvened) -> None:
        self.convened = convened
        self.conflicts: list[events.ConflictDeclared] = []
        self.ballots: list[events.BallotTallied] = []
        self.minutes: events.MinutesSigned | None = None

    def voted_on(self, nomination_id: str) -> bool:
        """Whether it voted on a nomination."""
        return any(ballot.nomination_id == nomination_id for ballot in self.ballots)


class Given:
    """A decision with its bonuses and annulments."""

    def __init__(self, decided: events.AwardDecided) -> None:
        self.decided = decided
        self.bonuses: dict[Subject, events.BonusCalculated] = {}
        self.annulled: dict[Subject, events.AwardAnnulled] = {}


class Known:
    """Everything that a paper of a campaign may need. `explained`: why a subject was flagged for an award."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.law = Law(campaign.law)
        self.rule_sets: list[events.RuleSetPublished] = []
        self.units: dict[str, events.UnitEstablished] = {}
        self.posts: dict[str, list[Post]] = defaultdict(list)
        self.priors: dict[Subject, list[events.PriorAwardRecorded]] = defaultdict(list)
        self.proposals: dict[str, Proposal] = {}
        self.meetings: dict[str, Meeting] = {}
        self.given: dict[str, Given] = {}
        self.explained: dict[tuple[Subject, str], tuple[Explained, ...]] = {}
        self._names: dict[str, list[tuple[Date, Named]]] = defaultdict(list)

    # --- taking facts

    def take(self, data: events.Data, day: Date) -> None:
        """Take the next fact, and the day of its time."""
        match data:
            case events.UnitEstablished():
                self.units[data.unit_id] = data
                self._names[data.unit_id].append((FIRST_DAY, data.name))
            case events.UnitRenamed():
                self._names[data.unit_id].append((data.effective_on, data.name))
            case events.PersonAssigned():
                post = Post(data.from_on, data.unit_id, data.title, data.name, data.sex, data.leader)
                self.posts[data.person_id].append(post)
            case events.PersonTransferred() if posts := self.posts[data.person_id]:
                moved = {"since": data.effective_on, "unit_id": data.to_unit_id, "title": "", "leader": None}
                posts.append(msgspec.structs.replace(posts[-1], **moved))
            case events.PriorAwardRecorded():
                self.priors[Subject(data.subject_kind, data.subject_id)].append(data)
            case events.CampaignAmended():
                self.campaign, self.law = data, Law(data.law)
            case events.RuleSetPublished():
                self.rule_sets = [*(one for one in self.rule_sets if one.id != data.id), data]
            case _:
                self._take_procedure(data, day)

    def _take_procedure(self, data: events.Data, day: Date) -> None:
        match data:
            case events.NominationOpened():
                self.proposals[data.nomination_id] = Proposal(data, on=day)
            case events.ClearanceReceived() if data.nomination_id in self.proposals:
                self.proposals[data.nomination_id].clearances[data.body] = data
            case events.NominationSubmitted() if data.nomination_id in self.proposals:
                self.proposals[data.nomination_id].submitted = data
            case events.CouncilConvened():
                self.meetings[data.sitting_id] = Meeting(data)
            case events.ConflictDeclared() if data.sitting_id in self.meetings:
                self.meetings[data.sitting_id].conflicts.append(data)
            case events.BallotTallied() if data.sitting_id in self.meetings:
                self.meetings[data.sitting_id].ballots.append(data)
            case events.MinutesSigned() if data.sitting_id in self.meetings:
                self.meetings[data.sitting_id].minutes = data
            case events.AwardDecided():
                self.given[data.decision_no] = Given(data)
            case events.BonusCalculated() if data.decision_no in self.given:
                self.given[data.decision_no].bonuses[Subject(data.subject_kind, data.subject_id)] = data
            case events.AwardAnnulled() if data.decision_no in self.given:
                self.given[data.decision_no].annulled[Subject(data.subject_kind, data.subject_id)] = data
            case _:
                pass

    # --- asking

    def unit_name(self, unit_id: str, day: Date) -> str:
        """The name that a unit bore on a day; its id if nobody has named it."""
        return self.unit_named(unit_id, day).vi

    def unit_named(self, unit_id: str, day: Date) -> Named:
        """The same in both languages."""
        held = sorted(self._names.get(unit_id, ()), key=lambda one: one[0])
        return next((name for since, name in reversed(held) if since <= day), Named(unit_id))

    def body_of(self, unit_id: str) -> str:
        """The unit that stands above all others over a unit of this campaign: the body that proposes for it.

        Where no unit is known, as of a household, the first such body of the campaign.
        """
        parents = {unit.id: unit.parent for unit in self.campaign.units}
        if not unit_id:
            return next((one for one, parent in parents.items() if parent not in parents), "")
        while parents.get(unit_id) in parents:
            unit_id = parents[unit_id]
        return unit_id

    def post_of(self, person_id: str, day: Date) -> Post | None:
        """Where a person worked on a day, before the first known post in that one; None of whom nothing is known."""
        posts = sorted(self.posts.get(person_id, ()), key=lambda post: post.since)
        held = [post for post in posts if post.since <= day]
        return held[-1] if held else posts[0] if posts else None

    def unit_of(self, subject: Subject, day: Date) -> str:
        """The unit of a subject: a collective is one itself; "" where there is none."""
        if subject.kind == "COLLECTIVE":
            return subject.id
        post = self.post_of(subject.id, day) if subject.kind == "INDIVIDUAL" else None
        return post.unit_id if post else ""

    def named(self, subject: Subject, day: Date) -> Text:
        """A subject by its name, a person's to be opened by whoever sets the paper."""
        match subject.kind:
            case "COLLECTIVE":
                return (self.unit_name(subject.id, day),)
            case "INDIVIDUAL":
                return (Name(subject.id),)
            case _:
                return (f"Hộ gia đình (mã {subject.id})",)

    def bases_on(self, day: Date) -> tuple[str, ...]:
        """The legal basis of the rule set in force on a day."""
        rule_set = in_force_on(self.rule_sets, day)
        return tuple(f"Căn cứ {basis}" for basis in rule_set.legal_basis) if rule_set else ()
