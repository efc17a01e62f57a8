"""One nomination as a page shows it: its checklist, answers, clocks, ballots and papers. It knows no HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session

from services.awards.domain.clocks import Ticks
from services.awards.domain.nominations import Ballot, Nomination, is_carried
from services.awards.tables.gathering import about_of, newest
from services.awards.tables.nominations import NominationSeen
from services.awards.tables.nominations import history_of as history_of_nomination
from services.awards.tables.rows import NominationHistory
from services.awards.web.naming import Naming
from shared.core import events
from shared.core.definition import Text
from shared.core.values import ClearanceResult, Date, Paper
from shared.papers.content import PaperKind
from shared.rules.law.law import Law, Share

FILES: Final = (PaperKind.SUBMISSION, PaperKind.ROLL, PaperKind.REPORT, PaperKind.MINUTES, PaperKind.DECISION)
_REMARKS: Final = "remarks:"


@dataclass(frozen=True, slots=True)
class Answered:
    """A body that is to be asked, whether it was, and what it said."""

    body: str
    asked: bool
    result: ClearanceResult | None


@dataclass(frozen=True, slots=True)
class Ticking:
    """A clock that runs; `left` counts working days from today on, below 0 those that it is late."""

    clock: Ticks
    due_on: Date
    left: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally with how many were for it, of how many, and how many it takes."""

    ballot: Ballot
    of: int
    share: Share
    carried: bool

    @property
    def needs(self) -> str:
        """By which words the share is told."""
        return f"{'more than' if self.share.must_exceed else 'at least'} {self.share.base}"

    @property
    def fraction(self) -> str:
        """The share itself."""
        return f"{self.share.numerator}/{self.share.denominator}"


@dataclass(frozen=True, slots=True)
class Way:
    """A nomination on its way to a decision. `papers` are those that the law asks for and those that are there."""

    seen: NominationSeen
    papers: tuple[tuple[Paper, bool], ...]
    clearances: tuple[Answered, ...]
    comment_days: int
    comment_runs: int
    remarks: tuple[Text, ...]
    clocks: tuple[Ticking, ...]
    ballots: tuple[Counted, ...]
    files: tuple[PaperKind, ...]
    history: Sequence[NominationHistory]

    @property
    def told(self) -> Nomination:
        """What its facts have told."""
        return self.seen.nomination

    @property
    def stage(self) -> str:
        """Where its dossier stands, in one word."""
        return "LAPSED" if self.seen.lapsed else self.seen.stage.value

    @property
    def conflicts(self) -> tuple[NominationHistory, ...]:
        """The declared conflicts of interest, the newest first: who declared one does not vote."""
        return tuple(row for row in self.history if row.type == events.ConflictDeclared.short)

    def declared_by(self, actor: str) -> bool:
        """Whether somebody declared a conflict for the next ballot; one for a ballot that was counted is over."""
        counted = max((row.position for row in self.history if row.type == events.BallotTallied.short), default=0)
        return any(row.actor == actor and row.position > counted for row in self.conflicts)


def way_of(session: Session, campaign: str, seen: NominationSeen, *, naming: Naming, today: Date) -> Way:
    """What there is to show of a nomination on a day."""
    nomination, law = seen.nomination, seen.law
    comment = nomination.comment
    return Way(
        seen=seen,
        papers=tuple(_papers(nomination, law)),
        clearances=tuple(_clearances(nomination, law)),
        comment_days=law.comment_days(nomination.award, nomination.law_day),
        comment_runs=law.working_days(comment.from_on, comment.to_on) if comment else 0,
        remarks=tuple(naming.unit(one.removeprefix(_REMARKS)) for one in seen.missing if one.startswith(_REMARKS)),
        clocks=tuple(Ticking(one.clock, one.due_on, _left(law, one.due_on, today)) for one in seen.clocks),
        ballots=tuple(_counted(ballot, nomination, law) for ballot in nomination.ballots),
        files=tuple(
            kind
            for kind in FILES
            if newest(session, campaign, kind.value, about_of(seen.nomination_id, nomination, kind)) is not None
        ),
        history=list(reversed(history_of_nomination(session, campaign, seen.nomination_id))),
    )


def _papers(nomination: Nomination, law: Law) -> Iterator[tuple[Paper, bool]]:
    there = {item for item, _ in nomination.papers}
    for item in dict.fromkeys(
        (*law.papers(nomination.award, nomination.law_day), *(one for one, _ in nomination.papers))
    ):
        yield item, item in there


def _clearances(nomination: Nomination, law: Law) -> Iterator[Answered]:
    needed = law.clearances(nomination.award, nomination.law_day)
    for body in dict.fromkeys((*needed, *nomination.clearances)):
        yield Answered(body, body in nomination.clearances, nomination.clearances.get(body))


def _left(law: Law, due_on: Date, today: Date) -> int:
    if due_on >= today:
        return law.working_days(_after(today), due_on) if due_on > today else 0
    return -law.working_days(_after(due_on), today)


def _after(day: Date) -> Date:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _counted(ballot: Ballot, nomination: Nomination, law: Law) -> Counted:
    share = law.votes_for(nomination.award, ballot.held_on)
    return Counted(ballot, ballot.of(share), share, is_carried(ballot, nomination.award, law))
