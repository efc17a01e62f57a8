"""The council: convened, conflicts declared, votes counted, minutes signed. No person's vote ever comes here."""

import msgspec

from services.awards.domain import nominations
from services.awards.domain.days import day_named
from services.awards.domain.refusals.councils import (
    BEFORE_SITTING,
    CONFLICT_ALREADY_DECLARED,
    MINUTES_ALREADY_SIGNED,
    MINUTES_BEFORE_SITTING,
    MINUTES_UNSIGNED,
    NO_MEMBERS,
    NO_QUORUM,
    NO_ROUND_LEFT,
    NOT_A_MEMBER,
    ROUND_OUT_OF_ORDER,
    SITTING_ID_USED,
    SITTING_UNKNOWN,
    TOO_MANY_VOTES,
    TWO_CHAIRS,
    VOTES_DO_NOT_ADD_UP,
)
from services.awards.domain.standing import day_stated, misplaced, yet_to_come
from services.awards.domain.state import AwardsState, Sitting
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact


def convene(state: AwardsState, _command: Command, data: events.CouncilConvened) -> Refused | None:
    """A council has members, each once, and at most one chair; it may be called for a day to come."""
    if data.sitting_id in state.sittings:
        return SITTING_ID_USED
    if not data.members or len({member.person_id for member in data.members}) < len(data.members):
        return NO_MEMBERS
    return TWO_CHAIRS if sum(member.chair for member in data.members) > 1 else None


def convened(state: AwardsState, _fact: Fact, data: events.CouncilConvened) -> None:
    """The council is called."""
    members = frozenset(member.person_id for member in data.members)
    state.sit(data.sitting_id, Sitting(members=members, held_on=data.held_on))


def declare_conflict(state: AwardsState, _command: Command, data: events.ConflictDeclared) -> Refused | None:
    """A member steps back from a nomination before the council has voted for it."""
    sitting = state.sittings.get(data.sitting_id)
    if sitting is None:
        return SITTING_UNKNOWN
    if data.person_id not in sitting.members:
        return NOT_A_MEMBER
    if sitting.minutes_signed:
        return MINUTES_ALREADY_SIGNED
    if data.person_id in sitting.conflicts.get(data.nomination_id, ()):
        return CONFLICT_ALREADY_DECLARED
    return misplaced(state, data.nomination_id, type(data))


def conflict_declared(state: AwardsState, _fact: Fact, data: events.ConflictDeclared) -> None:
    """The member has no vote on it."""
    sitting = state.sittings[data.sitting_id]
    before = sitting.conflicts.get(data.nomination_id, frozenset())
    conflicts = {**sitting.conflicts, data.nomination_id: before | {data.person_id}}
    state.sit(data.sitting_id, msgspec.structs.replace(sitting, conflicts=conflicts))


def tally(state: AwardsState, command: Command, data: events.BallotTallied) -> Refused | None:
    """The votes add up, are no more than may vote, enough are there, and the rounds come one after another."""
    sitting = state.sittings.get(data.sitting_id)
    if sitting is None:
        return SITTING_UNKNOWN
    if sitting.minutes_signed:
        return MINUTES_ALREADY_SIGNED
    if data.yes + data.no + data.blank != data.present:
        return VOTES_DO_NOT_ADD_UP
    refusal = misplaced(state, data.nomination_id, type(data))
    if refusal is not None:
        return refusal
    if day_stated(state, command) < day_named(sitting.held_on):
        return BEFORE_SITTING
    return _against_the_law(state, sitting, data)


def tallied(state: AwardsState, _fact: Fact, data: events.BallotTallied) -> None:
    """The council has voted."""
    sitting, nomination = state.sittings[data.sitting_id], state.kept(data.nomination_id)
    voted = nominations.tallied(nomination, data, held_on=sitting.held_on, members=len(sitting.members))
    state.keep(data.nomination_id, voted)
    on = dict.fromkeys((*sitting.nominations, data.nomination_id))
    state.sit(data.sitting_id, msgspec.structs.replace(sitting, nominations=tuple(on)))


def sign_minutes(state: AwardsState, command: Command, data: events.MinutesSigned) -> Refused | None:
    """Minutes are signed once, by somebody, not before the sitting."""
    sitting = state.sittings.get(data.sitting_id)
    if sitting is None:
        return SITTING_UNKNOWN
    if sitting.minutes_signed:
        return MINUTES_ALREADY_SIGNED
    if not data.signers or len(set(data.signers)) < len(data.signers):
        return MINUTES_UNSIGNED
    if data.signed_on < sitting.held_on:
        return MINUTES_BEFORE_SITTING
    return yet_to_come(state, command, data.signed_on)


def minutes_signed(state: AwardsState, fact: Fact, data: events.MinutesSigned) -> None:
    """What the sitting voted stands."""
    sitting = state.sittings[data.sitting_id]
    state.sit(data.sitting_id, msgspec.structs.replace(sitting, minutes_signed=True))
    for nomination_id in sitting.nominations:
        state.keep(nomination_id, nominations.after(state.kept(nomination_id), fact))


def _against_the_law(state: AwardsState, sitting: Sitting, data: events.BallotTallied) -> Refused | None:
    """What the law of the sitting's day has against a ballot on a nomination that is there."""
    nomination, law = state.kept(data.nomination_id), state.terms.law
    award, day, members = nomination.award, sitting.held_on, len(sitting.members)
    barred = state.may_not_vote(sitting, data.nomination_id, bars_own_unit=law.bars_own_unit(award, day))
    if data.present + data.written_yes + data.written_no > members - len(barred):
        return TOO_MANY_VOTES
    if not law.quorum(award, day).is_met_by(data.present, members=members, present=data.present):
        return NO_QUORUM
    if len(nomination.ballots) >= law.rounds(award, day):
        return NO_ROUND_LEFT
    return ROUND_OUT_OF_ORDER if data.round != len(nomination.ballots) + 1 else None
