"""A cluster's log goes from one server to three while it is written to, and then does without the one it began on."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from deploy.nats.provision import grow, provision
from shared.adapters.jetstream import JetStreamLog
from shared.core.errors import FenceConflict, LogUnavailable, ProvisionDrift
from tests.faults.cluster import NODES, SECONDS, cluster, read_whole
from tests.waiting import a_moment

CAMPAIGN = "growing"


def test_a_log_on_one_server_is_kept_on_three_while_facts_are_taken_and_outlives_the_first(tmp_path: Path) -> None:
    asyncio.run(_grown(tmp_path))


async def _grown(folder: Path) -> None:
    async with asyncio.timeout(SECONDS), cluster(folder, kept_on=1) as three:
        url, seeds = three.url_of(*NODES), three.seeds
        log = await JetStreamLog.connect(url, user="tracking", seed=seeds["tracking"])
        writer = Writer(log)
        writing = asyncio.create_task(writer.write())
        await writer.more(100)

        with pytest.raises(ProvisionDrift, match="num_replicas is 1, expected 3"):
            await provision(url, seed=seeds["provision"], replicas=3)
        await grow(url, seed=seeds["grow"], replicas=3)
        await grow(url, seed=seeds["grow"], replicas=3)  # once more changes nothing
        await provision(url, seed=seeds["provision"], replicas=3)
        with pytest.raises(ProvisionDrift, match="kept on 3 servers, not on 1"):
            await grow(url, seed=seeds["grow"], replicas=1)
        await writer.more(100)
        three.nodes[await three.leader()].kill()
        await writer.more(100)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        found = await read_whole(log)
        await log.close()

    numbers = {commit.id: commit.number for commit in found}
    assert [commit.number for commit in found] == list(range(1, len(found) + 1))
    assert all(numbers[commit_id] == number for commit_id, number in writer.acknowledged.items())
    assert writer.longest < 15, "nobody waits for long, neither while it grows nor when the first is gone"


class Writer:
    """Writes one commit after another, each until it is acknowledged."""

    def __init__(self, log: JetStreamLog) -> None:
        self._log = log
        self.acknowledged: dict[str, int] = {}
        self.longest = 0.0

    async def more(self, commits: int) -> None:
        """Let so many more be acknowledged."""
        enough = len(self.acknowledged) + commits
        while len(self.acknowledged) < enough:
            await a_moment()

    async def write(self) -> None:
        last, now = 0, asyncio.get_running_loop().time
        for number in count(1):
            began, commit_id = now(), f"commit-{number}"
            while True:
                try:
                    last = await self._log.commit(
                        b"{}", campaign=CAMPAIGN, owner="tracking", expect=last, commit_id=commit_id
                    )
                except LogUnavailable:
                    await a_moment()
                except FenceConflict:  # the answer of the first was lost
                    last = await self._stands(commit_id)
                    break
                else:
                    break
            self.acknowledged[commit_id] = last
            self.longest = max(self.longest, now() - began)

    async def _stands(self, commit_id: str) -> int:
        found = {commit.id: commit.number for commit in await read_whole(self._log)}
        return found[commit_id]
