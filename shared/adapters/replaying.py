"""Taking many commits without holding up the event loop. It knows no tables."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Final, cast

from shared.core.log import Commit
from shared.core.projecting import slices

AT_ONCE: Final = 500  # facts between two turns of the event loop: some 4 ms
WHEN_ALONE: Final = 20_000


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
