"""How a test asks the NATS door: as a unit's own program would, with nats-py. It knows no event."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.integration.door.running_tracking import RunningTracking
from tests.waiting import PATIENCE_SECONDS

ANSWER_SECONDS: Final = PATIENCE_SECONDS


class Unit:
    """One connection of a unit, which is not made again; `errors` are what the server told it."""

    def __init__(self, unit_id: str) -> None:
        self.unit_id = unit_id
        self.client = Client()
        self.errors: list[str] = []
        self._closed = asyncio.Event()

    async def connect(self, url: str, token: str | None = None, *, seed: str | None = None) -> None:
        """Connect once, with a token or an nkey's seed. Raises nats.errors.Error if the server does not let it in."""

        async def note(error: Exception) -> None:
            self.errors.append(str(error))

        async def close() -> None:
            self._closed.set()

        await self.client.connect(
            url,
            token=token,
            nkeys_seed_str=seed,
            inbox_prefix=f"_INBOX.{self.unit_id}",
            error_cb=note,
            closed_cb=close,
            allow_reconnect=False,
        )

    async def is_cut_off(self) -> None:
        """Wait until the server closed the connection. Raises TimeoutError."""
        async with asyncio.timeout(ANSWER_SECONDS):
            await self._closed.wait()

    async def message(self, body: bytes, **headers: str) -> Msg:
        """The whole answer to a body as it is. Raises ConnectionError if it is cut off meanwhile."""
        named = {"accept-language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        where = f"intake.{self.unit_id}.report"
        asked = asyncio.create_task(self.client.request(where, body, timeout=ANSWER_SECONDS, headers=named))
        closed = asyncio.create_task(self._closed.wait())  # the client itself goes on waiting
        await asyncio.wait((asked, closed), return_when=asyncio.FIRST_COMPLETED)
        closed.cancel()
        if not asked.done():
            asked.cancel()
            raise ConnectionError
        return asked.result()

    async def ask(self, said: object, **headers: str) -> Any:
        """The answer to one event, or to a list of them."""
        return msgspec.json.decode((await self.message(msgspec.json.encode(said), **headers)).data)

    async def is_forbidden(self, *, publish: Sequence[str] = (), subscribe: Sequence[str] = ()) -> list[str]:
        """Which of these subjects the server refuses it."""
        for subject in publish:
            await self.client.publish(subject, b"{}")
        for subject in subscribe:
            await self.client.subscribe(subject)
        await self.client.flush()
        await self.client.flush()
        return [
            subject for subject in (*publish, *subscribe) if any(f'to "{subject.lower()}"' in e for e in self.errors)
        ]


@asynccontextmanager
async def connected(tracking: RunningTracking, unit_id: str = "hctc", *, token: str = "") -> AsyncIterator[Unit]:
    """A unit connected with its token, or with another."""
    unit = Unit(unit_id)
    await unit.connect(tracking.door_nats.url, token or tracking.token("unit", unit_id))
    try:
        yield unit
    finally:
        await unit.client.close()
