"""What was last said of each subject under each card, and what may be said next. The pen's state; it weighs nothing."""

from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from services.awards.domain.registry import RegistryFacts
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import CandidateFlagged, CandidateUnflagged, CandidateUpdated, Flag
from shared.core.journal import Journal
from shared.core.values import Award, Outcome, SubjectKind, Verdict
from shared.rules.weighing import outcomes

Key: TypeAlias = tuple[SubjectKind, str, str]  # kind and id of the subject, and the card
Candidate: TypeAlias = CandidateFlagged | CandidateUpdated | CandidateUnflagged

FIT: Final = frozenset[Verdict]({"CANDIDATE", "NEEDS_REVIEW"})
UNCHANGED: Final = Refused(
    code="unchanged",
    vi="Điều này đã được ghi nhận đúng như vậy nên không ghi lại. Không cần làm gì thêm.",
    en="This stands recorded just so and was not recorded again. There is nothing to do.",
)


class Stated(NamedTuple):
    """As much of a flag as another one is compared with."""

    award: Award
    verdict: Verdict
    rule_set: str
    outcomes: Mapping[str, Outcome]


def key_of(flag: Flag) -> Key:
    """Of whom a flag speaks, and under which card."""
    return flag.subject_kind, flag.subject_id, flag.card


def stated(flag: Flag) -> Stated:
    """What is kept of a flag."""
    return Stated(flag.award, flag.verdict, flag.rule_set, outcomes(flag.explanation))


def event_for(before: Stated | None, now: Stated) -> type[Candidate] | None:
    """Which event says what is new, or None if nothing is that anybody must hear."""
    flagged = before is not None and before.verdict in FIT
    if now.verdict not in FIT:
        return CandidateUnflagged if flagged else None
    if not flagged:
        return CandidateFlagged
    return CandidateUpdated if before != now else None


def is_news(flag: Flag, *, before: Stated | None) -> bool:
    """Whether a flag is the very event that is to be stated after what was stated before."""
    event = event_for(before, stated(flag))
    return event is not None and isinstance(flag, event)


class AwardsState:
    """What a pen keeps of one campaign: its flags as they stand, beside the registry as far as it is known."""

    def __init__(self, journal: Journal, registry: RegistryFacts) -> None:
        self.journal = journal
        self.flags: dict[Key, Stated] = {}
        self._registry = registry

    @property
    def registry_at(self) -> int:
        """How far the registry was known."""
        return self._registry.at


class AwardsDecider:
    """A flag is stated only if it says something new: nothing is said twice, whatever is delivered again."""

    def decide(self, state: AwardsState, command: Command, /) -> Refused | None:
        """None if the facts so far allow the command, else why not. Changes nothing."""
        flag = command.data
        if not isinstance(flag, Flag):
            return None
        return None if is_news(flag, before=state.flags.get(key_of(flag))) else UNCHANGED

    def evolve(self, state: AwardsState, fact: Fact, _ref: int, /) -> None:
        """Take one fact of awards into the state."""
        flag = fact.data
        if isinstance(flag, Flag):
            state.journal.put(state.flags, key_of(flag), stated(flag))
