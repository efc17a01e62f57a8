"""Taking many commits without holding up the event loop, and finding where the log stood at a time. No tables."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final, cast

import msgspec

from shared.core.envelope import position_of
from shared.core.log import Commit, EventLog
from shared.core.projecting import slices

AT_ONCE: Final = 500  # facts between two turns of the event loop: some 4 ms
WHEN_ALONE: Final = 20_000


class _Recorded(msgspec.Struct, gc=False):
    """Of a fact, only when it was recorded."""

    recordedat: str


_recorded: Final = msgspec.json.Decoder(_Recorded)


async def in_slices(batches: AsyncIterator[Sequence[Commit]], facts: int) -> AsyncGenerator[Sequence[Commit], None]:
    """Whole commits in order, together no more than so many facts unless one has more; others run in between.

    Whoever leaves it early closes it (`aclosing`), and with it what it reads from.
    """
    generator = cast("AsyncGenerator[Sequence[Commit], None]", batches)
    async with aclosing(generator):
        async for commits in generator:
            for some in slices(commits, facts):
                yield some
                await asyncio.sleep(0)


async def position_at(log: EventLog, moment: datetime) -> int:
    """The last position such that every fact up to it was recorded at or before a moment (0: none was).

    Raises LogUnavailable, LogDamaged.
    """
    limit = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    position = 0
    async with aclosing(in_slices(log.read(), WHEN_ALONE)) as slices:
        async for commits in slices:
            for commit in commits:
                for place, fact in enumerate(_recorded.decode_lines(commit.payload)):
                    if fact.recordedat > limit:
                        return position
                    position = position_of(commit.number, place)
    return position
