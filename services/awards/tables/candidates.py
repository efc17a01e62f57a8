"""Which candidates a caller is shown, with the place and the fate of each, from one position of awards' tables.

Every read and every page asks here, so that what a hold hides is hidden everywhere. It knows no HTTP and no wording.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple, Self, cast

import msgspec
from sqlalchemy import BindParameter, bindparam
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from services.awards.domain.succession import Fated, fate_of
from services.awards.domain.tallies import Subject
from services.awards.tables.places import Standing, Table, places_of
from services.awards.tables.rows import (
    Campaign,
    Candidate,
    CandidateColumns,
    CandidateHistory,
    Member,
    ShownCandidate,
)
from services.awards.tables.succession import lineage_of
from shared.core.access import Caller, Reach, reach
from shared.core.events import Explained
from shared.core.lineage import day_in_country
from shared.core.values import Award, Date, Verdict
from shared.rules.law.law import Law
from shared.rules.stated import Stated, would_be_heard
from shared.rules.weighing import outcomes

NEWEST_LAW: Final[Date] = "9999-12-31"

_LAW: Final = select(Campaign.law).where(Campaign.campaign == bindparam("campaign"))

_explained: Final = msgspec.json.Decoder(Explained).decode
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

    @classmethod
    def by(cls, caller: Caller, moment: datetime, **asked: str) -> Self:
        """What a caller who may read candidates at all is shown of them at a moment; `asked` narrows it."""
        return cls(
            **asked,
            units=caller.units if reach(caller, "candidates") is Reach.OWN else (),
            with_holds=reach(caller, "holds") is Reach.ALL,
            day=moment.date().isoformat(),
            today=day_in_country(moment),
        )


class Seen(NamedTuple):
    """A candidate as somebody is shown it; `standing` is its place under a card with a cap."""

    row: CandidateColumns
    standing: Standing | None
    fated: Fated | None


def law_of(session: Session, campaign: str) -> Law | None:
    """The law's tables as a campaign overrides them; None where there is no such campaign."""
    law = session.exec(_LAW, params={"campaign": campaign}).first()
    return None if law is None else Law(_overrides(law))


def candidates_seen(session: Session, campaign: str, wanted: Wanted) -> list[Seen] | None:
    """The candidates in the order in which they were last spoken of; None where there is no such campaign."""
    law = law_of(session, campaign)
    if law is None:
        return None
    table = Candidate if wanted.with_holds else ShownCandidate
    rows = _rows(session, campaign, table, wanted)
    cards = {row.card for row in rows if row.verdict == "CANDIDATE"}
    places = places_of(session, campaign, table, cards=cards, law=law, day=wanted.day)
    fates = _fates(session, rows, today=wanted.today)
    return [
        Seen(
            row,
            places.get((row.subject_kind, row.subject_id, row.card)),
            fates.get((row.subject_kind, row.subject_id)),
        )
        for row in rows
    ]


def history_of(session: Session, seen: Seen, *, with_holds: bool) -> list[CandidateHistory]:
    """What a candidate was shown as, one after another, the newest first; a hold hides itself there too."""
    chain: list[CandidateHistory] = []
    position = _newest_of(session, seen.row)
    while (row := session.get(CandidateHistory, position)) is not None:
        chain.append(row)
        position = row.previous
    return chain if with_holds else list(reversed(_heard(reversed(chain), cast("Award", seen.row.award))))


def _newest_of(session: Session, row: CandidateColumns) -> int:
    """Where the chain of a candidate begins, whichever part of it is shown."""
    table = Candidate
    of_candidate = (
        table.campaign == row.campaign,
        table.subject_kind == row.subject_kind,
        table.subject_id == row.subject_id,
        table.card == row.card,
    )
    return session.exec(select(table.position).where(*of_candidate)).one()


def _heard(chain: Iterable[CandidateHistory], award: Award) -> list[CandidateHistory]:
    heard: list[CandidateHistory] = []
    before: Stated | None = None
    for row in chain:
        told = Stated(award, cast("Verdict", row.verdict), row.rule_set, outcomes(_explained(row.explanation)))
        if would_be_heard(told, before=before):
            heard.append(row)
            before = told
    return heard


def _rows(session: Session, campaign: str, table: Table, wanted: Wanted) -> Sequence[CandidateColumns]:
    asked = {"subject_id": wanted.subject_id, "award": wanted.award, "verdict": wanted.verdict}
    narrowed = {name: value for name, value in asked.items() if value}
    query = _asking(table, frozenset(narrowed), by_unit=bool(wanted.units))
    return session.exec(query, params={"campaign": campaign, "units": wanted.units, **narrowed}).all()


@cache
def _asking(table: Table, columns: frozenset[str], *, by_unit: bool) -> SelectOfScalar[CandidateColumns]:
    """The question for candidates by these columns: to put it together took longer than the database did to answer."""
    query = select(table).where(table.campaign == bindparam("campaign")).order_by(col(table.position))
    for name in sorted(columns):
        query = query.where(getattr(table, name) == bindparam(name))
    if by_unit:
        units: BindParameter[str] = bindparam("units", expanding=True)
        people = select(Member.person_id).where(col(Member.unit_id).in_(units))
        itself = and_(table.subject_kind == "COLLECTIVE", col(table.subject_id).in_(units))
        person = and_(table.subject_kind == "INDIVIDUAL", col(table.subject_id).in_(people))
        query = query.where(or_(itself, person))
    return query


def _fates(session: Session, rows: Sequence[CandidateColumns], *, today: Date) -> dict[tuple[str, str], Fated | None]:
    """What became of those candidates that are units; most reads ask for none."""
    units = {row.subject_id for row in rows if row.subject_kind == "COLLECTIVE"}
    if not units:
        return {}
    lineage = lineage_of(session)
    return {("COLLECTIVE", unit): fate_of(Subject("COLLECTIVE", unit), lineage, day=today) for unit in units}
