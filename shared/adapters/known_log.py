"""The log as pens may use it: only while it is known to be the one that was followed before. It knows no fact."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence

from shared.core.log import Commit, EventLog
from shared.core.values import CampaignId, Owner


class KnownLog:
    """An EventLog around another, of which nothing is read and to which nothing is added before `recognised` returns.

    A process that starts anew has seen no number yet: on a log that lost its end, a pen would take up where what is
    left ends. The read model remembers how far the log reached, and raises LogDamaged.
    """

    def __init__(self, log: EventLog, *, recognised: Callable[[], Awaitable[None]]) -> None:
        self._log = log
        self._recognised = recognised

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """As EventLog.commit; raises LogDamaged too."""
        await self._recognised()
        return await self._log.commit(payload, campaign=campaign, owner=owner, expect=expect, commit_id=commit_id)

    async def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncGenerator[Sequence[Commit], None]:
        """As EventLog.read."""
        await self._recognised()
        async for commits in self._log.read(after=after, campaign=campaign, owner=owner):
            yield commits

    def follow(self, *, after: int) -> AsyncIterator[Sequence[Commit]]:
        """As EventLog.follow, which looks itself whether the log still is what it handed out."""
        return self._log.follow(after=after)

    async def last(self) -> int:
        """As EventLog.last."""
        await self._recognised()
        return await self._log.last()
