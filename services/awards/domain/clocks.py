"""The clocks that run on a nomination, in working days: what is to be done by when, as the law of the day has it."""

from typing import NamedTuple

from services.awards.domain.lifecycle import Stage
from services.awards.domain.nominations import Nomination
from shared.core.values import Date
from shared.rules.law.law import Clock, Law


class Running(NamedTuple):
    """A step that somebody has until `due_on` to take, counted from the day after `since`."""

    clock: Clock
    since: Date
    due_on: Date


def clocks_of(nomination: Nomination, law: Law) -> tuple[Running, ...]:
    """What runs now; a step that is done has no clock."""
    match nomination.stage:
        case Stage.SUBMITTED:
            received = nomination.received_on
            unfit = _running("RETURN_UNFIT", received, law)
            answers = nomination.clearances.values()
            if answers and all(answer == "NO_OBJECTION" for answer in answers):
                return unfit, _running("APPRAISE_CONSULTED", max(received, nomination.cleared_on), law)
            return unfit, _running("APPRAISE", received, law)
        case Stage.AWARDED:
            return (_running("HAND_OUT", nomination.decided_on, law),)
        case Stage.ANNULLED:
            return (_running("RECOVER", nomination.annulled_on, law),)
        case _:
            return ()


def _running(clock: Clock, since: Date, law: Law) -> Running:
    return Running(clock, since, law.due_on(clock, since))
