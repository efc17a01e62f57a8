"""By which numbers a candidacy is asked for: of its nominations, sittings, documents, decisions and papers. No HTTP."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlmodel import Session, select

from services.awards.domain.nominations import Nomination
from services.awards.domain.tallies import Subject
from services.awards.tables.rows import Nomination as NominationRow
from services.awards.tables.rows import NominationHistory
from shared.core.plain_words import plain

# Of what was said about a nomination: the numbers that stand on papers, and the hashes of the papers themselves.
NUMBERS: Final = ("sitting_id", "doc_no", "decision_no", "annulment_no", "sha256")

_told: Final = msgspec.json.Decoder(Nomination).decode
_said: Final = msgspec.json.Decoder(dict[str, Any]).decode


def numbers_of(session: Session, campaign: str) -> Mapping[tuple[Subject, str], str]:
    """Of each subject and award that was ever proposed, all numbers in one text, without capitals and accents."""
    said: dict[str, list[str]] = {}
    for row in session.exec(select(NominationHistory).where(NominationHistory.campaign == campaign)):
        data = _said(row.data)
        said.setdefault(row.nomination_id, []).extend(str(data[name]) for name in NUMBERS if name in data)
    numbers: dict[tuple[Subject, str], str] = {}
    for nomination in session.exec(select(NominationRow).where(NominationRow.campaign == campaign)):
        told, id_ = _told(nomination.told), nomination.nomination_id
        whose = told.subject, told.award
        numbers[whose] = plain(" ".join((numbers.get(whose, ""), id_, told.decision_no, *said.get(id_, ()))))
    return numbers
