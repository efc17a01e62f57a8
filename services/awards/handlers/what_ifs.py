"""Campaigns tried under other rules, beside what is served: one at a time, the newest few kept. It records nothing.

The log is read from its beginning, so a trial of a long campaign takes its time; others are served in between.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from services.awards.domain.what_if import Compared, WhatIf
from shared.core.definition import Definition
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.log import EventLog
from shared.core.projecting import slices

KEPT: Final = 8
AT_ONCE: Final = 500  # facts between two turns of the event loop


class State(Enum):
    """How far a trial has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    BROKEN_OFF = "broken_off"


@dataclass(slots=True)
class Trial:
    """One campaign under the rules of a text: how many commits of how many are read, and what would change."""

    id: str
    campaign: str
    text: str
    end: int
    state: State = State.WAITING
    read: int = 0
    compared: Compared | None = None


class WhatIfs:
    """The trials of this service; `random` gives bytes that nobody can guess."""

    def __init__(self, log: EventLog, *, random: Callable[[int], bytes]) -> None:
        self._log = log
        self._random = random
        self._trials: OrderedDict[str, Trial] = OrderedDict()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def begin(self, other: Definition, text: str) -> Trial:
        """Begin a trial over the whole log as it is now; the same text over the same log again is the same trial.

        Raises LogUnavailable, LogDamaged.
        """
        end, campaign = await self._log.last(), other.campaign.campaign
        for trial in self._trials.values():
            is_same = (trial.campaign, trial.text, trial.end) == (campaign, text, end)
            if is_same and trial.state is not State.BROKEN_OFF:
                return trial
        trial = Trial(self._random(8).hex(), campaign, text, end)
        self._trials[trial.id] = trial
        self._tasks[trial.id] = asyncio.create_task(self._run(trial, other), name="what-if")
        while len(self._trials) > KEPT:
            oldest, _ = self._trials.popitem(last=False)
            self._tasks.pop(oldest).cancel()
        return trial

    def find(self, trial_id: str) -> Trial | None:
        """A trial, or None if there is none of this id any more."""
        return self._trials.get(trial_id)

    async def ended(self, trial_id: str, *, within: float) -> None:
        """Wait for a trial, but no longer than so many seconds."""
        task = self._tasks.get(trial_id)
        if task is not None:
            await asyncio.wait({task}, timeout=within)

    async def close(self) -> None:
        """Break off what is running."""
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, trial: Trial, other: Definition) -> None:
        async with self._one_at_a_time:
            trial.state = State.RUNNING
            try:
                trial.compared = await self._tried(trial, WhatIf(other))
                trial.state = State.DONE
            except (LogUnavailable, LogDamaged):
                trial.state = State.BROKEN_OFF

    async def _tried(self, trial: Trial, what_if: WhatIf) -> Compared:
        async for batch in self._log.read():
            for commits in slices(batch, AT_ONCE):
                for commit in commits:
                    if commit.number <= trial.end:
                        what_if.take(commit)
                trial.read = min(commits[-1].number, trial.end)
                await asyncio.sleep(0)
        return await asyncio.to_thread(what_if.compared)
