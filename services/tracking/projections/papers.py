"""The register of papers: each consolidated report by the fact that makes a new one of it (ADR-0014). Pure."""

from services.tracking.domain.reporting.register import entry_of
from services.tracking.tables.rows import RegisteredPaper
from shared.core.envelope import Fact
from shared.core.projecting import Rows
from shared.papers.register import hash_of


def register(rows: Rows, fact: Fact, period: str, *, position: int) -> None:
    """The consolidated report of a period rests on this fact, and is found again by its hash."""
    rows.put(
        rows.new(RegisteredPaper)(
            campaign=fact.campaign,
            period=period,
            position=position,
            sha256=hash_of(entry_of(period), fact, position=position),
            recorded_at=fact.recordedat,
        )
    )
