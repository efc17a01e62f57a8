"""How soon an installation is ready, and what it takes when nobody asks anything of it."""

import time
from typing import Final

from benchmarks.installation import Running, installation

QUIET_SECONDS: Final = 5.0


def starts(times: int) -> list[dict[str, float]]:
    """`ready_s` of so many new installations. Raises DidNotStart."""
    found = []
    for _ in range(times):
        with installation() as running:
            found.append({"ready_s": running.ready_s})
    return found


def quiet(running: Running) -> dict[str, float]:
    """`idle_mb` of an installation a few seconds from now."""
    time.sleep(QUIET_SECONDS)
    return {"idle_mb": running.pss_mb()}
