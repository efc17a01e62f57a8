"""Where a recipient's choice is recorded: once, however often it is sent, and not at all where it stands already."""

import asyncio
from collections.abc import Sequence

from services.notify.domain.choices import Standing, with_muted
from services.notify.domain.outbox import Outbox
from services.notify.handlers.recording import Register
from shared.core.events import RecipientChose
from shared.core.values import Channel


class Chooser:
    """Records choices, one after another; the outbox says what stands."""

    def __init__(self, outbox: Outbox, register: Register) -> None:
        self._outbox = outbox
        self._register = register
        self._choosing = asyncio.Lock()
        self._made: dict[str, Standing] = {}  # by ourselves, as long as it may not have come back yet

    async def choose(self, data: RecipientChose) -> int:
        """Where the choice stands. Raises LogUnavailable, LogDamaged."""
        async with self._choosing:
            return await self._choose(data)

    async def leave(self, recipient: str, topics: Sequence[str], channel: Channel, *, chosen_by: str) -> int:
        """Where it stands that some topics come by a channel no more; all else stays. Raises LogUnavailable."""
        async with self._choosing:
            standing = self._standing(recipient)
            choice = standing.choice
            for topic in topics:
                choice = with_muted(choice, topic, channel)
            if choice == standing.choice:
                return standing.position
            return await self._choose(RecipientChose(recipient, choice, chosen_by))

    async def _choose(self, data: RecipientChose) -> int:
        standing = self._standing(data.recipient)
        if standing.position and standing.choice == data.choice:
            return standing.position
        position = await self._register.chose(data, after=standing.position)
        self._made[data.recipient] = Standing(data.choice, position)
        return position

    def _standing(self, recipient: str) -> Standing:
        known = self._outbox.choices.of(recipient)
        made = self._made.get(recipient, known)
        return made if made.position > known.position else known
