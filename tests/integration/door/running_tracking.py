"""A whole tracking on a real log, serving on a port of its own, and how a test talks to it. It knows no event."""

import asyncio
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

import httpx
import msgspec
import uvicorn

from deploy.nats.server import NatsServer
from services.tracking.app import EVENTS, Tracking
from services.tracking.settings import NatsDoorSeeds, ProviderSettings, Settings
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.serving import KEPT_ALIVE_SECONDS
from shared.core.buckets import BucketAddress
from shared.core.envelope import Fact, position_of
from shared.core.events import REGISTRY, AccessGranted, AccessRevoked
from shared.core.log import Commit
from shared.core.requests import BATCH, STRUCTURED
from tests.integration.door.written import Written
from tests.listening import listening_socket
from tests.waiting import PATIENCE_SECONDS, wait_until

READY_SECONDS: Final = PATIENCE_SECONDS
ANSWER_SECONDS: Final = PATIENCE_SECONDS
# Every test is held on this day of the example campaign, and no two looks at the clock show the same moment.
BEGINNING: Final = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)
TICK: Final = timedelta(milliseconds=10)


class TickingClock:
    """A clock that moves on a little whenever it is looked at, and stands still between."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def __call__(self) -> datetime:
        self._now += TICK
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment from now on."""
        self._now = moment


class RunningTracking:
    """Tracking as an installation runs it, in a thread of its own; `client` talks to it over a real socket.

    The NATS door may be at another server than the log, and its keeper may sign in as somebody who can turn out nobody.
    `more` are settings as they are.
    """

    def __init__(
        self,
        folder: Path,
        nats: NatsServer,
        *,
        door_nats: NatsServer | None = None,
        keeper: str = "keeper",
        provider: ProviderSettings | None = None,
        public_url: str = "http://127.0.0.1:4500",
        evidence_bucket: BucketAddress | None = None,
        portal: Path | None = None,
        **more: Any,
    ) -> None:
        self.nats = nats
        self.door_nats = door_nats or nats
        self.clock = TickingClock()
        self.vault, self.tokens = folder / "vault.sqlite", folder / "access.sqlite"
        access_url = f"sqlite:///{self.tokens}"
        self._settings = Settings(
            address="127.0.0.1:0",
            nats_url=self.door_nats.url,
            nats_seed=nats.seeds["tracking"],
            nats_door=NatsDoorSeeds(*(self.door_nats.seeds[key] for key in ("door", "issuer", keeper))),
            read_models=folder / "read-models",
            access_url=access_url,
            vault=self.vault,
            evidence=folder / "evidence",
            provider=provider,
            public_url=public_url,
            evidence_bucket=evidence_bucket,
            portal=portal,
        )
        self._settings = replace(self._settings, **more)
        self.access = Access.open(access_url, system_clock)
        self._tokens: dict[tuple[str, str], str] = {}
        self.written = Written()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.application: Tracking | None = None
        self.url = ""
        self.client = httpx.Client()

    def start(self) -> Self:
        """Serve, and wait until every part answers."""
        self.serve()
        try:
            wait_until(lambda: self.client.get("/readyz").status_code == 200)
        except BaseException:
            self.stop()
            raise
        return self

    def serve(self) -> None:
        """Serve on a port that takes connections from now on, whatever is ready behind it."""
        listening = listening_socket()
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = httpx.Client(base_url=self.url, timeout=ANSWER_SECONDS)
        self.client = self.written.follow(client, path="/tracking/campaigns", headers=lambda: self.headers("auditor"))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name="tracking")
        self._thread.start()

    def stop(self) -> None:
        """End it cleanly; what it keeps stays for the next start."""
        self.client.close()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(READY_SECONDS)
            assert not self._thread.is_alive()

    def close(self) -> None:
        """End it for good."""
        self.stop()
        self.access.close()

    def token(self, role: str, who: str = "") -> str:
        """A bearer token of a role; `who` is a unit's id for `unit`, a person's for all others."""
        if (role, who) not in self._tokens:
            unit_id, person_id = (who, "") if role == "unit" else ("", who)
            self._tokens[role, who] = self.access.create_token(role, unit_id=unit_id, person_id=person_id)[1]
        return self._tokens[role, who]

    def wait_for_grants(self, *roles: str) -> None:
        """Let these roles have tokens, and wait until the log says of every token that it was granted."""
        for role in roles:
            self.token(role, "hctc" if role == "unit" else "")
        granted = {token.id for token in self.access.list_tokens()}
        wait_until(lambda: granted <= {fact.subject.removeprefix("access/") for fact in self.told_of_access()})

    def told_of_access(self) -> list[Fact]:
        """What the log says of who was let in, in order."""
        facts = [fact for commit in self.commits(REGISTRY) for fact in commit.facts()]
        return [fact for fact in facts if isinstance(fact.data, AccessGranted | AccessRevoked)]

    def headers(self, role: str, who: str = "", **more: str) -> dict[str, str]:
        """The headers of a caller with this role, in English; `_` in a name stands for `-`."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token(role, who)}", "Accept-Language": "en", **named}

    def post(self, event: dict[str, Any], role: str = "unit", who: str = "hctc", **headers: str) -> httpx.Response:
        """One event in structured mode."""
        return self.post_bytes(msgspec.json.encode(event), role, who, content_type=STRUCTURED, **headers)

    def post_batch(
        self, events: list[dict[str, Any]], role: str = "unit", who: str = "hctc", **headers: str
    ) -> httpx.Response:
        """Events in batch mode."""
        return self.post_bytes(msgspec.json.encode(events), role, who, content_type=BATCH, **headers)

    def post_bytes(self, body: bytes, role: str = "unit", who: str = "hctc", **headers: str) -> httpx.Response:
        """A body as it is."""
        return self.client.post(EVENTS, content=body, headers=self.headers(role, who, **headers))

    def read(self, path: str, role: str = "auditor", who: str = "", **query: str) -> httpx.Response:
        """A read below /tracking/campaigns."""
        return self.client.get(f"/tracking/campaigns{path}", params=query, headers=self.headers(role, who))

    def caught_up(self) -> None:
        """Wait until reads know of all that the log holds by now, whoever wrote it."""
        self.read("", after=str(self.newest()))

    def newest(self) -> int:
        """The position at which the newest commit of the whole log begins."""
        return asyncio.run(self._newest())

    def commits(self, campaign: str) -> list[Commit]:
        """The campaign's commits, as they lie in the log."""
        commits = asyncio.run(self._commits(campaign))
        if commits:
            self.written.note(position_of(commits[-1].number, 0))
        return commits

    async def _newest(self) -> int:
        log = await self.log()
        try:
            return position_of(await log.last(), 0)
        finally:
            await log.close()

    async def log(self) -> JetStreamLog:
        """The log, as an auditor reads it; whoever asks for it closes it."""
        return await JetStreamLog.connect(self.nats.url, user="audit", seed=self.nats.seeds["audit"])

    async def _commits(self, campaign: str) -> list[Commit]:
        log = await self.log()
        try:
            batches = [batch async for batch in log.read(campaign=campaign, owner="tracking")]
            return [commit for batch in batches for commit in batch]
        finally:
            await log.close()

    async def _serve(self, listening: socket.socket) -> None:
        log = await JetStreamLog.connect(self.nats.url, user="tracking", seed=self._settings.nats_seed)
        tracking = self.application = Tracking(self._settings, log, self.clock)
        config = uvicorn.Config(
            tracking,
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
            tracking.close()
            await log.close()
