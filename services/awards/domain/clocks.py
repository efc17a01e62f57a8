"""The clocks that run on a nomination, in working days: what is to be done by when, as the law of the day has it."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from services.awards.domain.lifecycle import Stage, Vote
from services.awards.domain.nominations import Nomination, vote_of
from shared.core.values import Date
from shared.rules.law.law import Clock, Law

# Days of comment are as many as they were opened for; all other steps have as many as the law says.
Ticks: TypeAlias = Clock | Literal["COMMENT"]


class Running(NamedTuple):
    """A step that somebody has until `due_on` to take, counted from the day after `since`."""

    clock: Ticks
    since: Date
    due_on: Date


def clocks_of(nomination: Nomination, law: Law) -> tuple[Running, ...]:
    """What runs now; a step that is done has no clock."""
    running: tuple[Running, ...]
    match nomination.stage:
        case Stage.OPEN:
            running = (_running("PREPARE", nomination.opened_on, law),)
        case Stage.SUBMITTED:
            running = tuple(_appraised(nomination, law))
        case Stage.RETURNED:
            running = (_running("RESUBMIT", nomination.turned_down_on, law),)
        case Stage.DECLINED:
            return (_running("INFORM", nomination.turned_down_on, law),)
        case Stage.AWARDED:
            return (_running("HAND_OUT", nomination.decided_on, law),)
        case Stage.ANNULLED:
            return (_running("RECOVER", nomination.annulled_on, law),)
        case _:
            return ()
    return (*running, *_beside(nomination, law))


def _appraised(nomination: Nomination, law: Law) -> Iterator[Running]:
    received, answers = nomination.received_on, nomination.clearances.values()
    yield _running("RETURN_UNFIT", received, law)
    if answers and all(answer == "NO_OBJECTION" for answer in answers):
        yield _running("APPRAISE_CONSULTED", max(received, nomination.cleared_on), law)
    else:
        yield _running("APPRAISE", received, law)


def _beside(nomination: Nomination, law: Law) -> Iterator[Running]:
    """What runs wherever the dossier is: an answer that is waited for, days of comment, minutes to be signed."""
    asked = [day for body, day in nomination.asked_on.items() if nomination.clearances[body] is None]
    if asked:
        yield _running("ANSWER", min(asked), law)
    comment = nomination.comment
    if comment is not None and not comment.closed:
        yield Running("COMMENT", comment.from_on, comment.to_on)
    if vote_of(nomination, law) is Vote.CARRIED:
        yield _running("SIGN_MINUTES", nomination.ballots[-1].held_on, law)


def _running(clock: Clock, since: Date, law: Law) -> Running:
    return Running(clock, since, law.due_on(clock, since))
