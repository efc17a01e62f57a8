"""A whole awards beside a running tracking, on a port of its own, and how a test talks to it. It knows no event."""

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any, Self

import httpx
import msgspec
import uvicorn

from services.awards.app import EVENTS, Awards
from services.awards.settings import Settings
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.serving import KEPT_ALIVE_SECONDS
from shared.core.envelope import Fact, position_of
from shared.core.leases import Replica
from shared.core.requests import BATCH, STRUCTURED
from tests.integration.door.running_tracking import ANSWER_SECONDS, READY_SECONDS, RunningTracking
from tests.listening import listening_socket
from tests.waiting import wait_until


class RunningAwards:
    """Awards as an installation runs it, in a thread of its own; its log, vault and tokens are those of `tracking`."""

    def __init__(self, folder: Path, tracking: RunningTracking, *, replica: Replica | None = None) -> None:
        self.tracking = tracking
        self._settings = Settings(
            address="127.0.0.1:0",
            nats_url=tracking.nats.url,
            nats_seed=tracking.nats.seeds["awards"],
            read_models=folder / "awards-read-models",
            access_url=f"sqlite:///{tracking.tokens}",
            vault=tracking.vault,
            replica=replica,
        )
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.client = httpx.Client()

    def start(self) -> Self:
        """Serve, and wait until every part answers."""
        listening = listening_socket()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = httpx.Client(base_url=url, timeout=ANSWER_SECONDS)
        self.client = self.tracking.written.follow(
            client, path="/awards/pages/candidates", headers=lambda: self.tracking.headers("auditor")
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name="awards")
        self._thread.start()
        wait_until(lambda: self.client.get("/readyz").status_code == 200)
        return self

    def stop(self) -> None:
        """End it cleanly; what it keeps stays for the next start."""
        self.client.close()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(READY_SECONDS)
            assert not self._thread.is_alive()

    def post(self, event: dict[str, Any], role: str, who: str = "", **headers: str) -> httpx.Response:
        """One event in structured mode."""
        return self.post_bytes(msgspec.json.encode(event), role, who, content_type=STRUCTURED, **headers)

    def post_batch(self, events: list[dict[str, Any]], role: str, who: str = "") -> httpx.Response:
        """Events in batch mode."""
        return self.post_bytes(msgspec.json.encode(events), role, who, content_type=BATCH)

    def post_bytes(self, body: bytes, role: str, who: str = "", **headers: str) -> httpx.Response:
        """A body as it is."""
        return self.client.post(EVENTS, content=body, headers=self.tracking.headers(role, who, **headers))

    def read(self, path: str, role: str = "secretary", who: str = "", **query: str) -> httpx.Response:
        """A read below /awards/campaigns."""
        return self.client.get(f"/awards/campaigns{path}", params=query, headers=self.tracking.headers(role, who))

    def newest(self) -> int:
        """The position at which the newest commit of the whole log begins."""
        return self.tracking.newest()

    def facts(self, campaign: str) -> list[tuple[int, Fact, bytes]]:
        """Every fact of awards in a campaign as it lies in the log: its position, itself, its line."""
        return asyncio.run(self._facts(campaign))

    async def _facts(self, campaign: str) -> list[tuple[int, Fact, bytes]]:
        log = await self.tracking.log()
        try:
            batches = [batch async for batch in log.read(campaign=campaign, owner="awards")]
        finally:
            await log.close()
        return [
            (position_of(commit.number, place), fact, line)
            for batch in batches
            for commit in batch
            for place, (fact, line) in enumerate(zip(commit.facts(), bytes(commit.payload).splitlines(), strict=True))
        ]

    async def _serve(self, listening: socket.socket) -> None:
        log = await JetStreamLog.connect(self.tracking.nats.url, user="awards", seed=self._settings.nats_seed)
        awards = Awards(self._settings, log, self.tracking.clock)
        config = uvicorn.Config(
            awards,
            http="httptools",
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=KEPT_ALIVE_SECONDS,
        )
        self._server = uvicorn.Server(config)
        try:
            await self._server.serve(sockets=[listening])
        finally:
            awards.close()
            await log.close()
