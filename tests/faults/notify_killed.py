"""A log server, a mail server and notify, each a process of its own; notify is killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email import message_from_bytes
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec.structs import replace

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer, free_port
from services.notify.domain.notices import delivery_id_of
from services.notify.settings import Settings
from shared.adapters.access import Access
from shared.adapters.clock import SharedClock, system_clock
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from shared.adapters.progress import Progress
from shared.adapters.vault import Vault
from shared.core.envelope import encode_fact
from shared.core.events import REGISTRY, Data
from shared.core.subjects import AWARDS_PROGRESS
from shared.core.values import Channel, Owner, Role
from tests.examples import CAMPAIGN, LAUNCHED, fact
from tests.faults.dying_notify import run, settings
from tests.unit.notify.notifying import Delivered
from tests.waiting import a_moment, wait_until

CLOCK = "clock"
SETTLE_SECONDS = 120.0
SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdW5pdCBob29r"
CHANNELS = """
hosts_allowed: [127.0.0.1]
webhooks: [{{recipient: hook, url: "http://127.0.0.1:{port}/", secret_file: hook.secret}}]
"""
PROCESSES = get_context("forkserver")  # what notify imports is imported once
PROCESSES.set_forkserver_preload(["tests.faults.dying_notify"])


class Around:
    """What notify runs on. A notice's name tells its cause, recipient and channel: `delivery_id`.

    With a `clock` it is that clock's time everywhere, else the machine's.
    """

    def __init__(self, folder: Path, clock: SharedClock | None = None) -> None:
        self.folder = folder
        self.clock = clock
        self.server = NatsServer(folder / "nats")
        self.mails = folder / "mails"
        self.posts = folder / "posts"  # what a webhook was sent
        self.smtp_port, self.port, self.hook_port = free_port(), free_port(), free_port()
        self.notify: ForkServerProcess | None = None
        self.replicas: dict[str, ForkServerProcess] = {}
        self._ports: dict[str, int] = {}
        self._outside: list[subprocess.Popen[bytes]] = []
        self._written: Counter[tuple[str, str]] = Counter()

    def start(self) -> None:
        """Start the servers and make what every installation has."""
        self.server.start()
        asyncio.run(provision(self.server.url, seed=self.server.seeds["provision"]))
        at = self._settings()
        Access.open(at.access_url, system_clock).close()
        Vault.open(at.vault).close()
        handler = ["-c", "aiosmtpd.handlers.Mailbox", str(self.mails)]
        self.posts.mkdir()
        (self.folder / "hook.secret").write_text(SECRET)
        (self.folder / "channels.yaml").write_text(CHANNELS.format(port=self.hook_port))
        for command in (
            ["aiosmtpd", "-n", "-l", f"127.0.0.1:{self.smtp_port}", *handler],
            ["tests.integration.http_receiver", str(self.hook_port), str(self.posts)],
        ):
            self._outside.append(subprocess.Popen([sys.executable, "-m", *command]))

    def start_notify(self, point: str = "") -> None:
        """Start notify, which dies at a point of its pipeline if it is told to."""
        self.notify = PROCESSES.Process(target=run, args=(point, self._settings()))
        self.notify.start()

    def start_replica(self, name: str) -> None:
        """Start one of several notify."""
        self._ports.setdefault(name, free_port())
        self.replicas[name] = PROCESSES.Process(target=run, args=("", self._settings(name)))
        self.replicas[name].start()

    def holder(self) -> str:
        """The replica that tells people, once there is one that answers."""
        found: list[str] = []

        def look() -> bool:
            found[:] = [name for name in self.replicas if self.figure("thidua_leases", name) == 1]
            return bool(found)

        wait_until(look, seconds=SETTLE_SECONDS)
        return found[0]

    async def told_awards_weighed(self, position: int, until: asyncio.Event) -> None:
        """As awards would, tell again and again that it has weighed all facts up to a position."""
        connection = await NatsConnection.open(self.server.url, user="awards", seed=self.server.seeds["awards"])
        weighed = Progress(weighed=position, committed=position)
        try:
            while not until.is_set():
                await connection.send(AWARDS_PROGRESS, msgspec.json.encode(weighed), reply="")
                await a_moment()
        finally:
            await connection.close()

    def address(self, replica: str) -> str:
        """Where a replica answers."""
        return f"http://127.0.0.1:{self._ports[replica]}"

    def bearer(self, role: Role, unit_id: str = "") -> dict[str, str]:
        """The header of somebody who is let in."""
        access = Access.open(self._settings().access_url, system_clock)
        try:
            return {"authorization": f"Bearer {access.create_token(role, unit_id=unit_id)[1]}"}
        finally:
            access.close()

    def figure(self, name: str, replica: str) -> float:
        """A figure of a replica; -1 while it does not answer."""
        with suppress(httpx.TransportError):
            text = httpx.get(f"{self.address(replica)}/metrics", timeout=1).text
            found = [line for line in text.splitlines() if line.startswith((f"{name} ", f"{name}{{"))]
            return sum(float(line.rpartition(" ")[2]) for line in found)
        return -1

    def signal(self, replica: str, number: signal.Signals) -> None:
        """Send a signal to a replica."""
        pid = self.replicas[replica].pid
        assert pid is not None
        os.kill(pid, number)

    def ended(self, replica: str) -> int | None:
        """How a replica ended, once it has."""
        self.replicas[replica].join(SETTLE_SECONDS)
        return self.replicas[replica].exitcode

    def died(self) -> bool:
        """Whether notify was killed, once it has ended."""
        assert self.notify is not None
        self.notify.join(SETTLE_SECONDS)
        return self.notify.exitcode == -signal.SIGKILL

    def stop_notify(self) -> None:
        """Ask notify to end, and wait until it has."""
        assert self.notify is not None
        self.notify.terminate()
        self.notify.join(SETTLE_SECONDS)

    def write(self, *contents: Data, owner: Owner, campaign: str = CAMPAIGN) -> int:
        """State facts in one commit; where the first stands."""
        now = (self.clock or system_clock)()  # what is long past is not sent any more
        recorded_at = now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        payload = b"\n".join(encode_fact(replace(fact(data), recordedat=recorded_at)) for data in contents)
        return asyncio.run(self._commit(payload, owner=owner, campaign=campaign)) * 1_000

    def begin(self, *units: Data) -> None:
        """Establish units and launch a campaign."""
        self.write(*units, owner="tracking", campaign=REGISTRY)
        self.write(LAUNCHED, owner="tracking")

    def settled(self, expected: set[str], kind: Any = Delivered) -> Counter[str]:
        """How often each of these deliveries stands in the log, as sent or failed or of a kind, once all of them do."""
        told = self.told(expected, kind)
        return Counter(one.delivery_id for one in told)

    def told(self, expected: set[str], kind: Any = Delivered) -> list[Any]:
        """What the log says of these deliveries, as sent or failed or of a kind, once it does of all of them."""
        return asyncio.run(asyncio.wait_for(self._told(expected, kind), SETTLE_SECONDS))

    def mailed(self, expected: set[str]) -> Counter[str]:
        """How often each of these e-mails lies in the mailbox, by the id of its delivery."""
        letters = [message_from_bytes(path.read_bytes()) for path in (self.mails / "new").glob("*")]
        found = Counter(str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in letters)
        return Counter({one: times for one, times in found.items() if one in expected})

    def posted(self, expected: set[str]) -> Counter[str]:
        """How often each of these was taken by the webhook, by the id of its delivery."""
        found = Counter(path.name.partition(".")[0] for path in self.posts.iterdir())
        return Counter({one: times for one, times in found.items() if one in expected})

    def perhaps_twice(self) -> int:
        """What the running notify's figures say of second copies."""
        lines = self.get("/metrics").splitlines()
        counted = [line for line in lines if line.startswith("thidua_notices_perhaps_twice_total{")]
        return sum(int(float(line.rpartition(" ")[2])) for line in counted)

    def get(self, path: str) -> str:
        """What the running notify answers."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}").text

    def await_followed(self, position: int) -> bool:
        """Wait until both that is due and the read model, built anew if need be, take account of a fact."""
        wait_until(lambda: self._followed() >= position, seconds=SETTLE_SECONDS)
        return (self.folder / "read-models" / "notify.serving").exists()

    def close(self) -> None:
        """End everything."""
        for process in [*self.replicas.values(), *([self.notify] if self.notify else [])]:
            process.kill()
            process.join()
        for server in self._outside:
            server.kill()
            server.wait()
        self.server.stop()

    def _settings(self, replica: str = "") -> Settings:
        return settings(
            self.folder,
            port=self._ports.get(replica, self.port),
            nats_url=self.server.url,
            seed=self.server.seeds["notify"],
            smtp_url=f"smtp://127.0.0.1:{self.smtp_port}?from=thidua@vpubnd.example.vn",
            channels=self.folder / "channels.yaml",
            clock=None if self.clock is None else self.folder / CLOCK,
            replica=replica,
        )

    async def _commit(self, payload: bytes, *, owner: Owner, campaign: str) -> int:
        log = await JetStreamLog.connect(self.server.url, user=owner, seed=self.server.seeds[owner])
        number = await log.commit(
            payload,
            campaign=campaign,
            owner=owner,
            expect=self._written[campaign, owner],
            commit_id=f"{campaign}-{owner}-{self._written[campaign, owner]}",
        )
        self._written[campaign, owner] = number
        await log.close()
        return number

    def _followed(self) -> int:
        """How far the running notify has come; 0 while it does not answer yet."""
        with suppress(httpx.TransportError):
            lines = self.get("/metrics").splitlines()
            shown = [line for line in lines if line.startswith("thidua_follower_position{")]
            return min((int(float(line.rpartition(" ")[2])) for line in shown), default=0)
        return 0

    async def _told(self, expected: set[str], kind: Any) -> list[Any]:
        log = await JetStreamLog.connect(self.server.url, user="audit", seed=self.server.seeds["audit"])
        found: list[Any] = []
        async for commits in log.follow(after=0):
            facts = [one.data for commit in commits if commit.owner == "notify" for one in commit.facts()]
            found += [one for one in facts if isinstance(one, kind) and one.delivery_id in expected]
            if {one.delivery_id for one in found} == expected:
                break
        await log.close()
        return found


def named(cause: int, *told: tuple[str, Channel]) -> set[str]:
    """The ids of the deliveries of one fact."""
    return {delivery_id_of(CAMPAIGN, cause, recipient=recipient, channel=channel) for recipient, channel in told}


@contextmanager
def around_notify(folder: Path, *, since: datetime | None = None) -> Iterator[Around]:
    """Servers for notify, and nothing in the log yet; `since`: by a clock that stands there until it is set."""
    clock = None if since is None else SharedClock(folder / CLOCK)
    if clock is not None and since is not None:
        clock.set(since)
    around = Around(folder, clock)
    try:
        around.start()
        wait_until(lambda: _listens(around.smtp_port) and _listens(around.hook_port))
        yield around
    finally:
        around.close()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
