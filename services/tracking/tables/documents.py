"""The rows of what is posted for the public: where, since when, and until when it may be.

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
