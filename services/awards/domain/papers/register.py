"""Which papers a fact is told on, and the hash by which each is found again. Pure.

A paper rests on a few facts of its own (ADR-0014). It is the paper of the position of the newest of them, and is set
from what the log held then: whatever comes later makes no other paper of it.
"""

from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from services.awards.domain.papers.content import PaperKind
from shared.core import events
from shared.core.envelope import Fact, encode_fact

STATE_LEVEL, OWN_LEVEL = "0602", "0603"
STATISTICS: Final = (STATE_LEVEL, OWN_LEVEL)
OF_NOMINATION: Final = (PaperKind.SUBMISSION, PaperKind.ROLL, PaperKind.REPORT)
OF_DECISION: Final = (PaperKind.DECISION, PaperKind.ROLL)

_canonical: Final = msgspec.json.Encoder(order="deterministic").encode


class Told(NamedTuple):
    """What a paper is about: a thing of the campaign by its kind and id."""

    topic: str
    id: str


class Entry(NamedTuple):
    """A paper of the register: which, about what."""

    paper: str
    about: Told


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


def hash_of(entry: Entry, fact: Fact, *, position: int) -> str:
    """The hash of a paper: SHA-256 over its canonical content, which is what it is and the leaf it rests on.

    The leaf is that of the audit's tree (RFC 6962): it binds the fact with its 128 random bits, so nobody finds a
    paper by guessing, and the tree binds every fact before it.
    """
    return sha256(_canonical(content_of(entry, fact.campaign, encode_fact(fact), position=position))).hexdigest()


def content_of(entry: Entry, campaign: str, line: bytes, *, position: int) -> dict[str, object]:
    """The canonical content of a paper, as ADR-0014 writes it out."""
    return {
        "campaign": campaign,
        "paper": entry.paper,
        "about": list(entry.about),
        "position": position,
        "leaf": sha256(b"\x00" + line).hexdigest(),
    }
