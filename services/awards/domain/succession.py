"""What becomes of a collective's candidacy when its unit ends: it was decided before, is carried on, or lapses.

Each by rule and date. A body that is no more is given nothing: from its day on a decision names the unit that holds its
work, and where nobody does, the nomination lapses. A person is no body: the candidacy goes wherever the person goes.
"""

from enum import Enum
from typing import Final, NamedTuple

from services.awards.domain.lifecycle import AWARDED, Stage
from services.awards.domain.nominations import Nomination
from services.awards.domain.tallies import Subject
from shared.core.lineage import Ending, Lineage
from shared.core.values import Date, UnitId


class Fate(Enum):
    """How a candidacy stands on a day on which its unit is no more."""

    DECIDED_BEFORE = "DECIDED_BEFORE"
    CARRIED = "CARRIED"
    LAPSED = "LAPSED"


class Fated(NamedTuple):
    """A fate, how the unit ended, and the unit that carries the candidacy ("" if none does)."""

    fate: Fate
    ending: Ending
    by: UnitId = ""


_OVER: Final = frozenset({Stage.WITHDRAWN, Stage.DECLINED})


def fate_of(subject: Subject, lineage: Lineage, *, day: Date) -> Fated | None:
    """The fate of what is not decided by a day; None for a person, and for a unit that is there on the day."""
    ending = lineage.ended(subject.id, day) if subject.kind == "COLLECTIVE" else None
    if ending is None:
        return None
    holder = lineage.holder(subject.id, day)
    if lineage.ended(holder, day):
        return Fated(Fate.LAPSED, ending)
    return Fated(Fate.CARRIED, ending, holder)


def fate_of_nomination(nomination: Nomination, lineage: Lineage, *, day: Date) -> Fated | None:
    """The fate of a nomination on a day; of one that was withdrawn or declined there is none."""
    fated = None if nomination.stage in _OVER else fate_of(nomination.subject, lineage, day=day)
    if fated is None or nomination.stage not in AWARDED | {Stage.ANNULLED}:
        return fated
    if nomination.decided_on < fated.ending.on:
        return Fated(Fate.DECIDED_BEFORE, fated.ending)
    return fated


def to_be_named(subject: Subject, lineage: Lineage, *, day: Date) -> Subject | None:
    """Whom a decision of a day names for a nominated subject; None if the nomination has lapsed by then."""
    fated = fate_of(subject, lineage, day=day)
    if fated is None:
        return subject
    return Subject("COLLECTIVE", fated.by) if fated.fate is Fate.CARRIED else None
