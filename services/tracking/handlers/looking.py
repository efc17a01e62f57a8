"""What is wrong with a campaign and was not flagged yet, from the read model. It states nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from services.tracking.domain.quality.rules import findings
from services.tracking.tables import queries
from services.tracking.tables.seen import flagged_ids, seen
from shared.core.events import QualityFlagged


def wrong_with(session: Session, campaign: str, now: datetime) -> list[QualityFlagged]:
    """What rules find on the day it is in the campaign's time zone; nothing of one that is closed."""
    defined = queries.campaign_of(session, campaign)
    if defined is None:
        return []
    looked_at = seen(session, campaign, today=now.astimezone(ZoneInfo(defined.time_zone)).date())
    if looked_at is None:
        return []
    known = flagged_ids(session, campaign)
    found = {one.quality_id: one for one in findings(looked_at) if one.quality_id not in known}
    return [one.flagged() for one in found.values()]
