"""Every service's read model built anew from the log, each in a process of its own: a machine has more than one core.

It knows no fact, and no table.
"""

import asyncio
import gc
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from deploy.local.installation import Installation
from deploy.local.reading_log import Address, connected
from deploy.local.replay import PROJECTIONS, check_log
from shared.adapters.rebuilding import rebuild

# A fold makes no cycles; looking for them among the facts in hand took an eighth of its time.
YOUNG: Final = 100_000


async def rebuild_all(address: Address, installation: Installation, services: Sequence[str]) -> dict[str, int]:
    """Build read models anew beside those that serve, and let each serve once it is whole. The position of each.

    Raises LogDamaged before it builds any: what live rows remember of a log that lost its end is all that shows it.
    Raises LogUnavailable, RebuildRunning and DatabaseUnavailable too: the first of them, once all have ended.
    """
    async with connected(address) as log:
        await check_log(log, installation)
    loop, forking = asyncio.get_running_loop(), multiprocessing.get_context("fork")  # all is imported already
    with ProcessPoolExecutor(len(services), mp_context=forking) as processes:
        built = [loop.run_in_executor(processes, _rebuild, address, installation, name) for name in services]
        return dict(zip(services, await asyncio.gather(*built), strict=True))


def _rebuild(address: Address, installation: Installation, name: str) -> int:
    gc.freeze()
    gc.set_threshold(YOUNG)
    return asyncio.run(_rebuild_one(address, installation, name))


async def _rebuild_one(address: Address, installation: Installation, name: str) -> int:
    async with connected(address) as log:
        return await rebuild(PROJECTIONS[name], installation.tables(name), log)
