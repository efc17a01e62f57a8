"""What tracking itself states, made into a command under an id that follows from what it says."""

from typing import Final

from services.tracking.ports import Stamps
from shared.core.decider import Command
from shared.core.envelope import STATEMENT_CLASSES, content_of
from shared.core.events import Data
from shared.core.index import hash64

SOURCE: Final = "/services/tracking"
ACTOR: Final = "service:tracking"


def stated(data: Data, event_id: str, *, campaign: str, time: str, stamps: Stamps) -> Command:
    """The statement of something that no speaker states, as of a time. By its id it is made but once."""
    statement = STATEMENT_CLASSES[type(data)](
        specversion="1.0", id=event_id, source=SOURCE, time=time, campaign=campaign, data=data
    )
    return Command(
        id=event_id,
        source=SOURCE,
        time=time,
        campaign=campaign,
        data=data,
        key=hash64(SOURCE, event_id),
        contentmac=stamps.mac(content_of(statement)),
        nonce=stamps.nonce(),
        recorded_at=stamps.recorded_at(),
        role="service",
        unit_id="",
        actor=ACTOR,
    )
