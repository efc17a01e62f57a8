"""Campaigns, the registry's units, and what awards says of candidates: what the figures are shown with. Pure."""

from datetime import datetime, timedelta
from typing import Final, cast

import msgspec

from services.tracking.projections.history import day_of
from services.tracking.tables.rows import Campaign, Candidate, Unit, UnitAccess, UnitChange
from shared.core.envelope import Fact
from shared.core.events import (
    AccessGranted,
    AccessRevoked,
    CampaignAmended,
    CampaignClosed,
    CampaignLaunched,
    Explained,
    Flag,
    UnitEstablished,
)
from shared.core.projecting import Rows
from shared.core.values import Award, Verdict
from shared.rules.stated import Stated, is_heard
from shared.rules.weighing import outcomes

_encode: Final = msgspec.json.Encoder().encode
_explained: Final = msgspec.json.Decoder(Explained).decode


def fold_campaign(rows: Rows, fact: Fact, position: int) -> None:
    """Take a definition, or the end of a campaign."""
    match fact.data:
        case CampaignLaunched() | CampaignAmended() as data:
            before = rows.find(Campaign, fact.campaign)
            rows.put(
                rows.new(Campaign)(
                    campaign=fact.campaign,
                    definition=_encode(data),
                    time_zone=data.time_zone,
                    due_days=data.reporting.due_days if data.reporting else -1,
                    launched_on=before.launched_on if before else day_of(fact, data.time_zone),
                )
            )
        case CampaignClosed():
            campaign = rows.change(Campaign, fact.campaign)
            if campaign is not None:
                campaign.closed_at = position
        case _:
            pass


def fold_unit(rows: Rows, fact: Fact, position: int) -> None:
    """Take what the registry says of a unit."""
    data = fact.data
    if isinstance(data, UnitEstablished):
        name = data.name
        unit = rows.new(Unit)(
            unit_id=data.unit_id, kind=data.kind, parent=data.parent, vi=name.vi, en=name.en, code=data.code
        )
        rows.put(unit)
    else:
        rows.append(rows.new(UnitChange)(position=position, event_id=fact.id, wire=data.wire, data=_encode(data)))


def fold_access(rows: Rows, fact: Fact, position: int) -> None:
    """Take that somebody is let in for a unit, or no more."""
    match fact.data:
        case AccessGranted(unit_id=unit_id) as data if unit_id:
            rows.put(
                rows.new(UnitAccess)(
                    access_id=data.access_id,
                    unit_id=unit_id,
                    way=data.way,
                    role=data.role,
                    expires_at=_expiry(fact.time, data.days) if data.days else "",
                    position=position,
                )
            )
        case AccessRevoked() as data:
            access = rows.change(UnitAccess, data.access_id)
            if access is not None:
                access.revoked, access.position = 1, position
        case _:
            pass


def fold_candidate(rows: Rows, fact: Fact, position: int) -> None:
    """Take a verdict of awards; a candidate that fell away stays, with the verdict it has now.

    A hold is not for everybody: while there is one, and when it ends as if there had been none, nothing changes here.
    """
    flag = fact.data
    if not isinstance(flag, Flag):
        return
    shown = rows.find(Candidate, fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
    if is_heard(flag, before=_as_shown(shown) if shown else None):
        rows.put(
            rows.new(Candidate)(
                campaign=fact.campaign,
                subject_kind=flag.subject_kind,
                subject_id=flag.subject_id,
                card=flag.card,
                award=flag.award,
                verdict=flag.verdict,
                rule_set=flag.rule_set,
                achievement_key=flag.achievement_key,
                explanation=_encode(flag.explanation),
                recorded_at=fact.recordedat,
                position=position,
            )
        )


def _expiry(made_at: str, days: int) -> str:
    return (datetime.fromisoformat(made_at) + timedelta(days=days)).isoformat()


def _as_shown(row: Candidate) -> Stated:
    """What was heard last of a candidate."""
    award, verdict = cast("Award", row.award), cast("Verdict", row.verdict)
    return Stated(award, verdict, row.rule_set, outcomes(_explained(row.explanation)))
