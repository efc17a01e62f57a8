"""The log of an installation for a command that reads it: of the running `up`, or of a server started for the while."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from deploy.local.installation import Installation
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog

READER: Final = "audit"


@asynccontextmanager
async def reading_log(installation: Installation) -> AsyncIterator[JetStreamLog]:
    """The installation's log, to read. Raises CannotStart, ServerDidNotStart, LogUnavailable."""
    outside = os.environ.get("THIDUA_NATS_URL")
    running = outside or installation.nats_url()
    if running is not None:
        async with _connected(running, None if outside else installation.nats_seed(READER)) as log:
            yield log
        return
    with installation.held():
        server = NatsServer(installation.data)
        server.start()
        try:
            await provision(server.url, seed=server.seeds["provision"])
            async with _connected(server.url, server.seeds[READER]) as log:
                yield log
        finally:
            server.stop()


@asynccontextmanager
async def _connected(url: str, seed: str | None) -> AsyncIterator[JetStreamLog]:
    log = await JetStreamLog.connect(url, user=READER, seed=seed)
    try:
        yield log
    finally:
        await log.close()
