"""Where candidates stand under cards with a cap, from awards' tables. The order itself is the domain's."""

from collections.abc import Collection
from itertools import groupby
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import bindparam
from sqlmodel import Session, and_, col, func, select

from services.awards.domain.ranking import Cap, Contender, Place, ranked
from services.awards.domain.tallies import Subject
from services.awards.tables.rows import Body, Candidate, CandidateColumns, Member, ShownCandidate
from services.awards.tables.rows import Cap as CapRow
from shared.core.values import Date
from shared.rules.law.law import Law

Table: TypeAlias = type[Candidate] | type[ShownCandidate]


class Standing(NamedTuple):
    """A place under a card with a cap, and the body whose own places are counted."""

    place: Place
    cap: Cap
    body: str


Places: TypeAlias = dict[tuple[str, str, str], Standing]

_CAPPED: Final = select(CapRow.card).where(CapRow.campaign == bindparam("campaign"))


def places_of(session: Session, campaign: str, table: Table, *, cards: Collection[str], law: Law, day: Date) -> Places:
    """The place of each candidate under those of some cards that have a cap.

    By kind and id of the subject and card. Whoever asks for one candidate must not wait until all are looked at: where
    no card has a cap, none is.
    """
    capped = set(session.exec(_CAPPED, params={"campaign": campaign})).intersection(cards)
    if not capped:
        return {}
    same_card = and_(CapRow.campaign == table.campaign, CapRow.rule_set == table.rule_set, CapRow.card == table.card)
    query = (
        select(table, CapRow)
        .join(CapRow, same_card)
        .where(table.campaign == campaign, table.verdict == "CANDIDATE", col(table.card).in_(capped))
        .order_by(col(table.card), col(table.position).desc())
    )
    found = session.exec(query).all()
    people = _People(session, campaign)
    places: Places = {}
    for card, rows in groupby(found, key=lambda pair: pair[0].card):
        of_card = list(rows)
        newest = of_card[0][1]  # of two rule sets with this card that of the newest flag
        cap = Cap(newest.per_campaign, newest.per_body)
        contenders = [people.contender(row) for row, _ in of_card]
        bodies = {one.subject: one.body for one in contenders}
        for subject, place in ranked(contenders, cap, law=law, day=day).items():
            places[subject.kind, subject.id, card] = Standing(place, cap, bodies[subject])
    return places


class _People:
    """Who works where, and for whom which body proposes."""

    def __init__(self, session: Session, campaign: str) -> None:
        self._session = session
        counted = select(Member.unit_id, func.sum(Member.is_woman), func.count()).group_by(col(Member.unit_id))
        self._of_unit = {unit: (int(women or 0), people) for unit, women, people in session.exec(counted)}
        bodies = session.exec(select(Body).where(Body.campaign == campaign))
        self._bodies = {row.unit_id: row.body for row in bodies}

    def contender(self, row: CandidateColumns) -> Contender:
        """A candidate with what its place depends on."""
        member, unit_id, women, people = None, row.subject_id, 0, 0
        if row.subject_kind == "INDIVIDUAL":
            member = self._session.get(Member, row.subject_id)
            unit_id, women, people = (member.unit_id, member.is_woman, 1) if member else ("", 0, 0)
        elif row.subject_kind == "COLLECTIVE":
            women, people = self._of_unit.get(row.subject_id, (0, 0))
        return Contender(
            subject=Subject(row.subject_kind, row.subject_id),  # type: ignore[arg-type]  # as the flag said it
            weight=row.weight,
            position=row.position,
            is_direct=member is not None and bool(member.is_direct),
            women=women,
            people=people,
            body=self._bodies.get(unit_id, unit_id),
        )
