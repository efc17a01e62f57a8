"""Tracking alone, as a process of its own, at a log that a test reaches in its own way."""

import sys
from asyncio import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.nats.server import free_port
from shared.adapters.access import Access
from shared.adapters.clock import system_clock

TRACKING = """
import asyncio, sys
from pathlib import Path
from services.tracking.app import serve
from services.tracking.settings import Settings
address, nats_url, nats_seed, folder = sys.argv[1:]
data = Path(folder)
settings = Settings(
    address=address, nats_url=nats_url, nats_seed=nats_seed, read_models=data / "read",
    access_url=f"sqlite:///{data / 'access.sqlite'}", vault=data / "vault.sqlite", evidence=data / "evidence",
)
asyncio.run(serve(settings))
"""


@asynccontextmanager
async def tracking_alone(data: Path, nats_url: str, seeds: Mapping[str, str]) -> AsyncIterator[str]:
    """Where it answers, soon; it keeps what it keeps in `data`."""
    address = f"127.0.0.1:{free_port()}"
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-c", TRACKING, address, nats_url, seeds["tracking"], str(data)
    )
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        await process.wait()


def bearers(data: Path, units: list[str]) -> dict[str, str]:
    """A token of each of these units, by its id, and of an administrator, by "admin"."""
    access = Access.open(f"sqlite:///{data / 'access.sqlite'}", system_clock)
    try:
        return {
            "admin": access.create_token("admin")[1],
            **{unit: access.create_token("unit", unit_id=unit)[1] for unit in units},
        }
    finally:
        access.close()
