"""A nomination as whoever may read it is shown it, by the law and on a day. It knows no HTTP and no wording."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from sqlmodel import Session, col, select

from services.awards.domain.clocks import Running, clocks_of
from services.awards.domain.lifecycle import Stage, Vote, may_follow
from services.awards.domain.nominations import Nomination, missing, stage_of, vote_of
from services.awards.domain.succession import Fate, Fated, fate_of_nomination
from services.awards.domain.tallies import Subject
from services.awards.tables.candidates import law_of
from services.awards.tables.rows import Nomination as NominationRow
from services.awards.tables.rows import NominationHistory, Sitting
from services.awards.tables.succession import lineage_of, remarks_owed
from shared.core import events
from shared.core.values import Date
from shared.rules.law.law import Law

WITHDRAWN: Final = events.NominationWithdrawn.short

_told: Final = msgspec.json.Decoder(Nomination).decode


class NominationSeen(NamedTuple):
    """Where a nomination stands, what it lacks (`missing`) and what may be stated next (`next`, short names).

    `fated` says what became of it where its unit has ended by the day asked about.
    """

    nomination_id: str
    nomination: Nomination
    law: Law
    stage: Stage
    vote: Vote
    fated: Fated | None
    missing: tuple[str, ...]
    clocks: tuple[Running, ...]
    position: int

    @property
    def lapsed(self) -> bool:
        """Whether nobody carries it on."""
        return self.fated is not None and self.fated.fate is Fate.LAPSED

    @property
    def next(self) -> list[str]:
        """What may be stated next; one that has lapsed can only be taken back."""
        return [WITHDRAWN] if self.lapsed else may_follow(self.stage, self.vote)


def nomination_seen(session: Session, campaign: str, nomination_id: str, *, day: Date) -> NominationSeen | None:
    """One nomination; None where there is none of this id."""
    row = session.get(NominationRow, (campaign, nomination_id))
    return None if row is None else _seen(session, row, day=day)


def nominations_of(session: Session, campaign: str, subject: Subject, award: str, *, day: Date) -> list[NominationSeen]:
    """All nominations of a subject for an award, the newest first."""
    rows = session.exec(
        select(NominationRow).where(NominationRow.campaign == campaign).order_by(col(NominationRow.position).desc())
    )
    return list(_those_of(session, rows.all(), subject, award, day=day))


def _those_of(
    session: Session, rows: Sequence[NominationRow], subject: Subject, award: str, *, day: Date
) -> Iterator[NominationSeen]:
    for row in rows:
        told = _told(row.told)
        if told.subject == subject and told.award == award:
            yield _seen(session, row, day=day)


class Stands(NamedTuple):
    """Where the newest nomination of a subject for an award stands; `lapsed`: nobody carries it on."""

    stage: Stage
    vote: Vote
    lapsed: bool


def stands_of(session: Session, campaign: str, *, day: Date) -> Mapping[tuple[Subject, str], Stands]:
    """Of each subject and award that was ever proposed, where the newest nomination stands."""
    law, lineage = law_of(session, campaign) or Law({}), lineage_of(session)
    rows = select(NominationRow.told).where(NominationRow.campaign == campaign).order_by(col(NominationRow.position))
    stands: dict[tuple[Subject, str], Stands] = {}
    for told in map(_told, session.exec(rows)):
        fated = fate_of_nomination(told, lineage, day=day)
        lapsed = fated is not None and fated.fate is Fate.LAPSED
        stands[told.subject, told.award] = Stands(stage_of(told, law), vote_of(told, law), lapsed)
    return stands


def history_of(session: Session, campaign: str, nomination_id: str) -> Sequence[NominationHistory]:
    """Every fact that spoke of a nomination, in the order of the log."""
    table = NominationHistory
    of_nomination = (table.campaign == campaign, table.nomination_id == nomination_id)
    return session.exec(select(table).where(*of_nomination).order_by(col(table.position))).all()


def newest_sitting(session: Session, campaign: str) -> str:
    """The sitting of the council with the latest day; "" if none was convened."""
    of_campaign = select(Sitting.sitting_id).where(Sitting.campaign == campaign)
    return session.exec(of_campaign.order_by(col(Sitting.held_on).desc(), col(Sitting.sitting_id))).first() or ""


def _seen(session: Session, row: NominationRow, *, day: Date) -> NominationSeen:
    nomination, law = _told(row.told), law_of(session, row.campaign) or Law({})
    owed = remarks_owed(session, nomination.subject_id) if nomination.subject_kind == "INDIVIDUAL" else ()
    return NominationSeen(
        nomination_id=row.nomination_id,
        nomination=nomination,
        law=law,
        stage=stage_of(nomination, law),
        vote=vote_of(nomination, law),
        fated=fate_of_nomination(nomination, lineage_of(session), day=day),
        missing=missing(nomination, law, remarks=owed),
        clocks=clocks_of(nomination, law),
        position=row.position,
    )
