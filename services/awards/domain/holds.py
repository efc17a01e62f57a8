"""Holds: while something about a subject is looked into, nothing is proposed or given; no hold is a judgement."""

from services.awards.domain.refusals.holds import ALREADY_HELD, NOT_HELD
from services.awards.domain.state import AwardsState
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.values import HoldGround

_NONE: frozenset[HoldGround] = frozenset()


def place(state: AwardsState, _command: Command, data: events.HoldPlaced) -> Refused | None:
    """A subject is held once for each ground."""
    held = state.holds.get(Subject(data.subject_kind, data.subject_id), _NONE)
    return ALREADY_HELD if data.ground in held else None


def placed(state: AwardsState, _fact: Fact, data: events.HoldPlaced) -> None:
    """The subject is held."""
    subject = Subject(data.subject_kind, data.subject_id)
    state.journal.put(state.holds, subject, state.holds.get(subject, _NONE) | {data.ground})


def lift(state: AwardsState, _command: Command, data: events.HoldLifted) -> Refused | None:
    """Only what is held can be let go."""
    return None if state.holds.get(Subject(data.subject_kind, data.subject_id)) else NOT_HELD


def lifted(state: AwardsState, _fact: Fact, data: events.HoldLifted) -> None:
    """The subject is held no more, on whatever ground."""
    state.journal.put(state.holds, Subject(data.subject_kind, data.subject_id), _NONE)
