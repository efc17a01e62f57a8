"""By which rule set a day is weighed, and which rule sets may not stand beside each other (ADR-0056). Pure."""

from collections.abc import Iterable
from typing import TypeVar

from shared.core.definition import InForce, RuleSet
from shared.core.values import Date

R = TypeVar("R", bound=RuleSet)


def in_force_on(rule_sets: Iterable[R], day: Date) -> R | None:
    """The rule set of a day: of those that have begun by then and not ended, the one that began last; None: none."""
    there = (one for one in rule_sets if one.in_force.from_ <= day <= (one.in_force.to or day))
    return max(there, key=lambda one: one.in_force.from_, default=None)


def collides(new: InForce, standing: InForce) -> bool:
    """Whether a day would be of two rule sets; not where `standing` is open and `new` begins later, and takes over."""
    takes_over = not standing.to and standing.from_ < new.from_
    meet = (not standing.to or new.from_ <= standing.to) and (not new.to or standing.from_ <= new.to)
    return meet and not takes_over
