"""A log of its own: the embedded nats-server in a folder that is gone afterwards, and a bare web service beside it."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.nats.provision import provision
from deploy.nats.server import NatsServer


@contextmanager
def log_server() -> Iterator[NatsServer]:
    """A server with an empty log, every commit of which is fsynced before it is acknowledged. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="thidua-measured-") as folder:
        server = NatsServer(Path(folder))
        server.start()
        try:
            asyncio.run(provision(server.url, seed=server.seeds["provision"]))
            yield server
        finally:
            server.stop()
