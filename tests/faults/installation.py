"""A whole installation as real processes, to be killed: `thidua up` in its own folder, and callers that re-send."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from deploy.local.installation import Installation
from deploy.nats.server import free_port
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import Fact, position_of
from shared.core.requests import BATCH, STRUCTURED
from tests.waiting import a_moment, wait_until

THIDUA = str(Path(sys.executable).with_name("thidua"))
READY_SECONDS = 120.0
ANSWER_SECONDS = 120.0
SERVICE = re.compile(r" thidua (?P<service>tracking|awards|notify|audit)\b| \S*nats-server\b")

Event = dict[str, Any]


class Running:
    """`thidua up`, started again as often as a test kills it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}
        self.access = Access.open(Installation(data).access_url, system_clock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def secured(self, chain: Path, key: Path) -> Iterator[None]:
        """Running with a certificate and its key; killed at the end."""
        self.settings = {"THIDUA_TLS_CERT": str(chain), "THIDUA_TLS_KEY": str(key)}
        self.start()
        try:
            yield
        finally:
            self.end()

    def end(self) -> None:
        """Kill what still runs, and let go."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.access.close()

    def start(self) -> None:
        """Start and wait for its `ready` line."""
        with (self.data / "up.log").open("a") as log, (self.data / "up.out").open("w") as out:
            self.process = subprocess.Popen(
                [THIDUA, "up", "--data", str(self.data), "--port", str(self.port)],
                stdout=out,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **self.settings},
            )
        process, said = self.process, self.data / "up.out"
        wait_until(lambda: "ready " in said.read_text() or process.poll() is not None, seconds=READY_SECONDS)
        told = (self.data / "up.log").read_text()
        assert process.poll() is None, f"thidua up did not become ready: {told}"

    def children(self) -> dict[str, int]:
        """The pids of its child processes, by what `ps` calls them: nats-server, and the services that have begun."""
        assert self.process is not None
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        named = ((SERVICE.search(line), int(line.split()[0])) for line in found)
        return {name["service"] or "nats-server": pid for name, pid in named if name}

    def kill(self) -> None:
        """Kill it without warning, and wait until its children are gone by themselves."""
        assert self.process is not None
        pids = self.children().values()
        self.process.kill()
        self.process.wait()
        wait_until(lambda: not any(_lives(pid) for pid in pids))

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def token(self, role: str, unit_id: str = "") -> str:
        return self.access.create_token(role, unit_id=unit_id)[1]

    async def facts(self) -> list[tuple[int, Fact]]:
        """The whole log, with positions."""
        url = (self.data / "run" / "nats").read_text().strip()
        seed = (self.data / "keys" / "nats-audit.seed").read_text().strip()
        log = await JetStreamLog.connect(url, user="audit", seed=seed)
        try:
            return [
                (position_of(commit.number, place), fact)
                async for commits in log.read()
                for commit in commits
                for place, fact in enumerate(commit.facts())
            ]
        finally:
            await log.close()


@contextmanager
def installation(data: Path) -> Iterator[Running]:
    """A running installation; killed at the end whatever happened."""
    running = Running(data)
    running.start()
    try:
        yield running
    finally:
        running.end()


async def read_once_there(
    client: httpx.AsyncClient, path: str, *, after: int, headers: dict[str, str] | None = None
) -> httpx.Response:
    """An answer that accounts for a position, from a service that may be starting or far behind."""
    async with asyncio.timeout(ANSWER_SECONDS):
        while True:
            answer = await client.get(path, params={"after": after}, headers=headers)
            if answer.status_code not in (503, 504):
                return answer
            await a_moment()


async def post_until_answered(client: httpx.AsyncClient, bearer: str, events: Sequence[Event]) -> list[Event]:
    """Send the same batch again and again, as a unit's program would, until every event has a final answer."""
    headers = {"authorization": f"Bearer {bearer}", "content-type": BATCH}
    content = msgspec.json.encode(events)
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        try:
            answer = await client.post("/tracking/events", headers=headers, content=content)
        except httpx.TransportError:
            await a_moment()
            continue
        if answer.status_code == 200:
            results: list[Event] = answer.json()["results"]
            if all(result.get("problem", {}).get("status") != 503 for result in results):
                return results
    raise AssertionError("no final answer in time")


def single(event: Event) -> dict[str, Any]:
    """What httpx needs to post one event in structured mode."""
    return {"headers": {"content-type": STRUCTURED}, "content": msgspec.json.encode(event)}


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def batches(events: Iterable[Event], size: int) -> Iterator[list[Event]]:
    """Cut events into batches."""
    held: list[Event] = []
    for event in events:
        held.append(event)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
