"""What is flagged as wrong and what came of it, and where the same thing was told by two units. Pure."""

from typing import Final

import msgspec

from services.tracking.domain.quality.seen import What
from services.tracking.projections.papers import register
from services.tracking.tables.rows import Quality, Sighting, Twin
from shared.core.envelope import Fact
from shared.core.events import QualityFlagged, QualityResolved
from shared.core.projecting import Rows

_encode: Final = msgspec.json.Encoder().encode


def fold_quality(rows: Rows, fact: Fact, position: int) -> None:
    """Take a flag, or what came of one."""
    match fact.data:
        case QualityFlagged() as data:
            rows.put(
                rows.new(Quality)(
                    campaign=fact.campaign,
                    quality_id=data.quality_id,
                    kind=data.kind,
                    unit_id=data.unit_id,
                    told=_encode(data),
                    position=position,
                    recorded_at=fact.recordedat,
                )
            )
            if data.kind == "SILENT":
                register(rows, fact, data.about, position=position)
        case QualityResolved() as data:
            flagged = rows.change(Quality, fact.campaign, data.quality_id)
            if flagged is not None:
                flagged.outcome, flagged.note = data.outcome, data.note
                flagged.resolved_by, flagged.resolved_at = fact.actor, fact.recordedat
                flagged.resolution = position
        case _:
            pass


def see(rows: Rows, fact: Fact, what: What, mark: str, *, about: str, unit_id: str, at: int) -> None:
    """A unit tells of a person, a gift or a paper; if another told of the same before, they are twins."""
    first = rows.find(Sighting, fact.campaign, what, mark)
    if first is None:
        rows.put(
            rows.new(Sighting)(campaign=fact.campaign, what=what, mark=mark, unit_id=unit_id, position=at),
        )
    elif first.unit_id != unit_id:
        rows.append(
            rows.new(Twin)(
                position=at,
                what=what,
                mark=mark,
                campaign=fact.campaign,
                about=about,
                unit_id=unit_id,
                first_unit_id=first.unit_id,
                first_position=first.position,
            )
        )
