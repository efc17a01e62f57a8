"""Who was let in, on its way from the access table into the log. It decides nothing."""

import asyncio

from services.tracking.handlers.registry import RETRY_SECONDS, RegistryFollower
from services.tracking.handlers.stating import stated
from services.tracking.ports import GrantsPort, PensPort, Stamps
from shared.core.decider import Command
from shared.core.errors import Fate, ThiDuaError
from shared.core.events import REGISTRY
from shared.core.grants import Saying


class GrantTeller:
    """States as facts who was let in and who no more, as soon as the log is there: tokens are made while it is away.

    What the access tables hold and the registry does not say yet is stated; whatever is stated twice is recorded once.
    """

    def __init__(self, pens: PensPort, registry: RegistryFollower, grants: GrantsPort, *, stamps: Stamps) -> None:
        self._pens = pens
        self._registry = registry
        self._grants = grants
        self._stamps = stamps

    async def run(self) -> None:
        """State what is missing now, and then with every change. Raises LogDamaged."""
        told = 0
        while True:
            change = await self._grants.changed(since=told)
            try:
                await self._tell()
                told = change
            except ThiDuaError as error:
                if error.fate is not Fate.LATER:
                    raise
                await asyncio.sleep(RETRY_SECONDS)

    async def _tell(self) -> None:
        await self._registry.ready()
        sayings = self._registry.view.still_to_say(await self._grants.all_grants())
        commands = [self._command(saying) for saying in sayings]
        if commands:
            await self._pens.submit(REGISTRY, commands)

    def _command(self, saying: Saying) -> Command:
        time = min(saying.time, self._stamps.recorded_at())  # a simulation's clock may not have come so far
        return stated(saying.data, saying.id, campaign=REGISTRY, time=time, stamps=self._stamps)
