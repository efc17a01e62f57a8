"""Reviews of a campaign, each with the paper that rests on it (ADR-0014). Pure."""

from typing import Final

import msgspec

from services.tracking.domain.reporting.register import review_entry_of
from services.tracking.tables.reviews import Review
from shared.core.envelope import Fact
from shared.core.events import ReviewHeld
from shared.core.projecting import Rows
from shared.papers.register import hash_of

_encode: Final = msgspec.json.Encoder().encode


def fold_review(rows: Rows, fact: Fact, position: int) -> None:
    """Take a review."""
    match fact.data:
        case ReviewHeld() as data:
            rows.put(
                rows.new(Review)(
                    campaign=fact.campaign,
                    review_id=data.review_id,
                    kind=data.kind,
                    held_on=data.held_on,
                    period=data.period,
                    minutes_no=data.minutes_no,
                    lessons=_encode(data.lessons),
                    recorded_at=fact.recordedat,
                    position=position,
                    sha256=hash_of(review_entry_of(data.review_id), fact, position=position),
                )
            )
        case _:
            pass
