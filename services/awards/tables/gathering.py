"""From awards' tables to what papers are set from: everything up to the position of the paper, and nothing later."""

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec
from sqlmodel import Session, col, select

from services.awards.domain.nominations import Nomination
from services.awards.domain.papers.known import Known, Proposal
from services.awards.domain.tallies import Subject
from services.awards.ports import Names
from services.awards.tables.rows import Candidate, CandidateHistory, PaperSource, RegisteredPaper
from shared.core.access import Caller, may_read
from shared.core.events import CATALOGUE, REGISTRY, CampaignLaunched, Data, Explained, PersonalDataErased
from shared.core.projecting import MAX_WHOLE
from shared.core.values import Date
from shared.papers.content import Line, Name, Paper, PaperKind, Table, Text
from shared.papers.register import Told
from shared.rules.stated import HELD

Conditions: TypeAlias = tuple[Any, ...]  # as SQLAlchemy writes them

_explained: Final = msgspec.json.Decoder(Explained).decode


def about_of(nomination_id: str, nomination: Nomination, kind: PaperKind) -> Told:
    """What a paper of a nomination speaks of: minutes of its last sitting, a decision of what it came to."""
    match kind:
        case PaperKind.MINUTES:
            return Told("sitting", nomination.ballots[-1].sitting_id if nomination.ballots else "")
        case PaperKind.DECISION:
            return Told("decision", nomination.decision_no)
        case _:
            return Told("nomination", nomination_id)


def newest(session: Session, campaign: str, paper: str, about: Told) -> RegisteredPaper | None:
    """The newest paper of its kind about a thing; None where no fact has made one yet."""
    table = RegisteredPaper
    of_thing = (
        table.campaign == campaign,
        table.paper == paper,
        table.topic == about.topic,
        table.topic_id == about.id,
    )
    return session.exec(select(table).where(*of_thing).order_by(col(table.position).desc()).limit(1)).first()


def gathered(session: Session, campaign: str, about: Told, *, until: int) -> Known | None:
    """What the log knew at a position for the papers about a thing; None where the campaign was not launched yet."""
    facts = _decoded(session, (PaperSource.campaign == campaign,), until=until)
    launched = next((fact for fact, _ in facts if isinstance(fact, CampaignLaunched)), None)
    if launched is None:
        return None
    known = Known(launched)
    for fact, day in facts:
        known.take(fact, day)
    proposals = _proposals(known, about)
    subjects = [proposal.subject for proposal in proposals]
    for topics in (_units(), _persons(known), *map(_priors, subjects)):
        for fact, day in _decoded(session, (PaperSource.campaign == REGISTRY, *topics), until=until):
            known.take(fact, day)
    for proposal in proposals:
        subject, award = proposal.subject, proposal.opened.award
        known.explained[subject, award] = _explanations(session, campaign, subject, award, until=until)
    return known


def known_of(session: Session, campaign: str, people: Collection[str]) -> Known | None:
    """What pages name things by: campaign, rule sets, units and these people; None: it was not launched."""
    of_campaign = (PaperSource.campaign == campaign, PaperSource.topic == "campaign")
    facts = _decoded(session, of_campaign, until=MAX_WHOLE)
    launched = next((fact for fact, _ in facts if isinstance(fact, CampaignLaunched)), None)
    if launched is None:
        return None
    known = Known(launched)
    of_people = (PaperSource.topic == "person", col(PaperSource.topic_id).in_(people))
    for topics in (_units(), of_people):
        facts += _decoded(session, (PaperSource.campaign == REGISTRY, *topics), until=MAX_WHOLE)
    for fact, day in facts:
        known.take(fact, day)
    return known


def persons_on(paper: Paper) -> set[str]:
    """Everybody whose name stands on a paper."""
    texts = [text for part in paper.body for text in _texts(part)]
    texts += [signature.name for signature in paper.signatures]
    return {piece.person_id for text in texts for piece in text if isinstance(piece, Name)}


class Named(NamedTuple):
    """The names that somebody may see, and the persons who were erased; of everybody else there is the id alone."""

    opened: dict[str, str]
    erased: frozenset[str]


def names_shown(session: Session, people: Collection[str], known: Known, *, caller: Caller, names: Names) -> Named:
    """The names of these persons, as far as this caller may see them: their own unit's people, or everybody's."""
    opened: dict[str, str] = {}
    erased = _erased_of(session, people)
    for person_id in people:
        posts = known.posts.get(person_id)
        if posts and person_id not in erased and may_read(caller, "names", unit_id=posts[-1].unit_id):
            name = names.open(person_id, posts[-1].sealed)
            if name is None:
                erased.add(person_id)
            else:
                opened[person_id] = name
    return Named(opened, frozenset(erased))


def _erased_of(session: Session, people: Collection[str]) -> set[str]:
    """Those of these persons who were erased, as far as the read model knows: nobody opens their names any more."""
    table = PaperSource
    erased = (table.topic == "person", col(table.topic_id).in_(people), table.wire == PersonalDataErased.wire)
    return set(session.exec(select(table.topic_id).where(*erased)))


def _texts(part: Line | Table) -> Iterator[Text]:
    if isinstance(part, Line):
        yield part.text
    else:
        for row in part.rows:
            yield from row


def _proposals(known: Known, about: Told) -> list[Proposal]:
    """The nominations whose achievements stand on a paper."""
    match about.topic:
        case "nomination":
            ids = [about.id]
        case "decision" if about.id in known.given:
            ids = [one.nomination_id for one in known.given[about.id].decided.subjects]
        case _:
            ids = []
    return [known.proposals[one] for one in ids if one in known.proposals]


def _units() -> Conditions:
    return (PaperSource.topic == "unit",)


def _persons(known: Known) -> Conditions:
    """Everybody whom the campaign's procedure names."""
    people = {proposal.subject.id for proposal in known.proposals.values() if proposal.subject.kind == "INDIVIDUAL"}
    for meeting in known.meetings.values():
        people |= {member.person_id for member in meeting.convened.members}
        people |= set(meeting.minutes.signers if meeting.minutes else ())
    people |= {given.decided.signer.person_id for given in known.given.values()}
    return PaperSource.topic == "person", col(PaperSource.topic_id).in_(people)


def _priors(subject: Subject) -> Conditions:
    return PaperSource.topic == subject.kind, PaperSource.topic_id == subject.id


def _decoded(session: Session, conditions: Conditions, *, until: int) -> list[tuple[Data, Date]]:
    """The facts that papers are set from, each with its day, in the order of the log."""
    table = PaperSource
    query = select(table).where(*conditions, col(table.position) <= until).order_by(col(table.position))
    return [(msgspec.json.decode(row.data, type=CATALOGUE[row.wire]), row.day) for row in session.exec(query)]


def _explanations(
    session: Session, campaign: str, subject: Subject, award: str, *, until: int
) -> tuple[Explained, ...]:
    """Why the subject was flagged for the award under each card; a hold tells nothing here."""
    table = Candidate
    of_subject = (table.campaign == campaign, table.subject_kind == subject.kind, table.subject_id == subject.id)
    found = session.exec(select(table).where(*of_subject, table.award == award).order_by(col(table.card)))
    return tuple(one for row in found if (one := _explained_then(session, row.position, until=until)) is not None)


def _explained_then(session: Session, position: int, *, until: int) -> Explained | None:
    """The newest explanation up to a position, back along the candidate's chain."""
    while (row := session.get(CandidateHistory, position)) is not None:
        if row.position <= until and row.verdict != HELD:
            return _explained(row.explanation)
        position = row.previous
    return None
