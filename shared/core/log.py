"""The port of the log: three verbs, read, commit and follow, and what can go wrong with each. Knows no NATS."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import msgspec

from shared.core.envelope import Fact, decode_commit
from shared.core.values import CampaignId, Owner


class Commit(msgspec.Struct, frozen=True, gc=False):
    """One message of the log: 1 to 1,000 facts, one line each, atomic and in order."""

    number: int
    campaign: CampaignId
    owner: Owner
    id: str
    payload: bytes

    def facts(self) -> list[Fact]:
        """The facts, decoded; a fact's place is its index here."""
        return decode_commit(self.payload)


class EventLog(Protocol):
    """The append-only log of one installation."""

    async def commit(self, payload: bytes, *, campaign: CampaignId, owner: Owner, expect: int, commit_id: str) -> int:
        """Append one commit and return its number once it is on disk (fsynced).

        `expect` is the number of the last commit of this campaign and owner (0: none yet). Raises FenceConflict if
        another commit stands there by now, LogUnavailable if the log did not take it or its answer was lost (it may
        or may not be recorded: read on from `expect` to know), CommitTooLarge if it can never be taken.
        """
        ...

    def read(
        self, *, after: int = 0, campaign: CampaignId | None = None, owner: Owner | None = None
    ) -> AsyncIterator[Sequence[Commit]]:
        """Yield, in batches, the commits with a number above `after`, up to the end as it is when asked.

        With `campaign` and `owner` only theirs. Raises LogUnavailable, LogDamaged (a hole in the whole log, or an end
        before `after`).
        """
        ...

    def follow(self, *, after: int) -> AsyncIterator[Sequence[Commit]]:
        """Yield every commit above `after`, in order, for ever; survives a restart of the server.

        Raises LogDamaged if a number is missing or the log ends before what was already seen.
        """
        ...

    async def last(self) -> int:
        """The number of the newest commit (0: empty). Raises LogUnavailable, LogDamaged."""
        ...
