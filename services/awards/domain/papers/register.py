"""Which papers of awards a fact is told on. Pure.

A paper rests on a few facts of its own (ADR-0014). It is the paper of the position of the newest of them, and is set
from what the log held then: whatever comes later makes no other paper of it.
"""

from typing import Final

from shared.core import events
from shared.papers.content import PaperKind
from shared.papers.register import Entry, Told

STATE_LEVEL, OWN_LEVEL = "0602", "0603"
STATISTICS: Final = (STATE_LEVEL, OWN_LEVEL)
OF_NOMINATION: Final = (PaperKind.SUBMISSION, PaperKind.ROLL, PaperKind.REPORT)
OF_DECISION: Final = (PaperKind.DECISION, PaperKind.ROLL)


def papers_told_on(data: events.Data) -> tuple[Entry, ...]:
    """The papers of which a fact makes a new one."""
    match data:
        case events.NominationOpened() | events.ClearanceReceived() | events.NominationSubmitted():
            return tuple(Entry(kind.value, Told("nomination", data.nomination_id)) for kind in OF_NOMINATION)
        case events.CouncilConvened() | events.ConflictDeclared() | events.BallotTallied() | events.MinutesSigned():
            return (Entry(PaperKind.MINUTES.value, Told("sitting", data.sitting_id)),)
        case events.AwardDecided():
            decided = tuple(Entry(kind.value, Told("decision", data.decision_no)) for kind in OF_DECISION)
            return (*decided, *_statistics(data.decided_on[:4]))
        case events.BonusCalculated():
            return tuple(Entry(kind.value, Told("decision", data.decision_no)) for kind in OF_DECISION)
        case events.AwardAnnulled():
            return _statistics(data.annulled_on[:4])
        case events.CampaignLaunched():
            years = range(int(data.starts_on[:4]), int(data.ends_on[:4]) + 1)
            return tuple(entry for year in years for entry in _statistics(str(year)))
        case _:
            return ()


def _statistics(year: str) -> tuple[Entry, ...]:
    return tuple(Entry(form, Told("year", year)) for form in STATISTICS)
