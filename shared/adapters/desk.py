"""What the intake hands over to: a desk that decides, a seal for personal data, a check of definitions."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeAlias

from shared.core.decider import Answer, Command
from shared.core.envelope import Statement
from shared.core.events import Data
from shared.core.problems import Problem

# Turns open forms into what may be stored, with the MAC of their content, in order, or says why it cannot be stored;
# the keys are on disk when it returns. On trial the same without keeping anything. May raise VaultUnavailable.
Sealer: TypeAlias = Callable[[Sequence[Statement]], list[tuple[Data, str] | Problem]]
# What is wrong with the definition that statements of one campaign make together. May raise LogUnavailable, LogDamaged.
Check: TypeAlias = Callable[[str, Sequence[Data]], Awaitable[Problem | None]]


class Desk(Protocol):
    """Where commands of one campaign are decided: its pen."""

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable."""
        ...

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide together: all in one commit, or none."""
        ...

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each, and write nothing; what would be recorded is Recorded at position 0."""
        ...


class DeskOnTrial:
    """A desk at which everything is only tried out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each. Raises LogUnavailable."""
        return await self._desk.try_out(campaign, commands)

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """The same: each is decided after those before it."""
        return await self._desk.try_out(campaign, commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """The same."""
        return await self._desk.try_out(campaign, commands)
