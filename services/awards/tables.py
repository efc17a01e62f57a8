"""The rows of awards' read model. They hold verdicts and their reasons; never an event, never an HTTP body, no name.

The columns of a key stand first. A candidate knows the position of the last fact that spoke of it, and every such fact
the one before: its history is a chain that is walked back.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

# Positions outgrow 32 bits; SQLite numbers its rows itself only under a key that is called INTEGER.
WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")


class AwardsRow(SQLModel, registry=registry()):
    """The tables of awards alone: another service may use the same names."""


class Campaign(AwardsRow, table=True):
    """A campaign, and where it was launched."""

    campaign: str = Field(primary_key=True)
    launched_at: int = Field(sa_type=WHOLE)


class Cap(AwardsRow, table=True):
    """How many awards of a card a campaign may give under a rule set."""

    campaign: str = Field(primary_key=True)
    rule_set: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    per_campaign: int = Field(sa_type=WHOLE)


class Member(AwardsRow, table=True):
    """Where a person works: a unit may read of its own people."""

    person_id: str = Field(primary_key=True)
    unit_id: str = Field(index=True)


class Candidate(AwardsRow, table=True):
    """What was last said of a subject under a card; `weight` counts the facts behind it, to rank by."""

    campaign: str = Field(primary_key=True)
    subject_kind: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    award: str
    verdict: str
    rule_set: str
    achievement_key: str
    explanation: bytes
    evidence: bytes
    weight: int = Field(sa_type=WHOLE)
    position: int = Field(sa_type=WHOLE)


class CandidateHistory(AwardsRow, table=True):
    """One fact in the history of a candidate, why it was stated, and the position of the one before (0: the first)."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    previous: int = Field(sa_type=WHOLE)
    type: str
    time: str
    recorded_at: str
    cause: str
    verdict: str
    rule_set: str
    explanation: bytes


TABLES: Final = (Campaign, Cap, Member, Candidate, CandidateHistory)
