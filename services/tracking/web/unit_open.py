"""What waits at a unit: obstacles and findings that are open, doubts of the quality desk, and its own candidates.

It knows no HTTP and no word: who may see which part is asked where the page is made.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

import msgspec
from sqlmodel import Session, col, select

from services.tracking.domain.handover import Thing
from services.tracking.tables.handover import open_findings, open_obstacles
from services.tracking.tables.rows import Candidate, Quality
from shared.core.events import Explained, QualityFlagged, Said
from shared.core.values import Award, Verdict

_told: Final = msgspec.json.Decoder(QualityFlagged).decode
_explained: Final = msgspec.json.Decoder(Explained).decode


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a unit told does not agree with something else: why, what to do, and where that stands."""

    quality_id: str
    unit_id: str
    about: str
    reason: Said
    remedy: Said
    position: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands under one card, and what it still lacks, in words."""

    unit_id: str
    card: str
    award: Award
    verdict: Verdict
    missing: tuple[Said, ...]
    position: int


def waiting(session: Session, campaign: str, units: Iterable[str]) -> Iterator[tuple[str, Thing]]:
    """Obstacles without an answer and findings that nobody has closed, each with whose it is."""
    for unit_id in units:
        for find in (open_findings, open_obstacles):
            yield from ((unit_id, thing) for thing in find(session, campaign, unit_id))


def doubts(session: Session, campaign: str, units: Iterable[str]) -> Iterator[Doubt]:
    """What the quality desk flagged and nobody has looked into, the newest first."""
    wanted = select(Quality.told, Quality.position).where(
        Quality.campaign == campaign, Quality.outcome == "", col(Quality.unit_id).in_(units)
    )
    for told, position in session.exec(wanted.order_by(col(Quality.position).desc())):
        flag = _told(told)
        yield Doubt(flag.quality_id, flag.unit_id, flag.about, flag.reason, flag.remedy, position)


def standings(session: Session, campaign: str, units: Iterable[str]) -> Iterator[Standing]:
    """How awards weighs the units themselves, as it stands, card by card."""
    table = Candidate
    wanted = select(table).where(
        table.campaign == campaign, table.subject_kind == "COLLECTIVE", col(table.subject_id).in_(units)
    )
    for row in session.exec(wanted.order_by(col(table.subject_id), col(table.card))):
        missing = _explained(row.explanation).missing or ()
        award, verdict = cast("Award", row.award), cast("Verdict", row.verdict)
        yield Standing(row.subject_id, row.card, award, verdict, missing, row.position)
