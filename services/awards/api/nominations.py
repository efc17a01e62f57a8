"""Awards' answers about nominations and decisions (contract §2), as plain dictionaries. They know no HTTP.

Whoever calls has opened the view and checked who asks. None means that there is no such thing.
"""

from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session, col, select

from services.awards.api.succession import told
from services.awards.domain.nominations import Ballot, is_carried
from services.awards.tables.nominations import history_of, nomination_seen
from services.awards.tables.rows import Campaign, Decision, DecisionSubject
from shared.core.values import Award, Date
from shared.rules.law.law import Law

Answer: TypeAlias = dict[str, object]

LAPSED: Final = "LAPSED"

_subjects: Final = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


def nomination_answer(session: Session, campaign: str, nomination_id: str, *, day: Date) -> Answer | None:
    """A nomination: where it stands, what it lacks, what may be stated next, its ballots, clocks and history.

    Where its unit has ended by the day asked about, `succession` says what became of it, and `state` is LAPSED once
    nobody carries it on.
    """
    seen = nomination_seen(session, campaign, nomination_id, day=day)
    if seen is None:
        return None
    nomination = seen.nomination
    return {
        "nomination_id": nomination_id,
        "subject_kind": nomination.subject_kind,
        "subject_id": nomination.subject_id,
        "award": nomination.award,
        "achievement_key": nomination.achievement_key,
        "state": LAPSED if seen.lapsed else seen.stage.value,
        "vote": seen.vote.value,
        "missing": seen.missing,
        "next": seen.next,
        "papers": [{"item": item, "sha256": sha256} for item, sha256 in nomination.papers],
        "clearances": [{"body": body, "result": result} for body, result in nomination.clearances.items()],
        "public_comment": msgspec.to_builtins(nomination.comment),
        "level": nomination.level,
        "received_on": nomination.received_on or None,
        "returned": {"missing": nomination.returned_missing, "reason": nomination.returned_reason or None},
        "ballots": [_ballot(ballot, nomination.award, seen.law) for ballot in nomination.ballots],
        "minutes_on": nomination.minutes_on or None,
        "decision_no": nomination.decision_no or None,
        "clocks": [one._asdict() for one in seen.clocks],
        "position": seen.position,
        "history": _history(session, campaign, nomination_id),
    } | told(seen.fated)


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
    return [
        {
            "position": row.position,
            "type": row.type,
            "time": row.time,
            "recorded_at": row.recorded_at,
            "actor": row.actor,
            "data": msgspec.json.decode(row.data),
        }
        for row in history_of(session, campaign, nomination_id)
    ]
