"""Waiting for what another process brings about: whoever waits leaves the processor to it. Knows no product code.

The one place in the tests that pauses. It waits for a condition, never for a time: a test that waits a while hopes.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Final

PAUSE_SECONDS: Final = 0.01
PATIENCE_SECONDS: Final = 120.0  # what has not come by then hangs; a busy machine is slow, and that is no mistake
SLOWER: Final = 4  # times what a promise was measured to take, on a machine that is shared; speed itself is benchmarks'


def wait_until(holds: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for a condition; fails when it has not come to hold in so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "the condition did not come to hold"
        threading.Event().wait(PAUSE_SECONDS)


async def a_moment() -> None:
    """Let others run before a condition is looked at again."""
    await asyncio.sleep(PAUSE_SECONDS)
