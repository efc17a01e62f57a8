"""A cluster loses nodes, is parted and heals, is slow, gets an old disk: what was acknowledged stands there once.

The servers are plain processes, so this runs where there is no container engine.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec
import pytest

from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import position_of
from shared.core.errors import LogUnavailable
from shared.core.requests import BATCH
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.cluster import NODES, Cluster, cluster
from tests.faults.installation import Event, post_until_answered
from tests.faults.link import Link
from tests.faults.tracking_alone import bearers, tracking_alone
from tests.waiting import PATIENCE_SECONDS, a_moment

UNIT, EACH = UNITS[0], 5
MILLISECONDS_AWAY, BYTES_A_SECOND = 40, 200_000
T = TypeVar("T")


async def _activities(log: JetStreamLog) -> list[tuple[str, int]] | None:
    """The ids and positions of activities; None while a node that has just come back cannot be read."""
    try:
        return [
            (fact.id, position_of(commit.number, place))
            async for commits in log.read()
            for commit in commits
            for place, fact in enumerate(commit.facts())
            if fact.subject.startswith("activity/")
        ]
    except LogUnavailable:
        return None


class Clustered:
    """Tracking at one node of a cluster, its home, and what it has acknowledged."""

    def __init__(self, cluster: Cluster, client: httpx.AsyncClient, tokens: dict[str, str], front: Link) -> None:
        self.cluster = cluster
        self.front = front
        self.acknowledged: dict[str, int] = {}
        self._client = client
        self._tokens = tokens
        self._numbers = count()

    def events(self) -> list[Event]:
        """A few activities that were not reported before."""
        return [activity(UNIT, next(self._numbers)) for _ in range(EACH)]

    async def launch(self) -> None:
        """The campaign is there."""
        for events in launch():
            await post_until_answered(self._client, self._tokens["admin"], events)

    async def report(self, events: Sequence[Event]) -> None:
        """Report until acknowledged."""
        for result in await post_until_answered(self._client, self._tokens[UNIT], events):
            assert result["status"] in ("recorded", "duplicate"), result
            assert self.acknowledged.setdefault(result["id"], result["position"]) == result["position"]

    async def try_once(self, events: Sequence[Event]) -> int:
        """Report once; the status."""
        headers = {"authorization": f"Bearer {self._tokens[UNIT]}", "content-type": BATCH}
        answer = await self._client.post("/tracking/events", headers=headers, content=msgspec.json.encode(events))
        return answer.status_code

    async def report_until(self, happened: Callable[[], Awaitable[bool]]) -> None:
        """Report one batch after the other until something has happened."""
        while not await happened():
            await self.report(self.events())

    async def stated(self) -> dict[str, int]:
        """The activities that stand in the log, by their ids; each is there once."""
        await self.cluster.whole()
        url = self.cluster.url_of(*NODES)
        log = await JetStreamLog.connect(url, user="audit", seed=self.cluster.seeds["audit"])
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (found := await _activities(log)) is None:
                await a_moment()
        await log.close()
        assert len(dict(found)) == len(found)
        return dict(found)

    async def elects(self, *, without: str) -> str:
        """The name of the leader that the others find."""
        (seen_by, *_) = set(NODES) - {without}
        while (found := await self.cluster.leader(seen_by=seen_by)) in ("", without):
            await a_moment()
        return found


class Installed:
    """What the tests of this file share: a loop in which the links run while a test does, and the cluster."""

    def __init__(self, runner: asyncio.Runner, clustered: Clustered) -> None:
        self._runner = runner
        self._clustered = clustered

    def run(self, story: Callable[[Clustered], Coroutine[Any, Any, T]]) -> T:
        """Play what a test tells."""
        return self._runner.run(story(self._clustered))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("cluster")
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield Installed(runner, runner.run(begin(folder, stack)))
        finally:
            runner.run(stack.aclose())


async def begin(folder: Path, stack: AsyncExitStack) -> Clustered:
    """A cluster whose leader is tracking's home, with a campaign on it."""
    servers = await stack.enter_async_context(cluster(folder))
    front = await stack.enter_async_context(Link(servers.nodes[await servers.leader()].port).open())
    tokens = bearers(folder, [UNIT])
    url = await stack.enter_async_context(tracking_alone(folder, front.url, servers.seeds))
    client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=120))
    found = Clustered(servers, client, tokens, front)
    await found.launch()
    return found


@pytest.mark.slow
def test_a_leader_that_is_cut_off_acknowledges_nothing_and_once_healed_all_agree(installed: Installed) -> None:
    async def story(it: Clustered) -> tuple[int, dict[str, int]]:
        await it.report(it.events())
        home = await it.cluster.leader()
        in_doubt = it.events()
        it.cluster.part(home)
        status = await it.try_once(in_doubt)
        await it.elects(without=home)
        it.cluster.heal()
        await it.report(in_doubt)
        return status, await it.stated()

    status, stated = installed.run(story)

    assert status == 503
    assert stated == installed.run(acknowledged)


@pytest.mark.slow
def test_another_leader_is_cut_off_without_a_word_and_reporting_goes_on(installed: Installed) -> None:
    async def story(it: Clustered) -> tuple[int, dict[str, int]]:
        before, lost = len(it.acknowledged), await it.cluster.leader()
        it.cluster.part(lost, silently=True)
        await it.report(it.events())
        reported = len(it.acknowledged) - before
        it.cluster.heal()
        return reported, await it.stated()

    reported, stated = installed.run(story)

    assert reported == EACH
    assert stated == installed.run(acknowledged)


@pytest.mark.slow
def test_two_nodes_are_lost_and_nothing_is_half_recorded_until_one_is_back(installed: Installed) -> None:
    async def story(it: Clustered) -> tuple[int, dict[str, int]]:
        first, second = (it.cluster.nodes[name] for name in NODES if it.cluster.nodes[name].port != it.front.to)
        first.kill()
        second.kill()
        in_doubt = it.events()
        status = await it.try_once(in_doubt)
        first.start()
        await it.report(in_doubt)
        second.start()
        return status, await it.stated()

    status, stated = installed.run(story)

    assert status == 503
    assert stated == installed.run(acknowledged)


@pytest.mark.slow
def test_a_node_with_an_old_disk_is_given_what_it_lacks_and_nothing_is_lost(installed: Installed) -> None:
    async def story(it: Clustered) -> dict[str, int]:
        old, lost = (it.cluster.nodes[name] for name in NODES if it.cluster.nodes[name].port != it.front.to)
        old.kill()
        old.keep_disk()
        old.start()
        await it.report(it.events())
        await it.cluster.whole()
        await it.report(it.events())
        old.kill()
        old.put_disk_back()
        old.start()
        await it.cluster.whole()
        lost.kill()  # the one with the old disk is needed now
        await it.report(it.events())
        lost.start()
        return await it.stated()

    stated = installed.run(story)

    assert stated == installed.run(acknowledged)


def test_a_slow_and_narrow_network_delays_and_breaks_nothing(installed: Installed) -> None:
    async def story(it: Clustered) -> tuple[float, dict[str, int]]:
        loop = asyncio.get_running_loop()
        links = [it.front, *it.cluster.links.values()]
        for link in links:
            link.seconds, link.bytes_a_second = MILLISECONDS_AWAY / 1_000, BYTES_A_SECOND
        began = loop.time()
        await asyncio.gather(*(it.report(it.events()) for _ in range(10)))
        took = loop.time() - began
        for link in links:
            link.seconds, link.bytes_a_second = 0.0, 0
        return took, await it.stated()

    took, stated = installed.run(story)

    assert took > 2 * MILLISECONDS_AWAY / 1_000  # there and back, else nothing was slow
    assert stated == installed.run(acknowledged)


async def acknowledged(it: Clustered) -> dict[str, int]:
    return it.acknowledged
