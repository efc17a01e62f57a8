"""Awards' answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks. None means that there is no such campaign.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session, and_, col, or_, select

from services.awards.tables import Campaign, Candidate, Cap, Member
from shared.core.definition import Label
from shared.core.events import Explained, Said
from shared.core.values import Language

Answer: TypeAlias = dict[str, object]

_explained: Final = msgspec.json.Decoder(Explained)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which candidates are asked for; an empty field asks for all. `unit_id`: those of one unit and its people."""

    subject_id: str = ""
    award: str = ""
    verdict: str = ""
    unit_id: str = ""


def candidates_answer(session: Session, campaign: str, *, wanted: Wanted, language: Language) -> Answer | None:
    """The candidates as they stand, in the order in which they were last spoken of.

    Under a card with a cap, each candidate has a `rank` (more evidence first), and `over_cap` marks those beyond it.
    """
    if session.get(Campaign, campaign) is None:
        return None
    ranks = _ranks(session, campaign)
    return {
        "candidates": [
            _candidate(row, language) | _rank(ranks.get((row.subject_kind, row.subject_id, row.card)))
            for row in _rows(session, campaign, wanted)
        ]
    }


def explanation_in(language: Language, explained: Explained) -> Answer:
    """A clause tree as contract §5 shows it, its words in one language."""
    answer: Answer = {"outcome": explained.outcome}
    if explained.missing is not None:
        answer["missing"] = [_said(one, language) for one in explained.missing]
    for name, parts in (("all", explained.all), ("any", explained.any), ("of", explained.of)):
        if parts:
            answer[name] = [explanation_in(language, part) for part in parts]
    if explained.of:
        answer["at_least"] = explained.at_least
    if explained.id:
        answer |= {
            "id": explained.id,
            "label": _label(explained.label or Label(), language),
            "basis": explained.basis or "",
            "when": explained.when,
            "values": explained.values or {},
            "evidence": list(explained.evidence or ()),
            "evidence_count": explained.evidence_count or 0,
        }
    return answer


def _rows(session: Session, campaign: str, wanted: Wanted) -> Sequence[Candidate]:
    query = select(Candidate).where(Candidate.campaign == campaign).order_by(col(Candidate.position))
    for column, value in (
        (Candidate.subject_id, wanted.subject_id),
        (Candidate.award, wanted.award),
        (Candidate.verdict, wanted.verdict),
    ):
        if value:
            query = query.where(column == value)
    if wanted.unit_id:
        people = select(Member.person_id).where(Member.unit_id == wanted.unit_id)
        itself = and_(Candidate.subject_kind == "COLLECTIVE", Candidate.subject_id == wanted.unit_id)
        person = and_(Candidate.subject_kind == "INDIVIDUAL", col(Candidate.subject_id).in_(people))
        query = query.where(or_(itself, person))
    return session.exec(query).all()


def _candidate(row: Candidate, language: Language) -> Answer:
    return {
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "award": row.award,
        "card": row.card,
        "verdict": row.verdict,
        "rule_set": row.rule_set,
        "achievement_key": row.achievement_key,
        "position": row.position,
        "evidence": msgspec.json.decode(row.evidence),
        "explanation": explanation_in(language, _explained.decode(row.explanation)),
    }


def _rank(place: tuple[int, int] | None) -> Answer:
    return {} if place is None else {"rank": place[0], "over_cap": place[0] > place[1]}


def _ranks(session: Session, campaign: str) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Rank and cap of every candidate under a card with a cap, by subject and card."""
    same_card = and_(Cap.campaign == Candidate.campaign, Cap.rule_set == Candidate.rule_set, Cap.card == Candidate.card)
    query = (
        select(Candidate, Cap.per_campaign)
        .join(Cap, same_card)
        .where(Candidate.campaign == campaign, Candidate.verdict == "CANDIDATE")
        .order_by(col(Candidate.card), col(Candidate.weight).desc(), col(Candidate.position))
    )
    found: Iterable[tuple[Candidate, int]] = session.exec(query).all()
    return {
        (row.subject_kind, row.subject_id, row.card): (rank, cap)
        for _, of_card in groupby(found, key=lambda one: one[0].card)
        for rank, (row, cap) in enumerate(of_card, start=1)
    }


def _said(said: Said, language: Language) -> str:
    return said.vi if language == "vi" else said.en


def _label(label: Label, language: Language) -> str:
    """In the other language rather than not at all."""
    return (label.vi or label.en) if language == "vi" else (label.en or label.vi)
