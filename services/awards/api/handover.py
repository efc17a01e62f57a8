"""What came over when units ended, as far as awards knows: nominations, candidacies, people. It knows no HTTP.

The words are those of tracking's answer of the same name, so that the two are read as one.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import msgspec
from sqlmodel import Session, col, select

from services.awards.domain.handover import REASONS, TO_BE_TRANSFERRED, WAITS
from services.awards.domain.nominations import Nomination
from services.awards.domain.succession import fate_of, fate_of_nomination
from services.awards.domain.tallies import Subject
from services.awards.tables.rows import Campaign, Candidate, Member, ShownCandidate
from services.awards.tables.rows import Nomination as NominationRow
from services.awards.tables.succession import lineage_of, positions_of_endings
from shared.core.definition import Text
from shared.core.lineage import Lineage
from shared.core.values import Date, UnitId

Answer: TypeAlias = dict[str, object]
Table: TypeAlias = type[Candidate] | type[ShownCandidate]

_told: Final = msgspec.json.Decoder(Nomination).decode


class Seeing(NamedTuple):
    """What the caller may see besides what came over: how nominations stand, how candidates do, and open holds."""

    nominations: bool
    candidates: bool
    holds: bool


class _Thing(NamedTuple):
    kind: str
    id: str
    state: str | None
    position: int | None
    fate: str
    reason: Text


def handover_answer(session: Session, campaign: str, unit_id: UnitId, *, day: Date, seeing: Seeing) -> Answer | None:
    """What became by a day of what each unit that ended had, whose work this one holds; of its own, if it has ended.

    None if there is no such campaign; names of units, and whether there is such a unit, are not known here.
    """
    if session.get(Campaign, campaign) is None:
        return None
    lineage = lineage_of(session)
    itself = (unit_id,) if lineage.ended(unit_id, day) else ()
    nominations = _nominations(session, campaign, lineage, day=day, seeing=seeing)
    return {
        "campaign": campaign,
        "unit_id": unit_id,
        "day": day,
        "handovers": [
            _handover(
                session,
                lineage,
                one,
                day=day,
                things=[
                    *nominations.get(one, ()),
                    *_candidacies(session, campaign, lineage, one, day=day, seeing=seeing),
                    *_people(session, one),
                ],
            )
            for one in (*itself, *sorted(lineage.come_down_to(unit_id, day)))
        ],
    }


def _handover(session: Session, lineage: Lineage, unit_id: UnitId, *, day: Date, things: list[_Thing]) -> Answer:
    holder = lineage.holder(unit_id, day)
    grounds = lineage.grounds(unit_id, day, positions_of_endings(session))
    return {
        "from": unit_id,
        "to": None if lineage.ended(holder, day) else holder,
        "rests_on": [ground._asdict() for ground in grounds],
        "counts": Counter(f"{thing.kind} {thing.fate}" for thing in things),
        "things": [thing._asdict() | {"reason": msgspec.to_builtins(thing.reason)} for thing in things],
    }


def _nominations(
    session: Session, campaign: str, lineage: Lineage, *, day: Date, seeing: Seeing
) -> dict[UnitId, list[_Thing]]:
    """Nominations of units that have ended, by unit; those that were withdrawn or declined have no fate."""
    found: dict[UnitId, list[_Thing]] = {}
    wanted = select(NominationRow).where(NominationRow.campaign == campaign)
    for row in session.exec(wanted.order_by(col(NominationRow.nomination_id))):
        nomination = _told(row.told)
        end = fate_of_nomination(nomination, lineage, day=day)
        if end is not None:
            state = nomination.stage.value if seeing.nominations else None
            thing = _Thing("nomination", row.nomination_id, state, row.position, end.fate.value, REASONS[end.fate])
            found.setdefault(nomination.subject_id, []).append(thing)
    return found


def _candidacies(
    session: Session, campaign: str, lineage: Lineage, unit_id: UnitId, *, day: Date, seeing: Seeing
) -> Iterator[_Thing]:
    table: Table = Candidate if seeing.holds else ShownCandidate
    wanted = select(table).where(
        table.campaign == campaign, table.subject_kind == "COLLECTIVE", table.subject_id == unit_id
    )
    end = fate_of(Subject("COLLECTIVE", unit_id), lineage, day=day)
    if end is None:
        return
    for row in session.exec(wanted.order_by(col(table.card))):
        state = row.verdict if seeing.candidates else None
        yield _Thing("candidacy", row.card, state, row.position, end.fate.value, REASONS[end.fate])


def _people(session: Session, unit_id: UnitId) -> Iterator[_Thing]:
    wanted = select(Member).where(Member.unit_id == unit_id).order_by(col(Member.person_id))
    for row in session.exec(wanted):
        yield _Thing("person", row.person_id, f"since {row.since}", None, WAITS, TO_BE_TRANSFERRED)
