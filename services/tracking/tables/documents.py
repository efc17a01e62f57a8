"""The rows of what is posted for the public, and of what was signed and is to be: where, since when, until when.

The columns of a key stand first, as in `rows`.
"""

from sqlmodel import Field

from services.tracking.tables.rows import WHOLE, TrackingRow


class Document(TrackingRow, table=True):
    """A paper in one place where the public reads; `unpublished_on` is "" as long as it was not taken down."""

    campaign: str = Field(primary_key=True)
    document_id: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    doc_no: str
    title: str
    url: str
    sha256: str
    published_on: str
    take_down_on: str
    recorded_at: str
    position: int = Field(sa_type=WHOLE)
    unpublished_on: str = ""
    reason: str = ""
    portal_id: str = ""


class SignedPaper(TrackingRow, table=True):
    """A paper that was signed in a campaign and is to be made known; `kind` is DECISION, ANNULMENT or MINUTES.

    `subjects` have the award by it, of which so many were `annulled`, the last by the fact at `annulled_at`. `feed_at`
    and `portal_at` are the positions of the newest posting of it in each place.
    """

    campaign: str = Field(primary_key=True)
    doc_no: str = Field(primary_key=True)
    kind: str = ""
    signed_on: str = ""
    position: int = Field(default=0, sa_type=WHOLE)
    subjects: int = Field(default=0, sa_type=WHOLE)
    annulled: int = Field(default=0, sa_type=WHOLE)
    annulled_on: str = ""
    annulment_no: str = ""
    annulled_at: int = Field(default=0, sa_type=WHOLE)
    feed_at: int = Field(default=0, sa_type=WHOLE)
    portal_at: int = Field(default=0, sa_type=WHOLE)
