"""Decisions: an award given, declined, conferred, annulled; and the bonus that follows from it, known exactly once."""

import msgspec

from services.awards.domain.flags import UNCHANGED
from services.awards.domain.impartiality import who
from services.awards.domain.nominations import Nomination, after, missing
from services.awards.domain.refusals.decisions import (
    ALL_ANNULLED,
    ALREADY_ANNULLED,
    ALREADY_CONFERRED,
    BEFORE_BALLOT,
    DAYS_OUT_OF_ORDER,
    DECISION_EMPTY,
    DECISION_NO_USED,
    DECISION_UNKNOWN,
    FOUR_EYES,
    NAMES_ENDED_UNIT,
    NEVER_AWARDED,
    NO_BASE_SALARY,
    NOT_AS_NOMINATED,
)
from services.awards.domain.refusals.dossiers import LAPSED, SUBJECT_HELD
from services.awards.domain.refusals.standing import incomplete
from services.awards.domain.standing import misplaced, yet_to_come
from services.awards.domain.state import AwardsState, Decision
from services.awards.domain.succession import to_be_named
from services.awards.domain.tallies import Subject
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact


def decide(state: AwardsState, command: Command, data: events.AwardDecided) -> Refused | None:
    """Given is only what a council voted for with signed minutes, not before it, and not by who proposed it."""
    if data.decision_no in state.decisions:
        return DECISION_NO_USED
    named = {(one.subject_kind, one.subject_id) for one in data.subjects}
    if not data.subjects or min(len(named), len({one.nomination_id for one in data.subjects})) < len(data.subjects):
        return DECISION_EMPTY
    for one in data.subjects:
        refusal = _undecidable(state, command, data, one)
        if refusal is not None:
            return refusal
    return yet_to_come(state, command, data.decided_on)


def decided(state: AwardsState, fact: Fact, data: events.AwardDecided) -> None:
    """The award is given."""
    subjects = {Subject(one.subject_kind, one.subject_id): one.nomination_id for one in data.subjects}
    state.decide(data.decision_no, Decision(data.decided_on, data.award, subjects))
    for nomination_id in subjects.values():
        state.keep(nomination_id, after(state.kept(nomination_id), fact))


def decline(state: AwardsState, _command: Command, data: events.AwardDeclined) -> Refused | None:
    """What was submitted may be declined, however the council voted."""
    return misplaced(state, data.nomination_id, type(data))


def confer(state: AwardsState, command: Command, data: events.AwardConferred) -> Refused | None:
    """The awards of a decision are handed over together, those that are not annulled."""
    decision = state.decisions.get(data.decision_no)
    if decision is None:
        return DECISION_UNKNOWN
    if decision.conferred:
        return ALREADY_CONFERRED
    if len(decision.annulled) == len(decision.subjects):
        return ALL_ANNULLED
    if data.conferred_on < decision.decided_on:
        return DAYS_OUT_OF_ORDER
    return yet_to_come(state, command, data.conferred_on)


def conferred(state: AwardsState, fact: Fact, data: events.AwardConferred) -> None:
    """The awards are handed over."""
    decision = state.decisions[data.decision_no]
    state.decide(data.decision_no, msgspec.structs.replace(decision, conferred=True))
    for subject, nomination_id in decision.subjects.items():
        if subject not in decision.annulled:
            state.keep(nomination_id, after(state.kept(nomination_id), fact))


def annul(state: AwardsState, command: Command, data: events.AwardAnnulled) -> Refused | None:
    """Annulled is one subject's award, once, and only what a decision gave."""
    decision = state.decisions.get(data.decision_no)
    if decision is None:
        return DECISION_UNKNOWN
    subject = Subject(data.subject_kind, data.subject_id)
    if subject not in decision.subjects:
        return NEVER_AWARDED
    if subject in decision.annulled:
        return ALREADY_ANNULLED
    if data.annulled_on < decision.decided_on:
        return DAYS_OUT_OF_ORDER
    return yet_to_come(state, command, data.annulled_on)


def annulled(state: AwardsState, fact: Fact, data: events.AwardAnnulled) -> None:
    """The award is no more; what went with it is to be given back, and the achievement may be proposed anew."""
    decision = state.decisions[data.decision_no]
    subject = Subject(data.subject_kind, data.subject_id)
    state.decide(data.decision_no, msgspec.structs.replace(decision, annulled=decision.annulled | {subject}))
    nomination_id = decision.subjects[subject]
    state.keep(nomination_id, after(state.kept(nomination_id), fact))


def calculate(state: AwardsState, _command: Command, data: events.BonusCalculated) -> Refused | None:
    """The bonus of a subject of a decision is stated once, whatever is delivered again."""
    decision = state.decisions.get(data.decision_no)
    if decision is None:
        return DECISION_UNKNOWN
    subject = Subject(data.subject_kind, data.subject_id)
    if subject not in decision.subjects:
        return NEVER_AWARDED
    return UNCHANGED if subject in decision.bonuses else None


def calculated(state: AwardsState, _fact: Fact, data: events.BonusCalculated) -> None:
    """The bonus is known."""
    decision = state.decisions[data.decision_no]
    bonuses = decision.bonuses | {Subject(data.subject_kind, data.subject_id)}
    state.decide(data.decision_no, msgspec.structs.replace(decision, bonuses=bonuses))


def _undecidable(
    state: AwardsState, command: Command, data: events.AwardDecided, one: events.Awarded
) -> Refused | None:
    """Why a decision cannot name this subject, or None."""
    refusal = misplaced(state, one.nomination_id, type(data))
    if refusal is not None:
        return refusal
    nomination, law = state.kept(one.nomination_id), state.terms.law
    refusal = _misnamed(state, data, one, nomination=nomination)
    if refusal is not None:
        return refusal
    if state.is_held(nomination.subject) or state.is_held(Subject(one.subject_kind, one.subject_id)):
        return SUBJECT_HELD
    if who(command.actor) in map(who, nomination.hands):
        return FOUR_EYES
    if data.decided_on < max(nomination.ballots[-1].held_on, nomination.minutes_on):
        return BEFORE_BALLOT
    lacking = missing(nomination, law, remarks=state.remarks_owed(nomination))
    if lacking:
        return incomplete(lacking)
    return NO_BASE_SALARY if law.bonus(data.award, one.subject_kind, data.decided_on) is None else None


def _misnamed(
    state: AwardsState, data: events.AwardDecided, one: events.Awarded, *, nomination: Nomination
) -> Refused | None:
    """A decision names who was nominated, or the unit that carries the candidacy of one that has ended by its day."""
    subject = Subject(one.subject_kind, one.subject_id)
    named = to_be_named(nomination.subject, state.registry.lineage, day=data.decided_on)
    if named is None:
        return LAPSED
    if data.award == nomination.award and subject == named:
        return None
    return NAMES_ENDED_UNIT if subject == nomination.subject != named else NOT_AS_NOMINATED
