"""What a flag states, as far as another one is compared with it, and who hears of it. It weighs and keeps nothing.

A hold shows to the secretary, the authority and auditors alone (contract §3): for all others the verdict stays as it
was before, and when the hold ends as if there had been none, nothing may tell that there was one.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from shared.core.events import Flag
from shared.core.values import Award, Outcome, Verdict
from shared.rules.weighing import outcomes

HELD: Final[Verdict] = "HELD"


class Stated(NamedTuple):
    """As much of a flag as another one is compared with."""

    award: Award
    verdict: Verdict
    rule_set: str
    outcomes: Mapping[str, Outcome]


def stated(flag: Flag) -> Stated:
    """What is kept of a flag."""
    return Stated(flag.award, flag.verdict, flag.rule_set, outcomes(flag.explanation))


def is_heard(flag: Flag, *, before: Stated | None) -> bool:
    """Whether those hear of a flag who may not know of a hold, and of whom `before` was heard last (None: nothing)."""
    return would_be_heard(stated(flag), before=before)


def would_be_heard(told: Stated, *, before: Stated | None) -> bool:
    """The same of what is kept of a flag."""
    return told.verdict != HELD and before != told
