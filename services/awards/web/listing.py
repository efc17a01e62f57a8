"""Gathers the lists of candidates, ranked within each award, from one position of awards' tables. It knows no HTTP."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args

import msgspec
from sqlmodel import Session

from services.awards.domain.tallies import Subject
from services.awards.ports import Names
from services.awards.tables.candidates import Seen, Wanted, candidates_seen
from services.awards.tables.nominations import Stands, stands_of
from services.awards.tables.numbers import numbers_of
from services.awards.web.naming import Naming, Who, naming_of
from services.awards.web.waiting import Waits, waits_for
from shared.core.access import Caller, Reach, reach
from shared.core.definition import Text
from shared.core.events import Explained, Said
from shared.core.lineage import day_in_country
from shared.core.plain_words import plain
from shared.core.values import Award, SubjectKind, Verdict

# The highest award first, and within it those who are fit for it.
AWARDS: Final[tuple[Award, ...]] = get_args(Award)
VERDICTS: Final[tuple[Verdict, ...]] = ("CANDIDATE", "NEEDS_REVIEW", "HELD", "DUPLICATE", "NOT_YET")

_explained: Final = msgspec.json.Decoder(Explained).decode


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the lists is asked for; an empty field asks for all."""

    award: str = ""
    verdict: str = ""
    unit: str = ""
    q: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate in a list. `weight` is how many facts stand behind it."""

    seen: Seen
    who: Who
    verdict: Verdict
    missing: tuple[Said, ...]
    stands: Stands | None

    @property
    def waits(self) -> Waits | None:
        """For what its nomination waits, if it was proposed and the reader may know."""
        return None if self.stands is None else waits_for(self.stands)

    @property
    def stage(self) -> str:
        """Where the dossier of its nomination stands, "" where there is none."""
        if self.stands is None:
            return ""
        return "LAPSED" if self.stands.lapsed else self.stands.stage.value

    @property
    def vote(self) -> str:
        """How the council has voted on what was submitted, "" where that is not what it waits for."""
        waits = self.waits in (Waits.COUNCIL, Waits.DECISION)
        return self.stands.vote.value if self.stands is not None and waits else ""

    @property
    def card(self) -> str:
        """Under which card."""
        return self.seen.row.card

    @property
    def rank(self) -> int | None:
        """The place under a card with a cap."""
        return self.seen.standing.place.rank if self.seen.standing else None

    @property
    def over_cap(self) -> bool:
        """Whether more are fit than may be given."""
        return self.seen.standing is not None and self.seen.standing.place.over_cap

    @property
    def weight(self) -> int:
        """How many facts stand behind it."""
        return self.seen.row.weight

    @property
    def position(self) -> int:
        """Of the fact that last spoke of it."""
        return self.seen.row.position


@dataclass(frozen=True, slots=True)
class Listing:
    """The lists as they were asked for, and what there is to ask for."""

    naming: Naming
    filters: Filters
    lists: tuple[tuple[Award, tuple[Line, ...]], ...]
    verdicts: tuple[Verdict, ...]
    counts: Mapping[Verdict, int]
    awards: tuple[Award, ...]
    units: tuple[tuple[str, Text], ...]
    ways: tuple[tuple[Waits, int], ...]

    @property
    def total(self) -> int:
        """How many are listed."""
        return sum(len(lines) for _, lines in self.lists)


def listing_of(
    session: Session, campaign: str, filters: Filters, *, caller: Caller, moment: datetime, names: Names
) -> Listing | None:
    """What a caller who may read candidates sees of them at a moment; None where there is no such campaign."""
    wanted = Wanted.by(caller, moment)
    seen = candidates_seen(session, campaign, wanted)
    if seen is None:
        return None
    subjects = [subject_of(one) for one in seen]
    naming = naming_of(session, campaign, subjects, caller=caller, names=names, day=day_in_country(moment))
    if naming is None:
        return None
    knows = reach(caller, "nominations") is Reach.ALL
    stands = stands_of(session, campaign, day=day_in_country(moment)) if knows else {}
    lines = [_line(one, naming, stands.get((subject_of(one), one.row.award))) for one in seen]
    units = {line.who.unit_id: line.who.unit for line in lines if line.who.unit is not None}
    sought = plain(filters.q).split()
    by_number = numbers_of(session, campaign) if sought and knows else {}
    asked = [
        line
        for line in lines
        if filters.unit in ("", line.who.unit_id)
        and _bears(line.who, sought, by_number.get((subject_of(line.seen), line.seen.row.award), ""))
    ]
    ways = Counter(line.waits for line in asked if filters.award in ("", line.seen.row.award))
    asked = [line for line in asked if filters.way in ("", line.waits.value if line.waits else None)]
    counted = [line for line in asked if filters.award in ("", line.seen.row.award)]
    return Listing(
        naming=naming,
        filters=filters,
        lists=_by_award([line for line in counted if filters.verdict in ("", line.verdict)]),
        verdicts=tuple(one for one in VERDICTS if one != "HELD" or wanted.with_holds),
        counts=Counter(line.verdict for line in counted),
        awards=tuple(award for award in AWARDS if any(line.seen.row.award == award for line in lines)),
        units=tuple(sorted(units.items(), key=lambda one: one[1].vi)),
        ways=tuple((way, ways[way]) for way in Waits if ways[way]),
    )


def subject_of(seen: Seen) -> Subject:
    """Of whom a row speaks."""
    return Subject(cast("SubjectKind", seen.row.subject_kind), seen.row.subject_id)


def _bears(who: Who, sought: Sequence[str], numbers: str) -> bool:
    """Whether each of these words, without accents, stands in what the reader is shown of a subject or its papers."""
    texts = [text for text in (who.name, who.unit) if text is not None]
    shown = plain(" ".join([who.id, who.title, *(f"{text.vi} {text.en}" for text in texts)]))
    return all(word in shown or word in numbers for word in sought)


def _line(seen: Seen, naming: Naming, stands: Stands | None) -> Line:
    missing = _explained(seen.row.explanation).missing or ()
    return Line(seen, naming.who(subject_of(seen)), cast("Verdict", seen.row.verdict), missing, stands)


def _by_award(lines: Sequence[Line]) -> tuple[tuple[Award, tuple[Line, ...]], ...]:
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(line.seen.row.award, []).append(line)
    return tuple((award, tuple(sorted(of[award], key=_order))) for award in AWARDS if award in of)


def _order(line: Line) -> tuple[int, str, int, int, int]:
    """By verdict; within a card by place where it has a cap, else by how much stands behind it, else the first flagged.

    Cards of one award stand one after another: their places cannot be compared.
    """
    fit = VERDICTS.index(line.verdict)
    return fit, line.card, line.rank or 0, -line.weight, line.position
