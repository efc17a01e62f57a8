"""Where in the log the fact stands on which a matter rests, and on which day it was recorded."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Self

from shared.core.envelope import Fact
from shared.core.lineage import day_in_country
from shared.core.values import Date


class Mark(NamedTuple):
    """Where the fact stands on which a matter rests, and by what names others speak of it."""

    position: int
    id: str
    correlation_id: str

    @classmethod
    def of(cls, fact: Fact, position: int) -> Self:
        """The mark of a fact that stands at a position."""
        return cls(position, fact.id, fact.correlationid)


@lru_cache(maxsize=1_024)
def day_of(recorded_at: str) -> Date:
    """The day in the country on which something was recorded."""
    return day_in_country(datetime.fromisoformat(recorded_at))
