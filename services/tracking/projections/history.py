"""What every fold of a thing does with a fact: chain it to the one before, and find the day it was recorded. Pure."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from services.tracking.tables.rows import Campaign, History
from shared.core.envelope import Fact
from shared.core.projecting import Rows

_encode: Final = msgspec.json.Encoder().encode


def chain(rows: Rows, fact: Fact, *, position: int, previous: int) -> None:
    """Enter a fact into the history of its thing, behind the one at `previous` (0: it is the first)."""
    data = fact.data
    rows.appender(History)(
        (position, previous, data.short, fact.time, fact.recordedat, fact.actor, _encode(data)),
    )


def recorded_on(rows: Rows, fact: Fact) -> str:
    """The day a fact was recorded, in its campaign's time zone."""
    campaign = rows.find(Campaign, fact.campaign)
    return day_of(fact, campaign.time_zone if campaign else "UTC")


def day_of(fact: Fact, time_zone: str) -> str:
    """The day a fact was recorded, in a time zone."""
    return datetime.fromisoformat(fact.recordedat).astimezone(ZoneInfo(time_zone)).date().isoformat()
