"""How notify states anything: under a name that is recorded once, stamped, and submitted to the pen of a campaign."""

import logging
from collections.abc import Sequence
from typing import Final

from services.notify.ports import PensPort, Stamps
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.envelope import STATEMENT_CLASSES, content_of
from shared.core.events import Data
from shared.core.index import hash64

SOURCE: Final = "/services/notify"
ACTOR: Final = "service:notify"

_logger: Final = logging.getLogger(__name__)


class Statements:
    """What is stated goes to the pens; `stamps` say when."""

    def __init__(self, pens: PensPort, stamps: Stamps) -> None:
        self._pens = pens
        self.stamps = stamps

    async def submit(self, campaign: str, commands: Sequence[Command]) -> int:
        """Record some statements; where the newest stands. Raises LogUnavailable, LogDamaged."""
        return max(map(_position, await self._pens.submit(campaign, commands)))

    def command(
        self,
        event_id: str,
        data: Data,
        *,
        campaign: str,
        time: str,
        correlation_id: str,
        causation_id: str,
        traceparent: str = "",
    ) -> Command:
        """A statement of notify, under a name of its own."""
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
            contentmac=self.stamps.mac(content_of(statement)),
            nonce=self.stamps.nonce(),
            recorded_at=self.stamps.recorded_at(),
            role="service",
            unit_id="",
            actor=ACTOR,
            correlation_id=correlation_id,
            causation_id=causation_id,
            traceparent=traceparent,
        )


def _position(answer: Answer) -> int:
    """Where it stands recorded, by us now or before us by another replica."""
    match answer:
        case Recorded(position) | Duplicate(position) | ContentDiffers(position):
            return position
        case Refused(code):
            _logger.error("statement_refused", extra={"code": code})
            return 0
