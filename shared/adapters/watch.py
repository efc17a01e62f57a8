"""Watches one service: what its parts answer and since when, how far its followers are, what was given up.

It asks nothing by itself: since when something is so, is known as far as anybody asked (the supervisor, the metrics).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Protocol

from shared.adapters.clock import Clock
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.read_model import STARTING, ReadModel
from shared.adapters.replaying import WHEN_ALONE, in_slices
from shared.adapters.telemetry import Telemetry
from shared.adapters.troubles import TroubleTeller
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.health import Following, Health, Parked, Part, Refusals, ServiceName
from shared.core.log import EventLog
from shared.core.problems import Problem


class WatchedLog(EventLog, Protocol):
    """A log that remembers how far it was seen to reach."""

    @property
    def newest(self) -> int:
        """The number of the last commit that was seen."""
        ...


class Watch:
    """One service as it tells of itself; `ask` says which of its parts answer, `parked` what it has given up."""

    def __init__(
        self,
        service: ServiceName,
        log: WatchedLog,
        telemetry: Telemetry,
        *,
        ask: Callable[[], Awaitable[Mapping[str, bool | Problem]]],
        parked: Callable[[], Awaitable[Sequence[Parked]]],
        clock: Clock,
    ) -> None:
        self.service = service
        self._log = log
        self._telemetry = telemetry
        self._ask = ask
        self._parked = parked
        self._clock = clock
        self._started = clock()
        self._states: dict[str, tuple[bool, datetime]] = {}
        self._followers: dict[str, Callable[[], int]] = {}

    def follower(self, name: str, position: Callable[[], int]) -> None:
        """Show how far a follower has come, among the figures too."""
        self._followers[name] = position
        self._telemetry.follower(name, position, newest=lambda: self._log.newest)

    async def log_answers(self) -> bool:
        """Whether the log says where it ends."""
        try:
            await self._log.last()
        except (LogUnavailable, LogDamaged):
            return False
        return True

    async def ready(self) -> Mapping[str, bool | Problem]:
        """What the parts answer, noted."""
        parts, now = await self._ask(), self._clock()
        for name, answer in parts.items():
            before = self._states.get(name)
            if before is None or before[0] is not (answer is True):
                self._states[name] = answer is True, now
        return parts

    async def tell(self, connection: NatsConnection, model: ReadModel | None) -> None:
        """Tell over NATS what was given up for good, until cancelled."""
        await TroubleTeller(connection, self.service, parked=self._parked, model=model).run()

    async def look(self) -> Health:
        """The service as it stands now."""
        parts = await self.ready()
        return Health(
            self.service,
            self._started,
            self._clock(),
            self._log.newest,
            tuple(
                Part(name, answer is True, answer if isinstance(answer, Problem) else None, self._states[name][1])
                for name, answer in parts.items()
            ),
            tuple([await self._following(name, position()) for name, position in self._followers.items()]),
            tuple(await self._parked()),
            tuple(self._refused()),
        )

    def _refused(self) -> list[Refusals]:
        """What was refused since the service started, the most frequent first."""
        counted = self._telemetry.figures.counted
        found = [
            Refusals("statement", labels["code"], number, status=int(labels["status"]))
            for labels, number in counted("thidua_statements_refused_total")
        ]
        found += [
            Refusals("credential", labels["reason"], number, door=labels["door"])
            for labels, number in counted("thidua_credentials_refused_total")
        ]
        return sorted(found, key=lambda one: -one.number)

    async def _following(self, name: str, position: int) -> Following:
        taken = position // 1_000
        behind = max(0, self._log.newest - taken)
        return Following(name, position, behind, await self._recorded_after(taken) if behind else None)

    async def _recorded_after(self, number: int) -> datetime | None:
        """When the commit after one was recorded; None if the log cannot say so now."""
        try:
            async with aclosing(in_slices(self._log.read(after=number), WHEN_ALONE)) as slices:
                async for commits in slices:
                    return datetime.fromisoformat(commits[0].facts()[0].recordedat)
        except (LogUnavailable, LogDamaged):
            pass  # its part says so
        return None


def stopped(pens: Mapping[str, str]) -> list[Parked]:
    """The campaigns whose pens write no more, each with its cause."""
    return [Parked("pen", campaign, cause) for campaign, cause in pens.items()]


def in_trouble(name: str, model: ReadModel | None) -> list[Parked]:
    """A read model that does not come on, if it does not."""
    trouble = "" if model is None else model.trouble
    return [Parked("read_model", name, trouble)] if trouble and trouble != STARTING else []
