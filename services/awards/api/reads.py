"""Awards' answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks. None means that there is no such campaign.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec
from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, or_, select

from services.awards.api.places import Table, places_of
from services.awards.api.succession import lineage_of, told
from services.awards.domain.succession import Fated, fate_of
from services.awards.domain.tallies import Subject
from services.awards.tables import Campaign, Candidate, CandidateColumns, Member, ShownCandidate
from shared.core.definition import Label
from shared.core.events import Explained, Said
from shared.core.values import Date, Language
from shared.rules.law.law import Law

Answer: TypeAlias = dict[str, object]

NEWEST_LAW: Final[Date] = "9999-12-31"

_LAW: Final = select(Campaign.law).where(Campaign.campaign == bindparam("campaign"))

_explained: Final = msgspec.json.Decoder(Explained)
_overrides: Final = msgspec.json.Decoder(dict[str, dict[str, str | int | float]]).decode


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which candidates are asked for; an empty field asks for all. `units`: those of some units and their people.

    Whoever does not ask `with_holds` is told the verdicts as they were before. `day`: whose law ranks them; `today`:
    by which units have ended, in the country.
    """

    subject_id: str = ""
    award: str = ""
    verdict: str = ""
    units: tuple[str, ...] = ()
    with_holds: bool = False
    day: Date = NEWEST_LAW
    today: Date = ""


def candidates_answer(session: Session, campaign: str, *, wanted: Wanted, language: Language) -> Answer | None:
    """The candidates as they stand, in the order in which they were last spoken of.

    Under a card with a cap each has a `rank`, by the law's priorities and the facts behind it, and `over_cap` marks
    those beyond it; where the cap is also one for each body, `body` and `rank_in_body` say where it stands there.
    """
    law = session.exec(_LAW, params={"campaign": campaign}).first()
    if law is None:
        return None
    table = Candidate if wanted.with_holds else ShownCandidate
    rows = _rows(session, campaign, table, wanted)
    cards = {row.card for row in rows if row.verdict == "CANDIDATE"}
    places = places_of(session, campaign, table, cards=cards, law=Law(_overrides(law)), day=wanted.day)
    fates = _fates(session, rows, today=wanted.today)
    return {
        "candidates": [
            _candidate(row, language)
            | places.get((row.subject_kind, row.subject_id, row.card), {})
            | told(fates.get((row.subject_kind, row.subject_id)))
            for row in rows
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


def _rows(session: Session, campaign: str, table: Table, wanted: Wanted) -> Sequence[CandidateColumns]:
    query = select(table).where(table.campaign == campaign).order_by(col(table.position))
    for column, value in (
        (table.subject_id, wanted.subject_id),
        (table.award, wanted.award),
        (table.verdict, wanted.verdict),
    ):
        if value:
            query = query.where(column == value)
    if wanted.units:
        people = select(Member.person_id).where(col(Member.unit_id).in_(wanted.units))
        itself = and_(table.subject_kind == "COLLECTIVE", col(table.subject_id).in_(wanted.units))
        person = and_(table.subject_kind == "INDIVIDUAL", col(table.subject_id).in_(people))
        query = query.where(or_(itself, person))
    return session.exec(query).all()


def _fates(session: Session, rows: Sequence[CandidateColumns], *, today: Date) -> dict[tuple[str, str], Fated | None]:
    """What became of those candidates that are units; most reads ask for none."""
    units = {row.subject_id for row in rows if row.subject_kind == "COLLECTIVE"}
    if not units:
        return {}
    lineage = lineage_of(session)
    return {("COLLECTIVE", unit): fate_of(Subject("COLLECTIVE", unit), lineage, day=today) for unit in units}


def _candidate(row: CandidateColumns, language: Language) -> Answer:
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


def _said(said: Said, language: Language) -> str:
    return said.vi if language == "vi" else said.en


def _label(label: Label, language: Language) -> str:
    """In the other language rather than not at all."""
    return (label.vi or label.en) if language == "vi" else (label.en or label.vi)
