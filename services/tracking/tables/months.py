"""The rows from which a period is reported: what was told in each month, by unit. A month is that of the recording.

The columns of a key stand first, as in `rows`.
"""

from sqlalchemy import Index
from sqlmodel import Field

from services.tracking.tables.rows import WHOLE, TrackingRow


class HouseMonth(TrackingRow, table=True):
    """How many households of a unit, a track, a work and a category came to a step for the first time in a month."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    track: str = Field(primary_key=True)
    work: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    count: int = 0


class FundMonth(TrackingRow, table=True):
    """Money of a unit in a month: `PLANNED` by track, `MOBILISED` by kind of donor, `DISBURSED` by source."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    flow: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    amount_vnd: int = Field(default=0, sa_type=WHOLE)


class GoodsMonth(TrackingRow, table=True):
    """Goods given to a unit in a month; labour is what has no item, measured in days."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    quantity: float = 0.0


class Obstacle(TrackingRow, table=True):
    """A difficulty a unit met: the months in which it was told and removed ("": it is not), and where it was told."""

    __table_args__ = (Index("obstacle_of_unit", "campaign", "unit_id", "obstacle_id"),)

    campaign: str = Field(primary_key=True)
    obstacle_id: str = Field(primary_key=True)
    unit_id: str
    month: str
    position: int = Field(sa_type=WHOLE)
    resolved: str = ""
