"""The consolidated report of a period as a paper of the register (ADR-0014): which it is, about what. Pure."""

from shared.core.values import Period
from shared.papers.content import PaperKind
from shared.papers.register import Entry, Told

TOPIC = "period"


def entry_of(period: Period) -> Entry:
    """The paper on a period; it rests on reports, on their corrections, and on being told that one is missing."""
    return Entry(PaperKind.PERIODIC.value, Told(TOPIC, period))
