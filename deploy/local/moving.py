"""Another database filled beside the one that serves: access tables copied, read models folded from the log.

The vault and the files of evidence stay where they are: a database keeps for a while what was deleted in it, so a key
there could not be destroyed for good. See ADR-0042.
"""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from deploy.local.installation import SERVICES, Installation
from deploy.local.reading_log import log_address
from deploy.local.rebuilding import rebuild_all
from shared.adapters.access_copying import copy_access


class Filled(NamedTuple):
    """How many grants were copied, and up to where each read model that was built now is true."""

    grants: int
    positions: dict[str, int]


@dataclass(frozen=True, slots=True)
class Elsewhere(Installation):
    """The same installation, but for the database that it will have."""

    url: str

    @property
    def database_url(self) -> str:
        """That database."""
        return self.url


def fill(installation: Installation, url: str) -> Filled:
    """Copy who is let in, and build what is not there yet. Once more copies anew, and builds nothing twice.

    Raises LivesAlready, AccessUnavailable, DatabaseUnavailable, RebuildRunning, LogUnavailable, LogDamaged and
    CannotStart.
    """
    target = Elsewhere(installation.data, url)
    grants = copy_access(installation.access_url, target.access_url)
    missing = [name for name in SERVICES if not target.tables(name).serving()]
    return Filled(grants, asyncio.run(_built(target, missing)) if missing else {})


async def _built(target: Elsewhere, services: list[str]) -> dict[str, int]:
    async with log_address(target) as address:
        return await rebuild_all(address, target, services)
