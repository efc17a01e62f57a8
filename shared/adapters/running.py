"""What every service does while it serves: keep its own tasks going, and say when one of them had to stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from shared.core.errors import LogUnavailable
from shared.core.log import EventLog

RETRY_SECONDS: Final = 0.2
CANCEL_AGAIN_SECONDS: Final = 5.0

_logger: Final = logging.getLogger(__name__)


@asynccontextmanager
async def running(**tasks: Coroutine[Any, Any, object]) -> AsyncIterator[dict[str, bool]]:
    """Run tasks beside what is served, and cancel them at the end; gives those that are down, each as False.

    One that fails is logged and stays down: a service that cannot follow its log still answers that it is not ready.
    """
    down: dict[str, bool] = {}

    def tell(task: asyncio.Task[object]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            down[task.get_name()] = False
            _logger.critical("task_stopped", extra={"task": task.get_name()}, exc_info=error)

    started = {asyncio.create_task(task, name=name) for name, task in tasks.items()}
    for task in started:
        task.add_done_callback(tell)
    try:
        yield down
    finally:
        await _end(started)


async def _end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended.

    A cancellation can be lost, where what a task waits for with a limit of time comes in the same moment (CPython
    3.11); a service would wait for such a task for ever. Whatever a task still has to do gets its time before.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)  # what they failed with is told where it is to be told


async def until_one_ends(*work: Coroutine[Any, Any, None]) -> None:
    """Run all until one ends or fails, then end the others. Raises what it raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _end(tasks)


async def last_patiently(log: EventLog) -> int:
    """The number of the newest commit, as soon as the log answers. Raises LogDamaged."""
    while True:
        try:
            return await log.last()
        except LogUnavailable:
            await asyncio.sleep(RETRY_SECONDS)
