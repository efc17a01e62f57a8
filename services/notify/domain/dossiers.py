"""Which steps of a nomination wait for somebody and until when: the clocks of an office, folded from the log. Pure.

The pages of awards show the same clocks. No service asks another, so they are counted here anew; a test walks every
standing of a nomination and holds the two against each other.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

import msgspec

from services.notify.domain.mark import Mark
from shared.core import events
from shared.core.envelope import Fact
from shared.core.values import Award, ClearanceResult, Date, SubjectKind
from shared.rules.law.law import Clock, Law

# Days of comment are as many as they were opened for; all other steps have as many as the law says.
DossierStep: TypeAlias = Clock | Literal["COMMENT"]
Stage: TypeAlias = Literal["OPEN", "SUBMITTED", "RETURNED", "DECLINED", "AWARDED", "CONFERRED", "ANNULLED"]

CLOCKS: Final[Mapping[Stage, tuple[Clock, ...]]] = {
    "OPEN": ("PREPARE",),
    "SUBMITTED": ("RETURN_UNFIT", "APPRAISE"),
    "RETURNED": ("RESUBMIT",),
    "DECLINED": ("INFORM",),
    "AWARDED": ("HAND_OUT",),
    "CONFERRED": (),
    "ANNULLED": ("RECOVER",),
}
# Stages in which others have a dossier before them, or have gone by it; what is returned is read again.
READ: Final[frozenset[Stage]] = frozenset({"SUBMITTED", "RETURNED", "AWARDED", "CONFERRED"})
UNDECIDED: Final[frozenset[Stage]] = frozenset({"OPEN", "SUBMITTED", "RETURNED"})
HEEDED: Final[frozenset[type[events.Data]]] = frozenset(
    {
        events.NominationOpened,
        events.NominationSubmitted,
        events.NominationReturned,
        events.NominationWithdrawn,
        events.ClearanceRequested,
        events.ClearanceReceived,
        events.PublicCommentOpened,
        events.PublicCommentClosed,
        events.CouncilConvened,
        events.BallotTallied,
        events.MinutesSigned,
        events.AwardDecided,
        events.AwardDeclined,
        events.AwardConferred,
        events.AwardAnnulled,
    }
)


class Waiting(NamedTuple):
    """A step of a nomination that somebody has until `due_on` to take."""

    nomination_id: str
    subject_kind: SubjectKind
    subject_id: str
    step: DossierStep
    due_on: Date
    rests_on: Mark


class Relied(NamedTuple):
    """A nomination that was submitted, and the decision that gave the award, "" while none has."""

    nomination_id: str
    decision_no: str


class _Begun(NamedTuple):
    """A day from which something is counted (for days of comment, the last of them), and the fact that says so."""

    day: Date
    mark: Mark


class _Sitting(NamedTuple):
    held_on: Date
    members: int


class _Ballot(NamedTuple):
    sitting: _Sitting
    data: events.BallotTallied
    mark: Mark


class _Dossier(msgspec.Struct):
    """A nomination as far as clocks run on it; `asked` and `answers` by body."""

    subject_kind: SubjectKind
    subject_id: str
    award: Award
    begun: _Begun
    stage: Stage = "OPEN"
    asked: dict[str, _Begun] = {}
    answers: dict[str, ClearanceResult | None] = {}
    answered: _Begun | None = None
    comment: _Begun | None = None
    unsigned: _Ballot | None = None
    decision_no: str = ""


class Dossiers:
    """A fold of one campaign's nominations."""

    def __init__(self) -> None:
        self._dossiers: dict[str, _Dossier] = {}
        self._sittings: dict[str, _Sitting] = {}
        self._decided: dict[tuple[str, SubjectKind, str], str] = {}  # by decision and subject: the nomination

    def waiting(self, law: Law) -> Iterator[Waiting]:
        """Every step that waits for somebody, by the law of the day it is counted from."""
        for nomination_id, dossier in self._dossiers.items():
            for step, due_on, mark in _running(dossier, law):
                yield Waiting(nomination_id, dossier.subject_kind, dossier.subject_id, step, due_on, mark)

    def relied_on(self, subject_kind: SubjectKind, subject_id: str) -> Iterator[Relied]:
        """The nominations of a subject that others went by, whatever their names are."""
        for nomination_id, dossier in self._dossiers.items():
            if (dossier.subject_kind, dossier.subject_id) == (subject_kind, subject_id) and dossier.stage in READ:
                yield Relied(nomination_id, dossier.decision_no)

    # --- the fold

    def fold(self, fact: Fact, position: int) -> None:
        """Take the next fact; those that move no clock change nothing."""
        mark = Mark.of(fact, position)
        written = _Begun(fact.time[:10], mark)
        match fact.data:
            case events.NominationOpened() as data:
                begun = _Dossier(data.subject_kind, data.subject_id, data.award, written)
                self._dossiers[data.nomination_id] = begun
            case events.CouncilConvened() as data:
                self._sittings[data.sitting_id] = _Sitting(data.held_on, len(data.members))
            case events.MinutesSigned() as data:
                self._sign(data.sitting_id)
            case events.AwardDecided() | events.AwardConferred() | events.AwardAnnulled() as data:
                self._decide(data, mark)
            case data:
                nomination_id = getattr(data, "nomination_id", "")
                if nomination_id in self._dossiers:
                    self._move(nomination_id, data, written)

    def _move(self, nomination_id: str, data: events.Data, written: _Begun) -> None:
        dossier = self._dossiers[nomination_id]
        match data:
            case events.NominationWithdrawn():
                del self._dossiers[nomination_id]
            case events.NominationSubmitted():
                dossier.stage, dossier.begun = "SUBMITTED", _Begun(data.received_on, written.mark)
            case events.NominationReturned():
                dossier.stage, dossier.begun = "RETURNED", written
            case events.AwardDeclined():
                dossier.stage, dossier.begun = "DECLINED", written
            case events.BallotTallied():
                sitting = self._sittings.get(data.sitting_id)
                dossier.unsigned = None if sitting is None else _Ballot(sitting, data, written.mark)
            case _:
                _hear(dossier, data, written)

    def _sign(self, sitting_id: str) -> None:
        for dossier in self._dossiers.values():
            if dossier.unsigned is not None and dossier.unsigned.data.sitting_id == sitting_id:
                dossier.unsigned = None

    def _decide(self, data: events.AwardDecided | events.AwardConferred | events.AwardAnnulled, mark: Mark) -> None:
        match data:
            case events.AwardDecided():
                for one in data.subjects:
                    self._decided[data.decision_no, one.subject_kind, one.subject_id] = one.nomination_id
                    self._end(one.nomination_id, "AWARDED", _Begun(data.decided_on, mark))
                    if one.nomination_id in self._dossiers:
                        self._dossiers[one.nomination_id].decision_no = data.decision_no
            case events.AwardConferred():
                for (decision_no, _, _), nomination_id in self._decided.items():
                    if decision_no == data.decision_no:
                        self._end(nomination_id, "CONFERRED", _Begun(data.conferred_on, mark))
            case events.AwardAnnulled():
                given = self._decided.pop((data.decision_no, data.subject_kind, data.subject_id), "")
                self._end(given, "ANNULLED", _Begun(data.annulled_on, mark))

    def _end(self, nomination_id: str, stage: Stage, begun: _Begun) -> None:
        dossier = self._dossiers.get(nomination_id)
        if dossier is not None:
            dossier.stage, dossier.begun = stage, begun


def _hear(dossier: _Dossier, data: events.Data, written: _Begun) -> None:
    """Somebody is asked for an answer or for comments, or gives them."""
    match data:
        case events.ClearanceRequested():
            dossier.asked[data.body], dossier.answers[data.body] = written, None
        case events.ClearanceReceived():
            dossier.answers[data.body] = data.result
            dossier.answered = max(written, dossier.answered or written)
        case events.PublicCommentOpened():
            dossier.comment = _Begun(data.to_on, written.mark)
        case events.PublicCommentClosed():
            dossier.comment = None
        case _:
            pass


def _running(dossier: _Dossier, law: Law) -> Iterator[tuple[DossierStep, Date, Mark]]:
    for clock in CLOCKS[dossier.stage]:
        yield _counted(*_of_stage(clock, dossier), law)
    if dossier.stage not in UNDECIDED:
        return
    asked = [begun for body, begun in dossier.asked.items() if dossier.answers[body] is None]
    if asked:
        yield _counted("ANSWER", min(asked), law)
    if dossier.comment is not None:
        yield "COMMENT", dossier.comment.day, dossier.comment.mark
    if dossier.unsigned is not None and _is_carried(dossier.unsigned, dossier.award, law):
        yield _counted("SIGN_MINUTES", _Begun(dossier.unsigned.sitting.held_on, dossier.unsigned.mark), law)


def _of_stage(clock: Clock, dossier: _Dossier) -> tuple[Clock, _Begun]:
    """A dossier on which everybody asked has no objection is appraised sooner."""
    answers = dossier.answers.values()
    if clock == "APPRAISE" and dossier.answered and all(answer == "NO_OBJECTION" for answer in answers):
        return "APPRAISE_CONSULTED", max(dossier.begun, dossier.answered)
    return clock, dossier.begun


def _counted(clock: Clock, begun: _Begun, law: Law) -> tuple[Clock, Date, Mark]:
    return clock, law.due_on(clock, begun.day), begun.mark


def _is_carried(ballot: _Ballot, award: Award, law: Law) -> bool:
    """Whether enough voted for the award, by the law of the day of the sitting."""
    share = law.votes_for(award, ballot.sitting.held_on)
    members, data = ballot.sitting.members, ballot.data
    counted = members if share.base == "ALL_MEMBERS" else data.present + data.written_yes + data.written_no
    return share.is_met_by(data.yes + data.written_yes, members=members, present=counted)
