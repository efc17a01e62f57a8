"""The rows of audit's index of the log: where which facts stand. No fact, no HTTP body, no name of a person.

The columns of a key stand first. What a fact says is read where it was signed, from the tiles.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

# Positions outgrow 32 bits; SQLite numbers its rows itself only under a key that is called INTEGER.
WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")
BY_HAND: Final[dict[str, Any]] = {"autoincrement": False}


class AuditRow(SQLModel, registry=registry()):
    """The tables of audit alone: another service may use the same names."""


class Heading(AuditRow, table=True):
    """What facts are looked for by, e.g. a unit: its number in the index, and how many facts stand under it.

    The row without a name counts the headings themselves.
    """

    name: str = Field(primary_key=True)
    number: int = Field(default=0, sa_type=WHOLE)
    facts: int = Field(default=0, sa_type=WHOLE)
    vnd: int = Field(default=0, sa_type=WHOLE)


class Listed(AuditRow, table=True):
    """A fact under a heading: the how manieth it is there, and the money of all of them up to it."""

    __table_args__ = {"sqlite_with_rowid": False}

    heading: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs=BY_HAND)
    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs=BY_HAND)
    nth: int = Field(sa_type=WHOLE)
    vnd: int = Field(sa_type=WHOLE)


class Hour(AuditRow, table=True):
    """The first fact that was recorded in an hour of UTC, written 2025-12-31T10."""

    hour: str = Field(primary_key=True)
    position: int = Field(sa_type=WHOLE)


class CampaignName(AuditRow, table=True):
    """What a campaign is called, and by whose clocks its days are counted."""

    campaign: str = Field(primary_key=True)
    vi: str = ""
    en: str = ""
    time_zone: str = ""


class UnitName(AuditRow, table=True):
    """What a unit is called since a position."""

    unit_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs=BY_HAND)
    vi: str
    en: str
