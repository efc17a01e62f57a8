"""The way to the portal, where one is set up: the desk, what it looks at, and what is counted. It starts nothing."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from services.tracking.domain.portal import Owed
from services.tracking.handlers.portal import TOLD, PortalDesk
from services.tracking.ports import HeardPort, Stamps, TriedPort
from services.tracking.tables.owed import owed
from shared.adapters.clock import Clock, system_clock
from shared.adapters.portal import Portal
from shared.adapters.read_model import ReadModel
from shared.adapters.shared_pens import SharedPens
from shared.adapters.telemetry import Telemetry

FIGURE = "thidua_portal_told_total"


class Pushing:
    """What is pushed to the portal of a file; nothing where there is none."""

    def __init__(
        self,
        file: Path | None,
        pens: TriedPort,
        model: ReadModel,
        *,
        last: Callable[[], Awaitable[int]],
        stamps: Stamps,
        clock: Clock,
        telemetry: Telemetry,
        shared: SharedPens | None,
    ) -> None:
        self._model = model
        self._count = telemetry.count
        self._portal = None if file is None else Portal.read(file, now=system_clock)
        self._desk: PortalDesk | None = None
        for outcome in TOLD:  # shown from the start, so that an alert can tell nothing from nobody
            telemetry.count(FIGURE, 0, outcome=outcome)
        if self._portal is not None:
            world: dict[str, Any] = {"shown": model.reached, "last": last, "draw": random.random}
            world["turn"] = shared.turn if shared else _always
            self._desk = PortalDesk(
                pens, self._look, self._portal, on_told=self._told, stamps=stamps, clock=clock, **world
            )

    @property
    def hears(self) -> tuple[HeardPort, ...]:
        """Who wants to hear of every commit."""
        return () if self._desk is None else (self._desk,)

    def tasks(self) -> dict[str, Coroutine[Any, Any, object]]:
        """What runs as long as the service does."""
        return {} if self._desk is None else {"portal": self._desk.run()}

    async def end(self) -> None:
        """Close what is open."""
        if self._portal is not None:
            await self._portal.end()

    def _look(self, campaign: str, now: datetime) -> Sequence[Owed]:
        with self._model.reading() as view:
            return owed(view.session, campaign, now)

    def _told(self, outcome: str) -> None:
        self._count(FIGURE, outcome=outcome)


@asynccontextmanager
async def _always(_campaign: str) -> AsyncIterator[bool]:
    """Nobody else is there."""
    yield True
