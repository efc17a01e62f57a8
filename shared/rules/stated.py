"""What a flag states, as far as another one is compared with it; it weighs nothing and keeps nothing."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.core.events import Flag
from shared.core.values import Award, Outcome, Verdict
from shared.rules.weighing import outcomes


class Stated(NamedTuple):
    """As much of a flag as another one is compared with."""

    award: Award
    verdict: Verdict
    rule_set: str
    outcomes: Mapping[str, Outcome]


def stated(flag: Flag) -> Stated:
    """What is kept of a flag."""
    return Stated(flag.award, flag.verdict, flag.rule_set, outcomes(flag.explanation))
