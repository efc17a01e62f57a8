"""Tracking, awards and notify in one process on a real log: each can die and come back, and the log fails as told.

A service that dies records nothing more from that moment; what it kept in memory is gone, what it kept in files is
there at its next start. Every loss is asked for by name, so a history that is played again is the same.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from services.awards.app import Awards
from services.awards.settings import Settings as AwardsSettings
from services.notify.app import Notify
from services.notify.settings import Settings as NotifySettings
from services.tracking.app import Tracking
from services.tracking.settings import Settings as TrackingSettings
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.vault import Vault
from shared.core.envelope import Fact, position_of
from shared.core.errors import LogUnavailable
from shared.core.requests import BATCH
from shared.core.values import CampaignId, Owner
from tests.waiting import a_moment

NAMES: Final = ("tracking", "awards", "notify")
SECONDS: Final = 120.0

Event = dict[str, Any]
Result = dict[str, Any]


class Loss(Enum):
    """What becomes of a commit."""

    ACK = "it is stored, and its answer is lost"
    COMMIT = "it is lost on its way"


class LosingLog(JetStreamLog):
    """The log, but for the losses that stand in its list."""

    losses: list[Loss]
    is_dead = False

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        loss = self.losses.pop(0) if self.losses else None
        if loss is Loss.COMMIT or self.is_dead:
            raise LogUnavailable
        number = await super().commit(payload, campaign=campaign, owner=owner, expect=expect, commit_id=commit_id)
        if loss is Loss.ACK:
            raise LogUnavailable
        return number


class Part:
    """One service, alive or dead."""

    def __init__(self, name: str, folder: Path, nats: NatsServer) -> None:
        self.name = name
        self.losses: list[Loss] = []
        self.client: httpx.AsyncClient | None = None
        self._folder = folder
        self._nats = nats
        self._log: LosingLog | None = None
        self._life = AsyncExitStack()

    async def start(self) -> None:
        """Come to life with what stands in files and in the log."""
        log = await LosingLog.connect(self._nats.url, user=self.name, seed=self._nats.seeds[self.name])
        assert isinstance(log, LosingLog)
        log.losses = self.losses
        service, application = self._made(log)
        self._log, self._life = log, AsyncExitStack()
        self._life.callback(service.close)
        await self._life.enter_async_context(service._lifespan(application))
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://whole-system", timeout=SECONDS)

    async def die(self) -> None:
        """Nothing that it is about to do is done."""
        if self._log is not None and self.client is not None:
            client, self.client = self.client, None
            self.losses.clear()
            self._log.is_dead = True
            await self._life.aclose()
            await self._log.close()
            await client.aclose()

    def _made(self, log: LosingLog) -> tuple[Any, Any]:
        common: dict[str, Any] = {
            "address": "",
            "nats_url": self._nats.url,
            "nats_seed": self._nats.seeds[self.name],
            "read_models": self._folder / "read-models",
            "access_url": f"sqlite:///{self._folder / 'access.sqlite'}",
            "vault": self._folder / "vault.sqlite",
        }
        if self.name == "tracking":
            tracking = Tracking(TrackingSettings(**common, evidence=self._folder / "evidence"), log, system_clock)
            return tracking, tracking
        if self.name == "awards":
            awards = Awards(AwardsSettings(**common), log, system_clock)
            return awards, awards
        notify = Notify(NotifySettings(**common, smtp_url=""), log, system_clock)
        return notify, notify.api


class WholeSystem:
    """The three, and who speaks to them; made by `whole_system`."""

    def __init__(self, folder: Path, nats: NatsServer) -> None:
        self.parts = {name: Part(name, folder, nats) for name in NAMES}
        self._nats = nats
        self._access = Access.open(f"sqlite:///{folder / 'access.sqlite'}", system_clock)
        self._bearers: dict[tuple[str, str], str] = {}

    async def state(self, role: str, unit_id: str, events: Sequence[Event]) -> list[Result] | None:
        """State events once; what became of each, None where that is not known."""
        client = self.parts["tracking"].client
        if client is None:
            return None
        headers = {"authorization": f"Bearer {self._bearer(role, unit_id)}", "content-type": BATCH}
        answer = await client.post("/tracking/events", headers=headers, content=msgspec.json.encode(events))
        if answer.status_code != httpx.codes.OK:
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
            return None
        results: list[Result] = answer.json()["results"]
        in_doubt = any(one.get("problem", {}).get("status") == httpx.codes.SERVICE_UNAVAILABLE for one in results)
        return None if in_doubt else results

    async def state_until_answered(self, role: str, unit_id: str, events: Sequence[Event]) -> list[Result]:
        """The same again and again, as a unit's program does."""
        async with asyncio.timeout(SECONDS):
            while (results := await self.state(role, unit_id, events)) is None:
                await a_moment()
        return results

    async def read(self, name: str, path: str, role: str, **query: str) -> Any:
        """What a service answers, as soon as it does."""
        client = self.parts[name].client
        assert client is not None
        headers = {"authorization": f"Bearer {self._bearer(role, '')}"}
        async with asyncio.timeout(SECONDS):
            while (answer := await client.get(path, params=query, headers=headers)).status_code != httpx.codes.OK:
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
        return answer.json()

    async def facts(self, campaign: str) -> list[tuple[int, Fact]]:
        """What stands in the log of one campaign, with positions, whoever stated it."""
        log = await JetStreamLog.connect(self._nats.url, user="audit", seed=self._nats.seeds["audit"])
        try:
            return [
                (position_of(commit.number, place), fact)
                async for commits in log.read()
                for commit in commits
                if commit.campaign == campaign
                for place, fact in enumerate(commit.facts())
            ]
        finally:
            await log.close()

    async def revive(self) -> None:
        """Start whatever is dead, and lose nothing more."""
        for part in self.parts.values():
            part.losses.clear()
            if part.client is None:
                await part.start()

    async def close(self) -> None:
        """End everything."""
        for part in self.parts.values():
            await part.die()
        self._access.close()

    def _bearer(self, role: str, unit_id: str) -> str:
        if (role, unit_id) not in self._bearers:
            self._bearers[role, unit_id] = self._access.create_token(role, unit_id=unit_id)[1]
        return self._bearers[role, unit_id]


@asynccontextmanager
async def whole_system(folder: Path) -> AsyncIterator[WholeSystem]:
    """The three services, alive, on a log of their own that holds nothing yet."""
    nats = NatsServer(folder / "nats")
    nats.start()
    try:
        await provision(nats.url, seed=nats.seeds["provision"])
        Vault.open(folder / "vault.sqlite").close()  # awards and notify only read it
        system = WholeSystem(folder, nats)
        try:
            await system.revive()
            yield system
        finally:
            await system.close()
    finally:
        nats.stop()
