"""Where awards' door lays statements down: what was recorded before they came is known before they are decided."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeAlias

from services.awards.domain.campaigns import NOT_LAUNCHED, Campaigns
from services.awards.domain.refusals.campaigns import CAMPAIGN_UNKNOWN
from services.awards.ports import PensPort
from shared.core.decider import Answer, Command
from shared.core.errors import LogUnavailable

Deciding: TypeAlias = Callable[[str, Sequence[Command]], Awaitable[list[Answer]]]

FOLLOWED_SECONDS: Final = 5.0
FLAGGED_SECONDS: Final = 2.0


class Waiting(Protocol):
    """Something that follows the log."""

    async def __call__(self, number: int, /, *, within: float) -> bool:
        """Wait until it is past a commit; False if that takes too long."""
        ...


class Desk:
    """Takes statements for the pens. `last` is the log's newest commit number.

    Flags follow from other people's facts; whoever saw an activity recorded may nominate at once, so the flags of all
    that was recorded by now are waited for. That they take long delays nobody for ever: then what is known decides.
    """

    def __init__(
        self,
        pens: PensPort,
        campaigns: Campaigns,
        *,
        last: Callable[[], Awaitable[int]],
        followed: Waiting,
        flagged: Waiting,
    ) -> None:
        self._pens = pens
        self._campaigns = campaigns
        self._last = last
        self._followed = followed
        self._flagged = flagged

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        return await self._decided(self._pens.submit, campaign, commands)

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """As submit: nothing that awards takes belongs together."""
        return await self.submit(campaign, commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each. Raises LogUnavailable, LogDamaged."""
        return await self._decided(self._pens.try_out, campaign, commands)

    async def _decided(self, decide: Deciding, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        last = await self._last()
        if not await self._followed(last, within=FOLLOWED_SECONDS):
            raise LogUnavailable
        if self._campaigns.terms(campaign) is NOT_LAUNCHED:  # else any made-up name would cost a pen of its own
            return [CAMPAIGN_UNKNOWN] * len(commands)
        await self._flagged(last, within=FLAGGED_SECONDS)
        return await decide(campaign, commands)
