"""The rows of tracking's tables. They hold figures, states and sealed bytes; never an event, never an HTTP body.

The columns of a key stand first. Every row of a thing knows the position of the last fact that spoke of it, and every
fact the one before: a thing's history is a chain that is walked back, so it costs a write no index.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

# Positions and money outgrow 32 bits; SQLite numbers its rows itself only under a key that is called INTEGER.
WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")


class TrackingRow(SQLModel, registry=registry()):
    """The tables of tracking alone: another service may use the same names."""


class Campaign(TrackingRow, table=True):
    """A campaign as it is defined now, as JSON (contract §4); `due_days` is below 0 where it asks for no reports.

    `launched_on` is the day on which its launch was recorded, in its time zone of then.
    """

    campaign: str = Field(primary_key=True)
    definition: bytes
    time_zone: str
    due_days: int = Field(sa_type=WHOLE)
    launched_on: str = ""
    closed_at: int = Field(default=0, sa_type=WHOLE)


class Unit(TrackingRow, table=True):
    """A unit of the registry as it was established, with its first name."""

    unit_id: str = Field(primary_key=True)
    kind: str
    parent: str
    vi: str
    en: str
    code: str


class UnitChange(TrackingRow, table=True):
    """One fact that renames, ends or numbers units, as it was stated (JSON): which of them hold, their fold says."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    event_id: str
    wire: str
    data: bytes


class UnitAccess(TrackingRow, table=True):
    """How somebody is let in for a unit, until when ("": without end), and whether that was taken back."""

    access_id: str = Field(primary_key=True)
    unit_id: str = Field(index=True)
    way: str
    role: str
    expires_at: str
    position: int = Field(sa_type=WHOLE)
    revoked: int = 0


class ActivityFigure(TrackingRow, table=True):
    """What a unit did of one kind under one clause, as far as it counts."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    clause: str = Field(primary_key=True)
    count: int = 0
    quantity: float = 0.0
    verified: int = 0


class HouseFigure(TrackingRow, table=True):
    """How many households of a unit ever reached a step, new houses and repairs apart."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    work: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    count: int = 0


class HouseDay(TrackingRow, table=True):
    """How many households reached a step on a day: the day it was recorded, in the campaign's time zone."""

    campaign: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    work: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    count: int = 0


class FundFigure(TrackingRow, table=True):
    """Money a unit received, and money paid out to its households less what was taken back."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    received_vnd: int = Field(default=0, sa_type=WHOLE)
    disbursed_vnd: int = Field(default=0, sa_type=WHOLE)


class Activity(TrackingRow, table=True):
    """An activity as it counts now; `plain` is its id and title without capitals and accents, to search by.

    `evidence` are the hashes of the files it names, one space between.
    """

    __table_args__ = (Index("newest_activity", "campaign", "occurred_on", "activity_id"), {"sqlite_with_rowid": False})

    campaign: str = Field(primary_key=True)
    activity_id: str = Field(primary_key=True)
    unit_id: str
    kind: str
    clause: str
    quantity: float
    state: str
    position: int = Field(sa_type=WHOLE)
    title: str = ""
    measure: str = ""
    occurred_on: str = ""
    plain: str = ""
    evidence: str = ""


class Household(TrackingRow, table=True):
    """A household: where it stands, which steps it ever reached, what it was paid, and how its house was built.

    `sealed` is the name as the log has it ("": nobody is named), which opens no more once it is erased.
    `completed_at` is the position of the fact that says the house is finished (0: it is not), `area_m2` 0 where nobody
    said how large it is, `built_days` below 0 while nobody can say how long it took.
    """

    __table_args__ = (Index("household_of_unit", "campaign", "unit_id", "household_id"),)

    campaign: str = Field(primary_key=True)
    household_id: str = Field(primary_key=True)
    unit_id: str
    track: str
    category: str
    work: str
    position: int = Field(sa_type=WHOLE)
    state: str = "identified"
    reached: str = ""
    disbursed_vnd: int = Field(default=0, sa_type=WHOLE)
    started_on: str = ""
    completed_on: str = ""
    completed_at: int = Field(default=0, sa_type=WHOLE)
    area_m2: float = 0.0
    built_days: int = Field(default=-1, sa_type=WHOLE)
    sealed: str = ""


class Disbursement(TrackingRow, table=True):
    """A payment to a household, for the day it is taken back."""

    campaign: str = Field(primary_key=True)
    disbursement_id: str = Field(primary_key=True)
    household_id: str
    source: str
    amount_vnd: int = Field(sa_type=WHOLE)


class Report(TrackingRow, table=True):
    """A unit's report for a period; `due_on` is empty where the campaign asks for none.

    `figures` are as corrected, and `corrections` what each changed, why and where it stands (JSON).
    """

    campaign: str = Field(primary_key=True)
    report_id: str = Field(primary_key=True)
    unit_id: str = Field(index=True)
    period: str
    due_on: str
    submitted_on: str
    figures: bytes
    position: int = Field(sa_type=WHOLE)
    corrected: int = 0
    corrections: bytes = b"[]"


class Sighting(TrackingRow, table=True):
    """Where a person on a list, a gift or a paper was seen first: the unit that told of it, and the fact."""

    campaign: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    unit_id: str
    position: int = Field(sa_type=WHOLE)


class Twin(TrackingRow, table=True):
    """The same, told of by another unit afterwards; `about` is the id of its household, gift or activity."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    what: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    campaign: str
    about: str
    unit_id: str
    first_unit_id: str
    first_position: int = Field(sa_type=WHOLE)


class Quality(TrackingRow, table=True):
    """Something flagged as wrong, as it was told (JSON), and what came of it: `outcome` is empty until then."""

    campaign: str = Field(primary_key=True)
    quality_id: str = Field(primary_key=True)
    kind: str
    unit_id: str
    told: bytes
    position: int = Field(sa_type=WHOLE)
    recorded_at: str
    outcome: str = ""
    note: str = ""
    resolved_by: str = ""
    resolved_at: str = ""
    resolution: int = Field(default=0, sa_type=WHOLE)


class RegisteredPaper(TrackingRow, table=True):
    """The consolidated report of a period as of one of the facts that it rests on; its hash says which."""

    campaign: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=WHOLE)
    sha256: str = Field(index=True)
    recorded_at: str


class Candidate(TrackingRow, table=True):
    """What awards says of a subject under a card, as it stands."""

    campaign: str = Field(primary_key=True)
    subject_kind: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    award: str
    verdict: str
    rule_set: str
    achievement_key: str
    explanation: bytes
    recorded_at: str
    position: int = Field(sa_type=WHOLE)


class History(TrackingRow, table=True):
    """One fact in the history of a thing: who said what when, and the position of the fact before (0: the first)."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    previous: int = Field(sa_type=WHOLE)
    type: str
    time: str
    recorded_at: str
    actor: str
    data: bytes
