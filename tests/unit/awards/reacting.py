"""A reactor over the log in memory, with real pens: facts go in as commits, flags come out. It knows no rule."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from itertools import count
from typing import Any, TypeAlias, TypeVar

from services.awards.domain.campaigns import Campaigns
from services.awards.domain.decider import AwardsDecider
from services.awards.domain.registry import RegistryFacts
from services.awards.domain.state import AwardsState
from services.awards.handlers.bonuses import Bonuses
from services.awards.handlers.flagging import Reactor
from shared.adapters.memory import MemoryLog
from shared.adapters.pens import Pens
from shared.adapters.telemetry import Telemetry
from shared.core.envelope import Fact, encode_fact
from shared.core.events import REGISTRY, Data, Flag
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.pen import Pen
from shared.core.values import Owner
from tests.examples import CAMPAIGN, fact
from tests.waiting import PATIENCE_SECONDS

T = TypeVar("T")
Delivery: TypeAlias = Callable[[MemoryLog], AsyncIterator[Sequence[Commit]]]


def run(story: Coroutine[Any, Any, T]) -> T:
    """Run a test that waits, with a deadline."""
    return asyncio.run(asyncio.wait_for(story, PATIENCE_SECONDS))


class FixedStamps:
    """What a statement bears, without chance and without a clock."""

    def mac(self, content: bytes) -> str:
        return sha256(content).hexdigest()[:32]

    def nonce(self) -> str:
        return "0" * 32

    def recorded_at(self) -> str:
        return "2025-03-10T02:00:06.000Z"


async def write(log: MemoryLog, *facts: Data | Fact, campaign: str = CAMPAIGN, owner: Owner = "tracking") -> int:
    """One commit of tracking, or another owner, and its number."""
    lines = [encode_fact(one if isinstance(one, Fact) else fact(one)) for one in facts]
    before = [commit.number for commit in log.commits if (commit.campaign, commit.owner) == (campaign, owner)]
    return await log.commit(
        b"\n".join(lines),
        campaign=campaign,
        owner=owner,
        expect=max(before, default=0),
        commit_id=f"told-{len(log.commits)}",
    )


async def write_registry(log: MemoryLog, *facts: Data | Fact) -> int:
    return await write(log, *facts, campaign=REGISTRY)


async def write_awards(log: MemoryLog, *facts: Data | Fact) -> int:
    """What somebody states at the door of awards, as its pen would have committed it."""
    return await write(log, *facts, owner="awards")


def flags_in(log: MemoryLog) -> list[Flag]:
    """Every flag that stands in the log, in order."""
    facts = [one for commit in log.commits if commit.owner == "awards" for one in commit.facts()]
    return [one.data for one in facts if isinstance(one.data, Flag)]


class Reacting:
    """Awards as far as it reacts. `shown` is the position that its read model was last asked to reach."""

    def __init__(self, log: MemoryLog) -> None:
        self.log, self.shown = log, 0
        self._registry, self._campaigns = RegistryFacts(), Campaigns()
        telemetry = Telemetry.silent("awards")
        self.pens = Pens(self._make_pen, on_damage=lambda _campaign, _damage: None, telemetry=telemetry)
        bonuses = Bonuses(self.pens, self._campaigns, stamps=FixedStamps())
        self.reactor = Reactor(
            self.pens,
            self._registry,
            bonuses,
            stamps=FixedStamps(),
            shown=self._show,
            span=telemetry.span,
            pause=_at_once,
        )

    async def follow(self, batches: AsyncIterator[Sequence[Commit]]) -> None:
        async for commits in batches:
            await self.reactor.on_commits(commits)

    async def caught_up(self) -> None:
        """Wait until every flag that follows from what the log holds now is made."""
        assert await self.reactor.caught_up(len(self.log.commits) * 1_000, within=PATIENCE_SECONDS)

    async def _show(self, position: int) -> bool:
        self.shown = position
        return True

    def _make_pen(self, campaign: str) -> Pen[AwardsState]:
        return Pen(
            self.log,
            AwardsState(Journal(), self._registry, self._campaigns, campaign),
            campaign=campaign,
            owner="awards",
            decider=AwardsDecider(),
            new_commit_id=lambda: f"flags-{next(_ids)}",
            pause=_at_once,
            patience=0.05,
        )


@asynccontextmanager
async def awards(log: MemoryLog, *, deliver: Delivery | None = None) -> AsyncIterator[Reacting]:
    """The service for a while; `deliver` says how commits reach it."""
    service = Reacting(log)
    tasks = [
        asyncio.create_task(service.follow(deliver(log) if deliver else log.follow(after=0))),
        asyncio.create_task(service.reactor.run(after=len(log.commits))),
    ]
    try:
        yield service
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await service.pens.close()
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends


_ids = count()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)
