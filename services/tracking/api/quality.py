"""The quality desk's list over HTTP: what is flagged, why, by which facts, what to do, and what came of it."""

from typing import Final, Literal, TypeAlias

import msgspec
from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select

from services.tracking.tables import queries
from services.tracking.tables.rows import Quality
from shared.adapters.http import NOT_ALLOWED, Refusal
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.access import Reach, may_read
from shared.core.events import QualityFlagged
from shared.core.values import QualityKind

Answer: TypeAlias = dict[str, object]
Status: TypeAlias = Literal["open", "resolved"]

_told: Final = msgspec.json.Decoder(QualityFlagged).decode


def make_quality(rim: Reads) -> APIRouter:
    """The route of data quality; what `?after=` asks for is looked at and flagged before it answers."""
    router = APIRouter(prefix="/tracking/campaigns", tags=["tracking"], dependencies=[AT_ANY_MOMENT])

    @router.get("/{campaign}/quality")
    async def quality(
        request: Request,
        campaign: str,
        status: Status | None = None,
        kind: QualityKind | None = None,
        unit: str = "",
    ) -> Response:
        """What is flagged of a campaign; a unit sees its own alone."""
        caller, extent = await rim.allowed(request, "quality")
        if unit and not may_read(caller, "quality", unit_id=unit):
            raise Refusal(NOT_ALLOWED)
        whose = (unit,) if unit else caller.units if extent is Reach.OWN else None
        return await rim.answer(
            request, lambda view: listed(view.session, campaign, status=status, kind=kind, units=whose)
        )

    return router


def listed(
    session: Session, campaign: str, *, status: Status | None, kind: QualityKind | None, units: queries.Units
) -> Answer | None:
    """What is flagged, the newest last; None if there is no such campaign."""
    if queries.campaign_of(session, campaign) is None:
        return None
    wanted = select(Quality).where(Quality.campaign == campaign)
    if status is not None:
        wanted = wanted.where(Quality.outcome == "" if status == "open" else Quality.outcome != "")
    if kind is not None:
        wanted = wanted.where(Quality.kind == kind)
    if units is not None:
        wanted = wanted.where(col(Quality.unit_id).in_(units))
    return {"quality": [_shown(row) for row in session.exec(wanted.order_by(col(Quality.position)))]}


def _shown(row: Quality) -> Answer:
    told = _told(row.told)
    resolution: Answer = {
        "outcome": row.outcome,
        "note": row.note,
        "by": row.resolved_by,
        "recorded_at": row.resolved_at,
        "position": row.resolution,
    }
    return {
        "quality_id": told.quality_id,
        "kind": told.kind,
        "rule": told.rule,
        "unit_id": told.unit_id,
        "about": told.about,
        "reason": {"vi": told.reason.vi, "en": told.reason.en},
        "remedy": {"vi": told.remedy.vi, "en": told.remedy.en},
        "evidence": list(told.evidence),
        "status": "resolved" if row.outcome else "open",
        "position": row.position,
        "recorded_at": row.recorded_at,
        "resolution": resolution if row.outcome else None,
    }
