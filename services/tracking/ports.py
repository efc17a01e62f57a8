"""What tracking's handlers need from outside, as they need it. Typed parameters, no defaults."""

from collections.abc import Sequence
from typing import Protocol

from shared.core.decider import Answer, Command


class PensPort(Protocol):
    """The pens of this service, one per campaign."""

    def __contains__(self, campaign: str) -> bool:
        """Whether this campaign's pen is taken up already."""
        ...

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        ...

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide together. Raises LogUnavailable, LogDamaged."""
        ...
