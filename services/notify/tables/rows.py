"""The rows of notify's read model: what was told to whom, and of what. No event, no HTTP body, no address, no name.

The columns of a key stand first.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

# Positions outgrow 32 bits; SQLite numbers its rows itself only under a key that is called INTEGER.
WHOLE: Final[Any] = BigInteger().with_variant(Integer(), "sqlite")


class NotifyRow(SQLModel, registry=registry()):
    """The tables of notify alone: another service may use the same names."""


class Campaign(NotifyRow, table=True):
    """What a campaign is called."""

    campaign: str = Field(primary_key=True)
    vi: str
    en: str


class Unit(NotifyRow, table=True):
    """What a unit is called now, and where it is written to, as JSON."""

    unit_id: str = Field(primary_key=True)
    vi: str
    en: str
    contacts: bytes


class Post(NotifyRow, table=True):
    """Where a person works."""

    person_id: str = Field(primary_key=True)
    unit_id: str


class Endings(NotifyRow, table=True):
    """How units of the registry ended, and who goes on in the place of each (JSON); one row holds all of them."""

    campaign: str = Field(primary_key=True)
    told: bytes


class Told(NotifyRow, table=True):
    """What was last told of a subject under a card to those who may not know of a hold."""

    campaign: str = Field(primary_key=True)
    subject_kind: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    card: str = Field(primary_key=True)
    verdict: str
    grounds: str


class Cause(NotifyRow, table=True):
    """What a flag or a reminder said, of which people are told: what a notice needs, as JSON; a flag's has no topic."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    verdict: str
    story: bytes


class Delivery(NotifyRow, table=True):
    """What became of one notice to one recipient through one channel; `at` is when that was recorded.

    As long as it is due, `at` and `position` are those of what it tells of. `read_at` is "" as long as nobody read it.
    Of one that was put off, or withheld, `choice` is where its recipient's choice stands; `digest` names the message in
    which it came with others; `template`, the version of its words.
    `reason` is why it failed; `renews`, in whose place it goes out; `renewed_as`, what goes out in its own.
    """

    delivery_id: str = Field(primary_key=True)
    campaign: str
    recipient: str = Field(index=True)
    channel: str
    status: str
    attempts: int = Field(sa_type=WHOLE)
    topic: str
    cause: int = Field(sa_type=WHOLE, index=True)
    subject_kind: str
    subject_id: str
    at: str
    position: int = Field(sa_type=WHOLE)
    read_at: str = ""
    reader: str = ""
    reason: str = ""
    renews: str = ""
    renewed_as: str = ""
    opens_at: str = ""
    why: str = ""
    choice: int = Field(default=0, sa_type=WHOLE)
    digest: str = ""
    template: str = ""


class Reminded(NotifyRow, table=True):
    """A reminder: of which matter, how far that had come, and in which month (in the country) people were told.

    `kind` is the first word of its topic; `period`, of a report; `rests_on`, where the fact stands it goes back to.
    """

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    campaign: str
    topic: str
    kind: str
    stage: str
    unit_id: str
    matter: str
    period: str
    due_on: str
    rests_on: int = Field(sa_type=WHOLE)
    month: str
    at: str


class Worded(NotifyRow, table=True):
    """What notices of a topic are told in from this position on; without subject and body, in the words that ship."""

    position: int = Field(primary_key=True, sa_type=WHOLE, sa_column_kwargs={"autoincrement": False})
    topic: str
    language: str
    medium: str
    version: str
    subject: str
    body: str
    reason: str
    changed_by: str
    at: str


class Chosen(NotifyRow, table=True):
    """What a recipient chose last (JSON): no address stands in it."""

    recipient: str = Field(primary_key=True)
    choice: bytes
    chosen_by: str
    at: str
    position: int = Field(sa_type=WHOLE)
