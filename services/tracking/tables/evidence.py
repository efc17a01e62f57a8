"""The rows of evidence: the files that came, and the files that facts name; and what is asked of both.

The columns of a key stand first, as in `rows`. A file and a fact meet by the hash: of a household, the file that came
for this household; of anything else, the file that came from the unit whose it is. A file that is kept elsewhere, as
its `uri` says, is not waited for.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, or_
from sqlmodel import Field, Session, col, select

from services.tracking.tables.rows import WHOLE, TrackingRow


class Attached(TrackingRow, table=True):
    """A file that came in whole, once for each unit and each subject whose it is ("": nobody's personal data)."""

    campaign: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True, index=True)
    unit_id: str = Field(primary_key=True)
    subject_kind: str = Field(primary_key=True)
    subject_id: str = Field(primary_key=True)
    size: int = Field(sa_type=WHOLE)
    media_type: str
    recorded_at: str
    position: int = Field(sa_type=WHOLE)


class NamedFile(TrackingRow, table=True):
    """A file that a fact names as its evidence: of an activity, a household's house or an inspection (`kind`).

    `position` is that of the first fact that names it there, `recorded_on` its day; `elsewhere` is 1 where the fact
    says that the file is kept elsewhere, `let_go` 1 once a correction or withdrawal names it no more.
    """

    campaign: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    thing_id: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    unit_id: str = Field(index=True)
    recorded_on: str
    position: int = Field(sa_type=WHOLE)
    elsewhere: int = 0
    let_go: int = 0


class Missing(NamedTuple):
    """A file that a fact names and that did not come."""

    kind: str
    thing_id: str
    sha256: str
    unit_id: str
    recorded_on: str
    position: int


def attachments(session: Session, sha256: str, *, campaign: str = "") -> Sequence[Attached]:
    """Every time a file came, in one campaign or in all."""
    wanted = select(Attached).where(Attached.sha256 == sha256)
    if campaign:
        wanted = wanted.where(Attached.campaign == campaign)
    return session.exec(wanted.order_by(col(Attached.position))).all()


def attached_of_unit(session: Session, campaign: str, unit_id: str, hashes: Collection[str]) -> dict[str, Attached]:
    """Of these files, those that came from a unit, by their hash."""
    wanted = select(Attached).where(
        Attached.campaign == campaign, Attached.unit_id == unit_id, col(Attached.sha256).in_(hashes)
    )
    return {one.sha256: one for one in session.exec(wanted)} if hashes else {}


def attached_for(session: Session, campaign: str, kind: str, subject_id: str) -> list[Attached]:
    """The files that came for one subject, in order."""
    wanted = select(Attached).where(
        Attached.campaign == campaign, Attached.subject_kind == kind, Attached.subject_id == subject_id
    )
    return list(session.exec(wanted.order_by(col(Attached.position))))


def missing(
    session: Session, campaign: str, *, until: str, units: Collection[str] | None = None, at_most: int | None = None
) -> list[Missing]:
    """What facts recorded up to a day name and what did not come, the oldest first."""
    its_own = or_(
        and_(
            col(NamedFile.kind) == "household",
            col(Attached.subject_kind) == "HOUSEHOLD",
            col(Attached.subject_id) == col(NamedFile.thing_id),
        ),
        and_(col(NamedFile.kind) != "household", col(Attached.unit_id) == col(NamedFile.unit_id)),
    )
    came = exists().where(
        col(Attached.campaign) == col(NamedFile.campaign), col(Attached.sha256) == col(NamedFile.sha256), its_own
    )
    wanted = select(NamedFile).where(
        NamedFile.campaign == campaign,
        NamedFile.recorded_on <= until,
        NamedFile.elsewhere == 0,
        NamedFile.let_go == 0,
        ~came,
    )
    if units is not None:
        wanted = wanted.where(col(NamedFile.unit_id).in_(units))
    return [
        Missing(one.kind, one.thing_id, one.sha256, one.unit_id, one.recorded_on, one.position)
        for one in session.exec(wanted.order_by(col(NamedFile.position), col(NamedFile.sha256)).limit(at_most))
    ]
