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
    """A campaign, where its definition in force stands, and what that overrides in the law's tables (JSON)."""

    campaign: str = Field(primary_key=True)
    launched_at: int = Field(sa_type=WHOLE)
    law: bytes


class Cap(AwardsRow, table=True):
    """How many awards of a card a campaign may give under a rule set, in all and to one body (0: no limit)."""

    campaign: str = Field(primary_key=True)
    rule_set: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    per_campaign: int = Field(sa_type=WHOLE)
    per_body: int = Field(default=0, sa_type=WHOLE)


class Body(AwardsRow, table=True):
    """The body that proposes for a unit of a campaign: the unit that stands above all others over it."""

    campaign: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    body: str


class Member(AwardsRow, table=True):
    """Where a person works: a unit may read of its own people. Who leads nobody, and who is a woman, may come first.

    `since`: the day from which they work there.
    """

    person_id: str = Field(primary_key=True)
    unit_id: str = Field(index=True)
    is_direct: int = 0
    is_woman: int = 0
    since: str = ""
    owed: str = ""  # the units whose remarks are owed, with a space between


class Endings(AwardsRow, table=True):
    """How units of the registry ended, and who goes on in the place of each (JSON); one row holds all of them.

    `positions`: where each fact stands that says so, by its id (JSON).
    """

    campaign: str = Field(primary_key=True)
    told: bytes
    positions: bytes


class CandidateColumns(AwardsRow):
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


class Candidate(CandidateColumns, table=True):
    """A candidate as it stands."""


class ShownCandidate(CandidateColumns, table=True):
    """A candidate as those see it who may not know of a hold: the verdict stays as it was before."""


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


class Nomination(AwardsRow, table=True):
    """A nomination as its facts have told it (JSON of the domain's), and the position of the last of them."""

    campaign: str = Field(primary_key=True)
    nomination_id: str = Field(primary_key=True)
    told: bytes
    position: int = Field(sa_type=WHOLE)


class NominationHistory(AwardsRow, table=True):
    """One fact in the history of a nomination; a council's minutes stand in those of all it voted on."""

    campaign: str = Field(primary_key=True)
    nomination_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=WHOLE)
    type: str
    time: str
    recorded_at: str
    actor: str
    data: bytes


class Sitting(AwardsRow, table=True):
    """A sitting of the council: its day, how many members it has, and on which nominations it voted (JSON)."""

    campaign: str = Field(primary_key=True)
    sitting_id: str = Field(primary_key=True)
    held_on: str
    members: int = Field(sa_type=WHOLE)
    nominations: bytes


class Decision(AwardsRow, table=True):
    """A decision that gave an award, whom it names in its order (JSON), and where it stands."""

    campaign: str = Field(primary_key=True)
    decision_no: str = Field(primary_key=True)
    award: str
    decided_on: str
    subjects: bytes
    position: int = Field(sa_type=WHOLE)
    conferred_on: str = ""


class DecisionSubject(AwardsRow, table=True):
    """A subject of a decision; `bonus_vnd` is 0 until it is calculated."""

    campaign: str = Field(primary_key=True)
    decision_no: str = Field(primary_key=True)
    subject_kind: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    nomination_id: str
    status: str
    bonus_vnd: int = Field(default=0, sa_type=WHOLE)
    annulment_no: str = ""


class PaperSource(AwardsRow, table=True):
    """A fact that papers are set from, under the thing it speaks of (JSON of its data: what is sealed stays so)."""

    campaign: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    topic_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=WHOLE)
    wire: str
    day: str
    data: bytes


class RegisteredPaper(AwardsRow, table=True):
    """A paper that can be asked for, and the hash by which it is found again: one row for each fact of its own."""

    campaign: str = Field(primary_key=True)
    paper: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    topic_id: str = Field(primary_key=True)
    position: int = Field(primary_key=True, sa_type=WHOLE)
    sha256: str = Field(index=True)
    recorded_at: str
