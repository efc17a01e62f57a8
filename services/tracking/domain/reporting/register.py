"""The consolidated report of a period as a paper of the register (ADR-0014): which it is, about what. Pure."""

from shared.core.values import Period
from shared.papers.content import PaperKind
from shared.papers.register import Entry, Told

TOPIC = "period"
REVIEW = "review"


def entry_of(period: Period) -> Entry:
    """The paper on a period; it rests on reports, on their corrections, and on being told that one is missing."""
    return Entry(PaperKind.PERIODIC.value, Told(TOPIC, period))


def review_entry_of(review_id: str) -> Entry:
    """The paper on a review; it rests on the fact that the review was held."""
    return Entry(PaperKind.REVIEW.value, Told(REVIEW, review_id))
