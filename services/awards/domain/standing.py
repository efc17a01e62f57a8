"""Whether a command fits where a nomination stands, by the one table of its life; and whether a day has come."""

from datetime import date

from services.awards.domain.days import day_named, day_of
from services.awards.domain.lifecycle import Kind, Stage, fits_vote, next_stage
from services.awards.domain.nominations import missing, stage_of, vote_of
from services.awards.domain.refusals.campaigns import DAY_IN_FUTURE
from services.awards.domain.refusals.standing import AT_STAGE, AT_VOTE, incomplete
from services.awards.domain.state import AwardsState
from services.awards.domain.succession import Fate, fate_of
from services.awards.domain.tallies import Subject
from shared.core.decider import Command, Refused
from shared.core.values import Date


def misplaced(state: AwardsState, nomination_id: str, kind: Kind) -> Refused | None:
    """Why a kind of command does not fit where a nomination stands, or None."""
    nomination, law = state.nomination(nomination_id), state.terms.law
    stage = stage_of(nomination, law)
    if next_stage(stage, kind) is None:
        lacking = missing(nomination, law) if nomination is not None and stage is Stage.OPEN else ()
        return incomplete(lacking) if lacking else AT_STAGE[stage]
    vote = vote_of(nomination, law)
    return None if fits_vote(vote, kind) else AT_VOTE[vote]


def yet_to_come(state: AwardsState, command: Command, day: Date) -> Refused | None:
    """What a statement says was done on a day cannot have been done after the statement's own time."""
    return DAY_IN_FUTURE if day_named(day) > day_stated(state, command) else None


def has_lapsed(state: AwardsState, command: Command, subject: Subject) -> bool:
    """Whether on the day of a statement a subject is a unit that is no more, and in whose place nobody goes on."""
    lineage = state.registry.lineage
    if not lineage.endings:
        return False
    day = date.fromordinal(day_stated(state, command)).isoformat()
    fated = fate_of(subject, lineage, day=day)
    return fated is not None and fated.fate is Fate.LAPSED


def day_stated(state: AwardsState, command: Command) -> int:
    """The day of a statement's own time, in the campaign's time zone."""
    return day_of(command.time, state.terms.time_zone)
