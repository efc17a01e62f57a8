"""Who sees which fact, the same for programs and for people. It knows no request."""

from shared.core.access import Caller, Reach, unit_of
from shared.core.envelope import Fact


def sees(caller: Caller, extent: Reach, fact: Fact) -> bool:
    """Whether a caller who may read facts to this extent may read this one: a unit only what it stated itself."""
    return extent is Reach.ALL or (extent is Reach.OWN and unit_of(fact.source) in caller.units)
