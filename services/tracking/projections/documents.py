"""What was signed and is to be made known, what is posted for the public, and what is posted no more. Pure."""

from services.tracking.tables.documents import Document, SignedPaper
from shared.core.envelope import Fact
from shared.core.events import AwardAnnulled, AwardDecided, DocumentPublished, DocumentUnpublished, MinutesSigned
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
                    portal_id=data.portal_id,
                    recorded_at=fact.recordedat,
                    position=position,
                )
            )
            paper = rows.ensure(SignedPaper, fact.campaign, data.doc_no)
            if data.channel == "FEED":
                paper.feed_at = position
            if data.channel == "PORTAL":
                paper.portal_at = position
        case DocumentUnpublished() as data:
            document = rows.change(Document, fact.campaign, data.document_id, data.channel)
            if document is not None:
                document.unpublished_on, document.reason = data.unpublished_on, data.reason
        case _:
            pass


def fold_signed(rows: Rows, fact: Fact, position: int) -> None:
    """Take a signature that calls for a posting, or an annulment, which is both that and the end of another."""
    match fact.data:
        case AwardDecided() as data:
            paper = _signed(rows, fact, data.decision_no, "DECISION", position=position)
            paper.signed_on, paper.subjects = data.decided_on, len(data.subjects)
        case MinutesSigned() as data:
            _signed(rows, fact, data.doc_no, "MINUTES", position=position).signed_on = data.signed_on
        case AwardAnnulled() as data:
            paper = rows.ensure(SignedPaper, fact.campaign, data.decision_no)
            paper.annulled += 1
            paper.annulled_on, paper.annulment_no, paper.annulled_at = data.annulled_on, data.annulment_no, position
            _signed(rows, fact, data.annulment_no, "ANNULMENT", position=position).signed_on = data.annulled_on
        case _:
            pass


def _signed(rows: Rows, fact: Fact, doc_no: str, kind: str, *, position: int) -> SignedPaper:
    """The paper of a number; one number signs once, and an annulment of several subjects is one paper."""
    paper = rows.ensure(SignedPaper, fact.campaign, doc_no)
    if not paper.kind:
        paper.kind, paper.position = kind, position
    return paper
