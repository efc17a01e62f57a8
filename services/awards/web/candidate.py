"""Gathers one candidate: why, how it came to that, and its way to a decision, from awards' tables. It knows no HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import msgspec
from sqlmodel import Session, col, or_, select

from services.awards.domain.tallies import Subject
from services.awards.ports import Names
from services.awards.tables.candidates import Seen, Wanted, candidates_seen, history_of
from services.awards.tables.nominations import nominations_of
from services.awards.tables.rows import CandidateHistory, Decision, DecisionSubject
from services.awards.web.changes import Change, changes
from services.awards.web.clauses import Condition, Conditions, in_words
from services.awards.web.listing import AWARDS, subject_of
from services.awards.web.naming import Naming, Who, naming_of
from services.awards.web.procedure import Way, way_of
from shared.core.access import Caller, Reach, reach
from shared.core.events import Explained, Said
from shared.core.lineage import day_in_country
from shared.core.values import Award, SubjectKind, Verdict

_explained: Final = msgspec.json.Decoder(Explained).decode


@dataclass(frozen=True, slots=True)
class Given:
    """A decision that gave the award to the candidate, and what became of it."""

    decision: Decision
    subject: DecisionSubject


@dataclass(frozen=True, slots=True)
class Told:
    """One verdict in the history of a candidate, and which figures it was that changed since the one before."""

    verdict: Verdict
    rule_set: str
    recorded_at: str
    position: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject under one card as a caller is shown it.

    `ways` are its nominations, the newest first, None for whoever may not read nominations; `others` the other cards
    under which it was flagged.
    """

    naming: Naming
    who: Who
    seen: Seen
    conditions: Condition | Conditions
    missing: tuple[Said, ...]
    legal_basis: tuple[str, ...]
    history: Sequence[Told]
    others: tuple[Seen, ...]
    ways: tuple[Way, ...] | None
    given: tuple[Given, ...]

    @property
    def award(self) -> Award:
        """For which award."""
        return cast("Award", self.seen.row.award)

    @property
    def verdict(self) -> Verdict:
        """As the caller is shown it."""
        return cast("Verdict", self.seen.row.verdict)


def candidate_of(
    session: Session,
    campaign: str,
    subject: Subject,
    card: str,
    *,
    caller: Caller,
    audience: Caller,
    moment: datetime,
    names: Names,
) -> Candidate | None:
    """One candidate as a caller who may read candidates sees it; None where there is none that this caller may see.

    An empty `card` stands for that of the highest award. `audience` looks on: what it may not know of is left out.
    """
    wanted, today = Wanted.by(audience, moment, subject_id=subject.id), day_in_country(moment)
    all_seen = candidates_seen(session, campaign, wanted) or []
    of_subject = sorted(
        (one for one in all_seen if subject_of(one) == subject),
        key=lambda one: (AWARDS.index(cast("Award", one.row.award)), one.row.card),
    )
    seen = next((one for one in of_subject if card in ("", one.row.card)), None)
    naming = naming_of(session, campaign, [subject], caller=caller, names=names, day=today)
    if seen is None or naming is None:
        return None
    explained = _explained(seen.row.explanation)
    ways = None
    if reach(caller, "nominations") is Reach.ALL:
        nominations = nominations_of(session, campaign, subject, seen.row.award, day=today)
        ways = tuple(way_of(session, campaign, one, naming=naming, today=today) for one in nominations)
    return Candidate(
        naming=naming,
        who=naming.who(subject),
        seen=seen,
        conditions=in_words(explained),
        missing=explained.missing or (),
        legal_basis=naming.legal_basis(seen.row.rule_set),
        history=tuple(_told(history_of(session, seen, with_holds=wanted.with_holds))),
        others=tuple(one for one in of_subject if one is not seen),
        ways=ways,
        given=tuple(_given(session, campaign, seen, [way.seen.nomination_id for way in ways or ()])),
    )


def _told(history: Sequence[CandidateHistory]) -> Iterator[Told]:
    """From the newest to the first, as the history comes."""
    explained = [_explained(row.explanation) for row in history]
    for row, now, before in zip(history, explained, [*explained[1:], None], strict=True):
        verdict = cast("Verdict", row.verdict)
        yield Told(verdict, row.rule_set, row.recorded_at, row.position, changes(before, now))


def _given(session: Session, campaign: str, seen: Seen, nominations: Sequence[str]) -> Iterator[Given]:
    """The decisions on the candidate; one of a unit that ended may name the unit in whose place it stands."""
    table, row = DecisionSubject, seen.row
    itself = (table.subject_kind == row.subject_kind) & (table.subject_id == row.subject_id)
    about = or_(itself, col(table.nomination_id).in_(nominations))
    for subject in session.exec(select(table).where(table.campaign == campaign, about)):
        decision = session.get(Decision, (campaign, subject.decision_no))
        if decision is not None and decision.award == row.award:
            yield Given(decision, subject)


def subject_asked(kind: str, subject_id: str) -> Subject:
    """The subject that an address names; of a kind that there is not, nobody is found."""
    return Subject(cast("SubjectKind", kind), subject_id)
