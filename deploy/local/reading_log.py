"""The log of an installation for a command: that of the running `up`, or of a server started for the while."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, NamedTuple, TypeAlias

from deploy.local.installation import Installation
from deploy.local.log_server import OutsideLog
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer
from shared.adapters.jetstream import JetStreamLog
from shared.core.subjects import OWNERS
from shared.core.values import Owner

Writers: TypeAlias = dict[Owner, JetStreamLog]

READER: Final = "audit"


class Address(NamedTuple):
    """Where a log is, who signs in there, and with which seed (None: none is needed)."""

    url: str
    user: str
    seed: str | None


@asynccontextmanager
async def reading_log(installation: Installation, *, user: str = READER) -> AsyncIterator[JetStreamLog]:
    """The installation's log, to read; a command that states something signs in as the `user` whose pen it takes.

    Raises NothingInstalled, CannotStart, ServerDidNotStart, LogUnavailable.
    """
    if OutsideLog.from_environment() is None:
        installation.check_there()
    async with log_address(installation, user=user) as address, connected(address) as log:
        yield log


@asynccontextmanager
async def writing_log(installation: Installation) -> AsyncIterator[Writers]:
    """The installation's log as each owner writes it, to put back what it held. Raises as `reading_log`."""
    async with log_address(installation) as address, AsyncExitStack() as stack:
        outside = OutsideLog.from_environment()
        seed = outside.seed if outside else installation.nats_seed
        yield {
            owner: await stack.enter_async_context(connected(Address(address.url, owner, seed(owner))))
            for owner in OWNERS
        }


@asynccontextmanager
async def log_address(installation: Installation, *, user: str = READER) -> AsyncIterator[Address]:
    """Where the installation's log can be reached meanwhile. Raises CannotStart, ServerDidNotStart, LogUnavailable."""
    outside = OutsideLog.from_environment()
    if outside is not None:
        yield Address(outside.url, user, outside.seed(user))
        return
    running = installation.nats_url()
    if running is not None:
        yield Address(running, user, installation.nats_seed(user))
        return
    with installation.held():
        server = NatsServer(installation.data)
        server.start()
        try:
            await provision(server.url, seed=server.seeds["provision"])
            yield Address(server.url, user, server.seeds[user])
        finally:
            server.stop()


@asynccontextmanager
async def connected(address: Address) -> AsyncIterator[JetStreamLog]:
    """The log at an address. Raises LogUnavailable."""
    log = await JetStreamLog.connect(address.url, user=address.user, seed=address.seed)
    try:
        yield log
    finally:
        await log.close()
