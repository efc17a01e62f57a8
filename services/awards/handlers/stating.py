"""What the service itself states, made into a command: because of which fact, and by an id that follows from both."""

from typing import Final, NamedTuple

import msgspec

from services.awards.domain.flags import SOURCE
from services.awards.ports import Stamps
from shared.core.decider import Command
from shared.core.envelope import STATEMENT_CLASSES, Fact, content_of
from shared.core.events import Data
from shared.core.index import hash64

ACTOR: Final = "service:awards"


class Cause(NamedTuple):
    """The fact because of which something is stated, and where it stands."""

    fact: Fact
    position: int

    @property
    def traceparent(self) -> str:
        """The trace that what follows belongs to ("" for none)."""
        return "" if self.fact.traceparent is msgspec.UNSET else self.fact.traceparent


def conclusion(data: Data, event_id: str, *, campaign: str, cause: Cause, stamps: Stamps) -> Command:
    """The statement that something follows from a fact. By its id it is made but once."""
    fact = cause.fact
    statement = STATEMENT_CLASSES[type(data)](
        specversion="1.0", id=event_id, source=SOURCE, time=fact.recordedat, campaign=campaign, data=data
    )
    return Command(
        id=event_id,
        source=SOURCE,
        time=fact.recordedat,
        campaign=campaign,
        data=data,
        key=hash64(SOURCE, event_id),
        contentmac=stamps.mac(content_of(statement)),
        nonce=stamps.nonce(),
        recorded_at=stamps.recorded_at(),
        role="service",
        unit_id="",
        actor=ACTOR,
        correlation_id=fact.correlationid,
        causation_id=fact.id,
        traceparent=cause.traceparent,
    )
