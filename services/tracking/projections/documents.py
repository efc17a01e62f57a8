"""What is posted for the public, and what is posted no more. Pure."""

from services.tracking.tables.documents import Document
from shared.core.envelope import Fact
from shared.core.events import DocumentPublished, DocumentUnpublished
from shared.core.projecting import Rows


def fold_document(rows: Rows, fact: Fact, position: int) -> None:
    """Take a posting, or its end."""
    match fact.data:
        case DocumentPublished() as data:
            rows.put(
                rows.new(Document)(
                    campaign=fact.campaign,
                    document_id=data.document_id,
                    channel=data.channel,
                    doc_no=data.doc_no,
                    title=data.title,
                    url=data.url,
                    sha256=data.sha256,
                    published_on=data.published_on,
                    take_down_on=data.take_down_on,
                    recorded_at=fact.recordedat,
                    position=position,
                )
            )
        case DocumentUnpublished() as data:
            document = rows.change(Document, fact.campaign, data.document_id, data.channel)
            if document is not None:
                document.unpublished_on, document.reason = data.unpublished_on, data.reason
        case _:
            pass
