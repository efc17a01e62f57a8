"""What awards' own facts say of subjects in one campaign: who is held, and who is proposed for what."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple, TypeAlias, get_args

from services.awards.domain.days import day_named
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.values import Award, SubjectKind

AboutProcedure: TypeAlias = (
    events.HoldPlaced
    | events.HoldLifted
    | events.NominationOpened
    | events.NominationSubmitted
    | events.NominationReturned
    | events.NominationWithdrawn
    | events.AwardDecided
    | events.AwardDeclined
    | events.AwardAnnulled
)
ABOUT: Final = get_args(AboutProcedure)


class Proposal(NamedTuple):
    """A nomination that is neither withdrawn, declined nor annulled; `received` is its dossier's day, 0 until then."""

    subject: Subject
    award: Award
    achievement_key: str
    received: int = 0


class Procedure:
    """Folds holds and nominations; a decision changes no proposal, for awarded is what was proposed."""

    def __init__(self) -> None:
        self._open_holds: set[Subject] = set()
        self._wrongdoing_at: dict[Subject, int] = {}
        self._proposals: dict[str, Proposal] = {}
        self._decided: dict[tuple[str, SubjectKind, str], events.Awarded] = {}
        self._of: dict[Subject, dict[str, Proposal]] = {}

    def fold(self, data: AboutProcedure, position: int) -> Collection[Subject]:
        """Take one fact; the subjects of which it speaks."""
        match data:
            case events.HoldPlaced():
                subject = Subject(data.subject_kind, data.subject_id)
                self._open_holds.add(subject)
                return (subject,)
            case events.HoldLifted():
                return self._lifted(data, position)
            case events.NominationOpened():
                subject = Subject(data.subject_kind, data.subject_id)
                return self._keep(data.nomination_id, Proposal(subject, data.award, data.achievement_key))
            case events.NominationSubmitted():
                return self._received(data.nomination_id, day_named(data.received_on))
            case events.NominationReturned():
                return self._received(data.nomination_id, 0)
            case events.NominationWithdrawn() | events.AwardDeclined():
                return self._over(data.nomination_id)
            case events.AwardDecided():
                self._decided |= {(data.decision_no, one.subject_kind, one.subject_id): one for one in data.subjects}
                return ()
            case events.AwardAnnulled():
                return self._annulled(data)

    def is_held(self, subject: Subject, registry: RegistryFacts) -> bool:
        """Whether nothing may be proposed for or given to a subject.

        A hold ends with a conclusion. One that found wrongdoing lets nobody go: it holds until a discipline recorded
        after it has ended, or a later conclusion finds no wrongdoing. A discipline that has not ended holds by itself.
        """
        if subject in self._open_holds or registry.is_disciplined(subject):
            return True
        found_at = self._wrongdoing_at.get(subject)
        return found_at is not None and registry.discipline_ended_at(subject) < found_at

    def taken_for(self, achievement_key: str, subject: Subject) -> Award | None:
        """The award for which an achievement is proposed, or which it was given, or None."""
        for proposal in self._of.get(subject, _NOTHING).values():
            if proposal.achievement_key == achievement_key:
                return proposal.award
        return None

    def received(self, subject: Subject) -> Mapping[Award, int]:
        """The awards for which a subject's dossier was received, with the day."""
        proposals = self._of.get(subject, _NOTHING).values()
        return {proposal.award: proposal.received for proposal in proposals if proposal.received}

    def _lifted(self, data: events.HoldLifted, position: int) -> Collection[Subject]:
        subject = Subject(data.subject_kind, data.subject_id)
        self._open_holds.discard(subject)
        if data.conclusion == "WRONGDOING":
            self._wrongdoing_at[subject] = position
        else:
            self._wrongdoing_at.pop(subject, None)
        return (subject,)

    def _keep(self, nomination_id: str, proposal: Proposal) -> Collection[Subject]:
        self._proposals[nomination_id] = proposal
        self._of.setdefault(proposal.subject, {})[nomination_id] = proposal
        return (proposal.subject,)

    def _received(self, nomination_id: str, day: int) -> Collection[Subject]:
        """Its dossier is there from a day on, or on its way back (0)."""
        proposal = self._proposals.get(nomination_id)
        return () if proposal is None else self._keep(nomination_id, proposal._replace(received=day))

    def _over(self, nomination_id: str) -> Collection[Subject]:
        proposal = self._proposals.pop(nomination_id, None)
        if proposal is None:
            return ()
        del self._of[proposal.subject][nomination_id]
        return (proposal.subject,)

    def _annulled(self, data: events.AwardAnnulled) -> Collection[Subject]:
        """What was given by this decision is no more; who was proposed may be a unit in whose place another stood."""
        given = self._decided.get((data.decision_no, data.subject_kind, data.subject_id))
        return self._over(given.nomination_id) if given else ()


_NOTHING: Final[Mapping[str, Proposal]] = {}
