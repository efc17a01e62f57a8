"""Audit as it runs, over a real log: started, asked over HTTP, stopped, started again; and a real witness beside it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from deploy.nats.server import NatsServer, free_port
from services.audit.app import Audit
from services.audit.domain.checkpoints import Checkpoint, open_checkpoint
from services.audit.domain.notes import VerifierKey
from services.audit.settings import Settings
from shared.adapters.access import Access
from shared.adapters.audit_files import AuditFiles
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import encode_fact
from shared.core.values import Role
from tests import examples
from tests.waiting import PATIENCE_SECONDS

THIDUA = str(Path(sys.executable).with_name("thidua"))
WITHIN_SECONDS = PATIENCE_SECONDS


class Auditing:
    """One installation's audit folder, and the log it follows."""

    def __init__(self, server: NatsServer, folder: Path) -> None:
        self.server = server
        self.folder = folder / "audit"
        self.access_url = f"sqlite:///{folder / 'access.sqlite'}"
        self.files = AuditFiles(self.folder, system_clock)
        self._committed = 0

    async def commit(self, lines: Sequence[bytes], *, campaign: str = "c") -> int:
        """Have the log hold one more commit; its number."""
        log = await JetStreamLog.connect(self.server.url, user="tracking", seed=self.server.seeds["tracking"])
        try:
            number = await log.commit(
                b"\n".join(lines),
                campaign=campaign,
                owner="tracking",
                expect=await _last_of(log, campaign),
                commit_id=f"{self.server.port}-{await log.last()}",
            )
        finally:
            await log.close()
        return number

    def token(self, role: Role, *, unit_id: str = "") -> dict[str, str]:
        """The header of somebody signed in."""
        access = Access.open(self.access_url, system_clock)
        try:
            return {"authorization": f"Bearer {access.create_token(role, unit_id=unit_id)[1]}"}
        finally:
            access.close()

    @asynccontextmanager
    async def running(self, *, witness_url: str = "", witness_key: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """Audit follows the log and answers until the end of the block."""
        Access.open(self.access_url, system_clock).close()
        log = await JetStreamLog.connect(self.server.url, user="audit", seed=self.server.seeds["audit"])
        settings = Settings(
            address="",
            nats_url=self.server.url,
            nats_seed=None,
            folder=self.folder,
            access_url=self.access_url,
            read_models=self.folder.parent / "read",
            witness_url=witness_url,
            witness_key=witness_key,
        )
        audit = Audit(settings, log, system_clock)
        try:
            async with (
                audit.api.router.lifespan_context(audit.api),
                httpx.AsyncClient(transport=httpx.ASGITransport(app=audit.api), base_url="http://thidua") as client,
            ):
                yield client
        finally:
            audit.close()
            await log.close()

    def signed(self, note: bytes) -> Checkpoint:
        """What the newest key, or one before it, signed."""
        for key in map(VerifierKey.parse, reversed(self.files.public_keys())):
            if note.startswith(f"{key.name}\n".encode()):
                return open_checkpoint(note, log_key=key).checkpoint
        raise AssertionError(note)


async def _last_of(log: JetStreamLog, campaign: str) -> int:
    """The number of a campaign's newest commit."""
    found = 0
    async for commits in log.read():
        found = max([found, *(commit.number for commit in commits if commit.campaign == campaign)])
    return found


def own_facts(count: int, *, start: int = 0) -> list[bytes]:
    """Facts of the unit hctc, each another line."""
    fact = examples.fact(examples.ACTIVITY)
    return [
        encode_fact(fact).replace(fact.nonce.encode(), f"{number:032x}".encode())
        for number in range(start, start + count)
    ]


async def checkpoint(client: httpx.AsyncClient, *, after: int = 0) -> bytes:
    """The checkpoint that is served, once it covers a position."""
    answer = await client.get(f"/audit/checkpoint?after={after}")
    assert answer.status_code == 200, answer.text
    return answer.content


async def another_than(note: bytes, client: httpx.AsyncClient) -> bytes:
    """The checkpoint that is served, as soon as it is another than this."""
    while (found := await checkpoint(client)) == note:
        await readiness(client, until=bool)  # which asks the log, so that others run in between
    return found


async def readiness(client: httpx.AsyncClient, *, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What /readyz says, as soon as it says so."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            answer: dict[str, Any] = (await client.get("/readyz", headers={"accept-language": "en"})).json()
            if until(answer):
                return answer


def refused(answer: dict[str, Any]) -> bool:
    """Nothing is signed, and it says why."""
    return "checkpoints" in answer.get("why", {})


def ready(answer: dict[str, Any]) -> bool:
    """Everything is in order."""
    return bool(answer["ready"])


class Witnessing:
    """`thidua audit witness` as a process of its own."""

    def __init__(self, folder: Path, *, keys: Sequence[str], port: int = 0) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = [option for key in keys for option in ("--log-key", key)]
        self._process = subprocess.Popen(
            [THIDUA, "audit", "witness", "--data", str(folder), "--port", str(self.port), *options],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.key = self._process.stdout.readline().removeprefix("key ").strip()
        assert self._process.stdout.readline().startswith("witness ")
        while True:  # it said so a moment before it listens
            try:
                assert httpx.get(self.url).text.strip() == self.key
            except httpx.TransportError:
                continue
            break

    def kill(self) -> None:
        """End it without warning."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def witnessing(folder: Path, *, keys: Sequence[str], port: int = 0) -> Iterator[Witnessing]:
    """A witness until the end of the block."""
    witness = Witnessing(folder, keys=keys, port=port)
    try:
        yield witness
    finally:
        witness.kill()
