"""One nomination and what each fact makes of it, for the pen and for the read model alike; and what it still lacks.

What a fact makes of it never depends on the law; the law is asked when something is decided or shown.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from services.awards.domain.lifecycle import AWARDED, Stage, Vote
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.envelope import Fact
from shared.core.values import Award, ClearanceResult, Date, Level, Paper, Sha256, SubjectKind, UnitId, Votes
from shared.rules.law.law import Law, Share


class Ballot(msgspec.Struct, frozen=True, gc=False):
    """One round of votes on a nomination: numbers only. `members` is how many the whole council has."""

    sitting_id: str
    held_on: Date
    round: int
    members: int
    yes: Votes
    no: Votes
    blank: Votes
    present: Votes
    written_yes: Votes
    written_no: Votes

    @property
    def votes_for(self) -> int:
        """Those present and those who wrote."""
        return self.yes + self.written_yes

    def of(self, share: Share) -> int:
        """Of how many the votes for it are counted: of all members, or of those present with those who wrote."""
        return self.members if share.base == "ALL_MEMBERS" else self.present + self.written_yes + self.written_no


class Comment(msgspec.Struct, frozen=True, gc=False):
    """The days on which a proposal is, or was, public for comments."""

    from_on: Date
    to_on: Date
    closed: bool


class Nomination(msgspec.Struct, frozen=True, kw_only=True):
    """A nomination as its own facts have left it; `stage` is never COMPLETE here, for that is for the law to say.

    `clearances` maps a body to its answer, None as long as it is waited for, and `asked_on` to the day it was asked.
    `hands` are those who opened or submitted. `turned_down_on`: when it was returned or declined last. A day that has
    not come is "".
    """

    subject_kind: SubjectKind
    subject_id: str
    award: Award
    achievement_key: str
    opened_on: Date
    stage: Stage = Stage.OPEN
    hands: tuple[str, ...] = ()
    papers: tuple[tuple[Paper, Sha256], ...] = ()
    clearances: dict[str, ClearanceResult | None] = {}
    comment: Comment | None = None
    level: Level | None = None
    received_on: str = ""
    returned_missing: tuple[str, ...] = ()
    returned_reason: str = ""
    ballots: tuple[Ballot, ...] = ()
    minutes_on: str = ""
    asked_on: dict[str, Date] = {}
    cleared_on: str = ""
    turned_down_on: str = ""
    decision_no: str = ""
    decided_on: str = ""
    annulled_on: str = ""
    declined_reason: str = ""

    @property
    def subject(self) -> Subject:
        """Who is proposed."""
        return Subject(self.subject_kind, self.subject_id)

    @property
    def law_day(self) -> Date:
        """The day whose law holds for the dossier: that of its newest receipt, until then that of its opening."""
        return self.received_on or self.opened_on


LEVELS: Final[tuple[Level, ...]] = ("AGENCY", "PROVINCE", "PRIME_MINISTER", "PRESIDENT")  # the lowest first


# --- what a fact makes of it


def opened(data: events.NominationOpened, *, on: Date, by: str) -> Nomination:
    """A new nomination, opened on a day by somebody."""
    return Nomination(
        subject_kind=data.subject_kind,
        subject_id=data.subject_id,
        award=data.award,
        achievement_key=data.achievement_key,
        opened_on=on,
        hands=(by,),
    )


def after(nomination: Nomination, fact: Fact) -> Nomination:
    """The nomination after a fact that speaks of it; any other fact leaves it as it is."""
    changes = _changes(nomination, fact)
    return msgspec.structs.replace(nomination, **changes) if changes else nomination


def _changes(nomination: Nomination, fact: Fact) -> dict[str, object]:
    match fact.data:
        case events.NominationSubmitted() as data:
            hands = tuple(dict.fromkeys((*nomination.hands, fact.actor)))
            receipt = {"stage": Stage.SUBMITTED, "level": data.to_level, "received_on": data.received_on}
            return {**receipt, "hands": hands, "returned_missing": (), "returned_reason": ""}
        case events.NominationReturned() as data:
            reasons = {"returned_missing": data.missing, "returned_reason": data.reason}
            return {"stage": Stage.RETURNED, "turned_down_on": day_written(fact), **reasons}
        case events.NominationWithdrawn():
            return {"stage": Stage.WITHDRAWN}
        case events.DossierItemAdded() as data:
            return {"papers": (*nomination.papers, (data.item, data.sha256))}
        case events.ClearanceRequested() as data:
            asked_on = {**nomination.asked_on, data.body: day_written(fact)}
            return {"clearances": {**nomination.clearances, data.body: None}, "asked_on": asked_on}
        case events.ClearanceReceived() as data:
            answers = {**nomination.clearances, data.body: data.result}
            return {"clearances": answers, "cleared_on": max(day_written(fact), nomination.cleared_on)}
        case events.PublicCommentOpened() as data:
            return {"comment": Comment(data.from_on, data.to_on, closed=False)}
        case events.PublicCommentClosed() as data:
            return {"comment": Comment(data.from_on, data.to_on, closed=True)}
        case _:
            return _changes_after_the_vote(nomination, fact)


def _changes_after_the_vote(nomination: Nomination, fact: Fact) -> dict[str, object]:
    match fact.data:
        case events.MinutesSigned() as data:
            voted = bool(nomination.ballots) and nomination.ballots[-1].sitting_id == data.sitting_id
            return {"minutes_on": data.signed_on} if voted else {}
        case events.AwardDecided() as data:
            return {"stage": Stage.AWARDED, "decision_no": data.decision_no, "decided_on": data.decided_on}
        case events.AwardDeclined() as data:
            reason = {"declined_reason": data.reason}
            return {"stage": Stage.DECLINED, "turned_down_on": day_written(fact), **reason}
        case events.AwardConferred():
            return {"stage": Stage.CONFERRED}
        case events.AwardAnnulled() as data:
            return {"stage": Stage.ANNULLED, "annulled_on": data.annulled_on}
        case _:
            return {}


def tallied(nomination: Nomination, data: events.BallotTallied, *, held_on: Date, members: int) -> Nomination:
    """The council has voted on it."""
    ballot = Ballot(
        sitting_id=data.sitting_id,
        held_on=held_on,
        round=data.round,
        members=members,
        yes=data.yes,
        no=data.no,
        blank=data.blank,
        present=data.present,
        written_yes=data.written_yes,
        written_no=data.written_no,
    )
    return msgspec.structs.replace(nomination, ballots=(*nomination.ballots, ballot), minutes_on="")


def day_written(fact: Fact) -> Date:
    """The day of a fact's time as it was written: the campaign's time zone is for tracking to say, maybe later."""
    return fact.time[:10]


# --- where it stands, by the law


def stage_of(nomination: Nomination | None, law: Law) -> Stage:
    """How far its dossier has come."""
    if nomination is None:
        return Stage.NOT_OPENED
    if nomination.stage is Stage.OPEN and not missing(nomination, law):
        return Stage.COMPLETE
    return nomination.stage


def vote_of(nomination: Nomination | None, law: Law) -> Vote:
    """How the council has voted on it: by its last ballot, and by the law of the day of that sitting."""
    if nomination is None or not nomination.ballots:
        return Vote.NOT_VOTED
    if not is_carried(nomination.ballots[-1], nomination.award, law):
        return Vote.LOST
    return Vote.CONFIRMED if nomination.minutes_on else Vote.CARRIED


def is_carried(ballot: Ballot, award: Award, law: Law) -> bool:
    """Whether enough voted for the award."""
    share = law.votes_for(award, ballot.held_on)
    return share.is_met_by(ballot.votes_for, members=ballot.members, present=ballot.of(share))


def missing(nomination: Nomination, law: Law, *, day: Date = "", remarks: Collection[UnitId] = ()) -> tuple[str, ...]:
    """What the dossier still needs, by the law of a day (the dossier's own, if none is named).

    A paper by its name, `clearance:BODY` for an answer that is waited for or an objection, `public_comment` for the
    days of comment that are not over, `remarks:UNIT` for what a unit that a person left is still to say (`remarks`).
    """
    if nomination.stage in AWARDED:
        return ()
    day, award = day or nomination.law_day, nomination.award
    there = {paper for paper, _ in nomination.papers}
    papers = [paper for paper in law.papers(award, day) if paper not in there]
    bodies = dict.fromkeys((*law.clearances(award, day), *nomination.clearances))
    open_ = [f"clearance:{body}" for body in bodies if nomination.clearances.get(body) != "NO_OBJECTION"]
    comment = nomination.comment
    needs_comment = bool(law.comment_days(award, day)) if comment is None else not comment.closed
    owed = [f"remarks:{unit_id}" for unit_id in remarks]
    return (*papers, *open_, *(["public_comment"] if needs_comment else []), *owed)
