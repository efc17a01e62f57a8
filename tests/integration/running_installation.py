"""Tracking, awards and notify on one real log, each on a port of its own, on a clock that a test sets: no event yet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import uvicorn

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
from shared.adapters.serving import KEPT_ALIVE_SECONDS
from shared.adapters.vault import Vault
from shared.core.events import OWNERS, PREFIX
from shared.core.requests import BATCH
from tests.listening import listening_socket
from tests.waiting import PATIENCE_SECONDS

SECONDS: Final = PATIENCE_SECONDS
BEGINNING: Final = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)  # ten in the morning in Hòa Bình
TICK: Final = timedelta(milliseconds=1)


class SetClock:
    """A clock that a test sets; no two looks at it show the same moment."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def __call__(self) -> datetime:
        """The moment, and a little later the next time."""
        self._now += TICK
        return self._now

    def next_day(self) -> None:
        """It is the same time of the day after."""
        self._now += timedelta(days=1)


class RunningInstallation:
    """Where each service answers, and who may ask; made by `installation`."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.clients: dict[str, httpx.AsyncClient] = {}
        self._access = Access.open(f"sqlite:///{folder / 'access.sqlite'}", system_clock)
        self._bearers: dict[tuple[str, str], str] = {}

    async def get(self, path: str, role: str, who: str = "", *, language: str = "en", **query: str) -> httpx.Response:
        """Ask the service whose name the path begins with; any other path is tracking's."""
        client = self.clients.get(path.split("/")[1], self.clients["tracking"])
        headers = {"Authorization": f"Bearer {self.bearer(role, who)}", "Accept-Language": language}
        return await client.get(path, params=query, headers=headers)

    async def tell(self, role: str, who: str, *events: dict[str, Any]) -> int:
        """State events of one owner, all of which are to be recorded; the position of the last."""
        owner = OWNERS[events[0]["type"].removeprefix(PREFIX).partition(".")[0]]
        headers = {"Authorization": f"Bearer {self.bearer(role, who)}", "Content-Type": BATCH}
        content = msgspec.json.encode(events)
        answer = await self.clients[owner].post(f"/{owner}/events", content=content, headers=headers)
        results: list[dict[str, Any]] = answer.json()["results"]
        assert [result["status"] for result in results] == ["recorded"] * len(events), results
        return int(results[-1]["position"])

    def bearer(self, role: str, who: str = "") -> str:
        """A token of a role; `who` is a unit's id for `unit`, a person's for all others."""
        if (role, who) not in self._bearers:
            unit_id, person_id = (who, "") if role == "unit" else ("", who)
            self._bearers[role, who] = self._access.create_token(role, unit_id=unit_id, person_id=person_id)[1]
        return self._bearers[role, who]

    def close(self) -> None:
        """Let go of the access table."""
        self._access.close()


@asynccontextmanager
async def installation(folder: Path, nats: NatsServer) -> AsyncIterator[RunningInstallation]:
    """The three services, ready; what they keep stays in the folder for the next start."""
    vault = folder / "vault.sqlite"
    Vault.open(vault).close()  # awards and notify only read it
    common: dict[str, Any] = {
        "address": "",
        "nats_url": nats.url,
        "read_models": folder / "read-models",
        "access_url": f"sqlite:///{folder / 'access.sqlite'}",
        "vault": vault,
    }
    running = RunningInstallation(folder)
    async with AsyncExitStack() as stack:
        stack.callback(running.close)
        logs = {
            name: await JetStreamLog.connect(nats.url, user=name, seed=nats.seeds[name])
            for name in ("tracking", "awards", "notify")
        }
        for log in logs.values():
            stack.push_async_callback(log.close)
        seeds: dict[str, dict[str, Any]] = {name: {"nats_seed": nats.seeds[name]} for name in logs}
        seeds["tracking"]["evidence"] = folder / "evidence"
        tracking = Tracking(TrackingSettings(**common, **seeds["tracking"]), logs["tracking"], running.clock)
        awards = Awards(AwardsSettings(**common, **seeds["awards"]), logs["awards"], running.clock)
        notify = Notify(NotifySettings(**common, **seeds["notify"], smtp_url=""), logs["notify"], running.clock)
        for part in (tracking, awards, notify):
            stack.callback(part.close)
        applications = {"tracking": tracking, "awards": awards, "notify": notify.api}
        for name, application in applications.items():
            running.clients[name] = await stack.enter_async_context(serving(application))
        yield running


@asynccontextmanager
async def serving(application: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A real server on a port of its own, and a client of it."""
    listening = listening_socket()
    config = uvicorn.Config(
        application,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        timeout_keep_alive=KEPT_ALIVE_SECONDS,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=SECONDS) as client:
            async with asyncio.timeout(SECONDS):
                while (await client.get("/readyz")).status_code != httpx.codes.OK:
                    pass
            yield client
    finally:
        server.should_exit = True
        await task
