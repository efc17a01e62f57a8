"""Units report over HTTP to a whole installation: hundreds from 8 clients, single events from 64."""

from typing import Final

from benchmarks.installation import Running
from benchmarks.load import Load, put_on

BATCH_CALLERS: Final = 8
BATCH_SIZE: Final = 100
SINGLE_CALLERS: Final = 64


def batches(running: Running, bearer: str, *, run: str, events: int) -> dict[str, float]:
    """`http_batch_events_per_s`. Raises PieceFailed."""
    told = put_on(Load(running.port, bearer, run, BATCH_CALLERS, events, BATCH_SIZE))
    return {"http_batch_events_per_s": told["per_s"]}


def singles(running: Running, bearer: str, *, run: str, events: int) -> dict[str, float]:
    """`http_single_events_per_s` and `http_single_p99_ms`. Raises PieceFailed."""
    told = put_on(Load(running.port, bearer, run, SINGLE_CALLERS, events))
    return {"http_single_events_per_s": told["per_s"], "http_single_p99_ms": told["p99_ms"]}
