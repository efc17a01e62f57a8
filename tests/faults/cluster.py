"""Three NATS servers as processes, and links between them that can be cut: a cluster on one machine.

Each configuration is the product's own; only the places where servers listen and find each other are a test's.
"""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from deploy.nats.accounts import cluster_config, make_seeds
from deploy.nats.provision import provision
from deploy.nats.server import end_with_parent, free_port, server_binary
from shared.adapters.jetstream import JetStreamLog
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.errors import LogUnavailable
from shared.core.log import Commit
from shared.core.subjects import LOG_NAME
from tests.faults.link import Link
from tests.waiting import a_moment

NODES: Final = ("nats-0", "nats-1", "nats-2")
SECONDS: Final = 120.0


class Node:
    """One server of the three, with its disk."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.folder = folder / name
        self.store = self.folder / "store"
        self.port, self.route_port, self.monitor_port = free_port(), free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def write_config(self, text: str, routes: list[str]) -> None:
        """The configuration of a cluster, where it is to listen and whom it finds by which way."""
        self.folder.mkdir()
        for said, meant in {
            '"0.0.0.0:4222"': f'"127.0.0.1:{self.port}"',
            '"0.0.0.0:8222"': f'"127.0.0.1:{self.monitor_port}"',
            '"0.0.0.0:6222"': f'"127.0.0.1:{self.route_port}"\n  advertise: "127.0.0.1:1"',  # no short cuts
            '"/data"': json.dumps(str(self.store)),
        }.items():
            assert said in text
            text = text.replace(said, meant)
        lines = [f"  routes: {json.dumps(routes)}" if "routes:" in line else line for line in text.splitlines()]
        (self.folder / "server.conf").write_text("\n".join(lines))

    def start(self) -> None:
        """Start it; whoever asks it waits until it answers."""
        with (self.folder / "nats.log").open("ab") as log:
            self.process = subprocess.Popen(
                [server_binary(), "-c", self.folder / "server.conf"],
                stdout=log,
                stderr=log,
                env={**os.environ, "NATS_NODE": self.name},
                preexec_fn=end_with_parent(),  # noqa: PLW1509 - it only calls prctl, resolved before the fork
            )

    def kill(self) -> None:
        """It is gone at once, as with its machine."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def keep_disk(self) -> None:
        """Remember what is on its disk; it is not to run meanwhile."""
        shutil.copytree(self.store, self.folder / "kept")

    def put_disk_back(self) -> None:
        """What is on its disk is what was remembered."""
        shutil.rmtree(self.store)
        shutil.copytree(self.folder / "kept", self.store)


class Cluster:
    """The three; made by `cluster`."""

    def __init__(self, folder: Path, *, kept_on: int) -> None:
        self.kept_on = kept_on
        self.seeds = make_seeds(folder / "keys")
        self.nodes = {name: Node(folder, name) for name in NODES}
        self.links: dict[tuple[str, str], Link] = {}

    def url_of(self, *names: str) -> str:
        """Where a client is to connect that may use these servers."""
        return ",".join(self.nodes[name].url for name in names)

    async def open(self, stack: AsyncExitStack) -> None:
        """Lay the links, start the servers, and make the log."""
        for way in ((one, other) for one in NODES for other in NODES if one != other):
            self.links[way] = await stack.enter_async_context(Link(self.nodes[way[1]].route_port).open())
        text = cluster_config(NODES, seeds=self.seeds)
        for name, node in self.nodes.items():
            ports = [node.route_port if other == name else self.links[name, other].port for other in NODES]
            node.write_config(text, [f"nats://127.0.0.1:{port}" for port in ports])
            stack.callback(node.kill)
            node.start()
        async with asyncio.timeout(SECONDS):
            while not await self._is_provisioned():
                await a_moment()

    def part(self, name: str, *, silently: bool = False) -> None:
        """Nothing passes any more between this server and the others; silently: no connection ends."""
        for way, link in self.links.items():
            if name in way:
                (link.stall if silently else link.cut)()

    def heal(self) -> None:
        """Everything passes."""
        for link in self.links.values():
            link.mend()

    async def leader(self, *, seen_by: str = NODES[0]) -> str:
        """The name of the server that writes the log, as one of them sees it; "" where there is none."""
        said = await self._info(seen_by)
        return str(said.get("cluster", {}).get("leader", ""))

    async def whole(self) -> None:
        """Return when every server has the whole log and follows."""
        async with asyncio.timeout(SECONDS):
            while not await self._is_whole():
                await a_moment()

    async def _is_whole(self) -> bool:
        said: dict[str, Any] = (await self._info(NODES[0])).get("cluster", {})
        replicas = said.get("replicas") or []
        current = [one for one in replicas if one["current"] and not one.get("offline") and not one.get("lag")]
        return bool(said.get("leader")) and len(current) == self.kept_on - 1

    async def _info(self, seen_by: str) -> dict[str, Any]:
        with suppress(LogUnavailable):
            connection = await NatsConnection.open(self.nodes[seen_by].url, user="audit", seed=self.seeds["audit"])
            try:
                return await connection.api(f"STREAM.INFO.{LOG_NAME}", patience=1)
            finally:
                await connection.close()
        return {}

    async def _is_provisioned(self) -> bool:
        with suppress(LogUnavailable):
            await provision(self.url_of(*NODES), seed=self.seeds["provision"], replicas=self.kept_on)
            return await self._is_whole()
        return False


@asynccontextmanager
async def cluster(folder: Path, *, kept_on: int = len(NODES)) -> AsyncIterator[Cluster]:
    """Three servers with the log on each, or on so many; killed at the end."""
    found = Cluster(folder, kept_on=kept_on)
    async with AsyncExitStack() as stack:
        await found.open(stack)
        yield found


async def read_whole(log: JetStreamLog) -> list[Commit]:
    """All that a cluster's log holds, once it can be read: where one was just lost, another first has to answer."""
    while True:
        try:
            return [commit async for commits in log.read() for commit in commits]
        except LogUnavailable:
            await a_moment()
