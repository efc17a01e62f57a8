"""What a service has given up, told over NATS to whoever tells people. No fact and no command: a report.

It goes beside the log, since the log may be what is in trouble. A report that is lost does no harm: it is told again
every few seconds, and what is reported no more is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import msgspec
from nats.aio.msg import Msg

from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.read_model import ReadModel
from shared.core.errors import LogUnavailable
from shared.core.health import Parked, Report, ServiceName
from shared.core.subjects import ALL_TROUBLES, trouble_subject

EVERY_SECONDS: Final = 5.0


class TroubleTeller:
    """Tells every few seconds what of `parked` will not come again by itself; `run` it as a task."""

    def __init__(
        self,
        connection: NatsConnection,
        service: ServiceName,
        *,
        parked: Callable[[], Awaitable[Sequence[Parked]]],
        model: ReadModel | None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection
        self._service: ServiceName = service
        self._parked = parked
        self._model = model
        self._pause = pause

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            report = Report(self._service, tuple(for_good(await self._parked(), self._model)))
            with suppress(LogUnavailable):
                await self._connection.send(trouble_subject(self._service), msgspec.json.encode(report), reply="")
            await self._pause(EVERY_SECONDS)


class TroubleListener:
    """Hears what all services tell; `run` it as a task."""

    def __init__(self, connection: NatsConnection, *, on_report: Callable[[Report], Awaitable[None]]) -> None:
        self._connection = connection
        self._on_report = on_report

    async def run(self) -> None:
        """Listen until cancelled; the client listens again by itself after a restart of the server."""
        stop = await self._connection.listen(ALL_TROUBLES, self._on_message)
        try:
            await asyncio.Event().wait()
        finally:
            await stop()

    async def _on_message(self, message: Msg) -> None:
        await self._on_report(msgspec.json.decode(message.data, type=Report))


def for_good(parked: Sequence[Parked], model: ReadModel | None) -> list[Parked]:
    """Of what was given up, what does not come again by itself: a read model is tried again until it has stopped."""
    has_stopped = model is not None and model.has_stopped
    return [one for one in parked if one.kind != "read_model" or has_stopped]
