"""The rows of inspections and of what they found, under the unit that was inspected and is to put it right.

The columns of a key stand first, as in `rows`. What a finding says in words stays in its fact.
"""

from sqlalchemy import Index
from sqlmodel import Field

from services.tracking.tables.rows import WHOLE, TrackingRow


class Inspection(TrackingRow, table=True):
    """An inspection of one unit by another."""

    campaign: str = Field(primary_key=True)
    inspection_id: str = Field(primary_key=True)
    unit_id: str
    target_unit_id: str


class Finding(TrackingRow, table=True):
    """Something that the unit is to put right by a day; `closed` is where it was settled, 0 while it is open."""

    __table_args__ = (Index("finding_of_unit", "campaign", "unit_id", "finding_id"),)

    campaign: str = Field(primary_key=True)
    finding_id: str = Field(primary_key=True)
    unit_id: str
    inspected_by: str
    severity: str
    due_on: str
    position: int = Field(sa_type=WHOLE)
    closed: int = Field(default=0, sa_type=WHOLE)
