"""How long a PostgreSQL is waited for: until it lets somebody in, and for each of its answers. It knows no table.

A server that is gone refuses at once. One that stands still keeps its connections, and its machine answers for it: only
who asks can tell, by the time. The driver itself would wait for ever (ADR-0022).
"""

import time
from collections.abc import Generator
from typing import Any, Final

import psycopg
from sqlalchemy import URL, Engine, event

SECONDS: Final = 5  # where the database's URL does not say `connect_timeout=…`
# What the system notices by itself, about machines that are gone.
_KEEPALIVES: Final = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_NOTHING_YET: Final = 0  # what the driver says each tenth of a second while there is no answer


def patience_of(url: URL) -> int:
    """How many seconds are waited: as the URL says it for connecting, in libpq's own word."""
    said = url.query.get("connect_timeout", "")
    return int(said) if isinstance(said, str) and said.isdecimal() and int(said) > 0 else SECONDS


def be_impatient(engine: Engine, url: URL) -> None:
    """Have each statement of an engine fail, and its connection end, when no answer comes in time."""
    seconds = patience_of(url)

    class Impatient(psycopg.Connection[Any]):
        """A connection that is given up when the server stands still."""

        def wait(self, gen: Any, *how: Any, **more: Any) -> Any:
            """Wait for an answer. Raises psycopg.OperationalError."""
            try:
                return super().wait(_until(gen, time.monotonic() + seconds), *how, **more)
            except _NoAnswer:
                self.pgconn.finish()  # whatever came now would be the answer to something else
                raise

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, words: Any, settings: Any) -> Any:
        return Impatient.connect(*words, **{"connect_timeout": seconds, **_KEEPALIVES, **settings})


class _NoAnswer(psycopg.OperationalError):
    """The server did not answer in time."""


def _until(gen: Any, deadline: float) -> Generator[Any, Any, Any]:
    """What the driver is waiting for, but not beyond a time."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready == _NOTHING_YET and time.monotonic() >= deadline:
                raise _NoAnswer
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value
