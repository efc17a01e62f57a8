"""Awards' answers about nominations and decisions (contract §2), as plain dictionaries. They know no HTTP.

Whoever calls has opened the view and checked who asks. None means that there is no such thing.
"""

from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session, col, select

from services.awards.api.succession import lineage_of, remarks_owed, told
from services.awards.domain.clocks import clocks_of
from services.awards.domain.lifecycle import may_follow
from services.awards.domain.nominations import Ballot, Nomination, is_carried, missing, stage_of, vote_of
from services.awards.domain.succession import Fate, fate_of_nomination
from services.awards.tables import Campaign, Decision, DecisionSubject, NominationHistory
from services.awards.tables import Nomination as NominationRow
from shared.core import events
from shared.core.values import Award, Date
from shared.rules.law.law import Law, Overrides

Answer: TypeAlias = dict[str, object]

LAPSED: Final = "LAPSED"
WITHDRAWN: Final = events.NominationWithdrawn.short

_told: Final = msgspec.json.Decoder(Nomination).decode
_overrides: Final = msgspec.json.Decoder(dict[str, dict[str, str | int | float]]).decode
_subjects: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


def nomination_answer(session: Session, campaign: str, nomination_id: str, *, day: Date) -> Answer | None:
    """A nomination: where it stands, what it lacks, what may be stated next, its ballots, clocks and history.

    Where its unit has ended by the day asked about, `succession` says what became of it, and `state` is LAPSED once
    nobody carries it on.
    """
    row = session.get(NominationRow, (campaign, nomination_id))
    if row is None:
        return None
    nomination, law = _told(row.told), Law(_law_of(session, campaign))
    stage, vote = stage_of(nomination, law), vote_of(nomination, law)
    fated = fate_of_nomination(nomination, lineage_of(session), day=day)
    lapsed = fated is not None and fated.fate is Fate.LAPSED
    owed = remarks_owed(session, nomination.subject_id) if nomination.subject_kind == "INDIVIDUAL" else ()
    return {
        "nomination_id": nomination_id,
        "subject_kind": nomination.subject_kind,
        "subject_id": nomination.subject_id,
        "award": nomination.award,
        "achievement_key": nomination.achievement_key,
        "state": LAPSED if lapsed else stage.value,
        "vote": vote.value,
        "missing": missing(nomination, law, remarks=owed),
        "next": [WITHDRAWN] if lapsed else may_follow(stage, vote),
        "papers": [{"item": item, "sha256": sha256} for item, sha256 in nomination.papers],
        "clearances": [{"body": body, "result": result} for body, result in nomination.clearances.items()],
        "public_comment": msgspec.to_builtins(nomination.comment),
        "level": nomination.level,
        "received_on": nomination.received_on or None,
        "returned": {"missing": nomination.returned_missing, "reason": nomination.returned_reason or None},
        "ballots": [_ballot(ballot, nomination.award, law) for ballot in nomination.ballots],
        "minutes_on": nomination.minutes_on or None,
        "decision_no": nomination.decision_no or None,
        "clocks": [one._asdict() for one in clocks_of(nomination, law)],
        "position": row.position,
        "history": _history(session, campaign, nomination_id),
    } | told(fated)


def decisions_answer(session: Session, campaign: str) -> Answer | None:
    """Every decision of a campaign in the order it was recorded, and what became of each subject's award."""
    if session.get(Campaign, campaign) is None:
        return None
    of_campaign = select(DecisionSubject).where(DecisionSubject.campaign == campaign)
    given = {(one.decision_no, one.subject_kind, one.subject_id): one for one in session.exec(of_campaign)}
    decisions = select(Decision).where(Decision.campaign == campaign).order_by(col(Decision.position))
    return {
        "decisions": [
            {
                "decision_no": decision.decision_no,
                "award": decision.award,
                "decided_on": decision.decided_on,
                "conferred_on": decision.conferred_on or None,
                "position": decision.position,
                "subjects": [_given(given[decision.decision_no, *one]) for one in _subjects(decision.subjects)],
            }
            for decision in session.exec(decisions)
        ]
    }


def _given(row: DecisionSubject) -> Answer:
    """What a subject was given; once annulled, it is to be given back."""
    answer: Answer = {
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "bonus_vnd": row.bonus_vnd or None,
        "status": row.status,
    }
    if row.annulment_no:
        answer |= {"annulment_no": row.annulment_no, "to_recover_vnd": row.bonus_vnd}
    return answer


def _ballot(ballot: Ballot, award: Award, law: Law) -> Answer:
    """The tally with how many votes were for it, of how many, and how many it takes."""
    share = law.votes_for(award, ballot.held_on)
    return {
        **msgspec.to_builtins(ballot),
        "votes_for": ballot.votes_for,
        "of": ballot.of(share),
        "needed": str(share),
        "carried": is_carried(ballot, award, law),
    }


def _history(session: Session, campaign: str, nomination_id: str) -> list[Answer]:
    of_nomination = (
        select(NominationHistory)
        .where(NominationHistory.campaign == campaign, NominationHistory.nomination_id == nomination_id)
        .order_by(col(NominationHistory.position))
    )
    return [
        {
            "position": row.position,
            "type": row.type,
            "time": row.time,
            "recorded_at": row.recorded_at,
            "actor": row.actor,
            "data": msgspec.json.decode(row.data),
        }
        for row in session.exec(of_nomination)
    ]


def _law_of(session: Session, campaign: str) -> Overrides:
    row = session.get(Campaign, campaign)
    return _overrides(row.law) if row else {}
