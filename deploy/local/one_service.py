"""`thidua serve`: one service as a process of its own, its log elsewhere, and what must be there before it starts."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from deploy.local.certificate import Certificate
from deploy.local.checking import check_settings
from deploy.local.installation import CannotStart, Installation
from deploy.local.log_server import OutsideLog, provision_patiently
from deploy.local.parts import Services
from deploy.nats.accounts import GROW, READER
from deploy.nats.provision import grow
from shared.adapters.access import Access
from shared.adapters.clock import system_clock
from shared.adapters.postgres_url import is_postgres
from shared.adapters.vault import Vault, VaultReader, VaultUnavailable
from shared.core.leases import Replica

_NO_LOG: Final = CannotStart(
    "Dịch vụ chạy riêng cần nhật ký ở nơi khác: hãy đặt THIDUA_NATS_URL, hoặc dùng `thidua up`.",
    "A service of its own needs a log that runs elsewhere: set THIDUA_NATS_URL, or use `thidua up`.",
)


def serve(installation: Installation, name: str, *, address: str, replica: Replica | None = None) -> None:
    """Run one service, or one replica of it, at HOST:PORT until SIGINT or SIGTERM.

    Raises CannotStart, VaultUnavailable.
    """
    log = outside_log()
    check_settings()
    certificate = Certificate.from_environment()
    signal.signal(signal.SIGTERM, _end)  # until the web server listens for it
    with installation.held_for(name, replica.name if replica else ""):
        _check_provisioned(installation, name)
        try:
            url = f"{'https' if certificate else 'http'}://{address}"
            here: dict[str, Any] = {"addresses": {name: address}, "public_url": url, "certificate": certificate}
            Services(installation, log, replica=replica, **here).run(name)
        except KeyboardInterrupt:
            return


def provision(installation: Installation, *, replicas: int | None) -> None:
    """Make the log, the vault and the access table, or find them made; have the log kept on so many servers.

    Where THIDUA_DATABASE_ROLES names a folder of passwords, each service gets its role in PostgreSQL.

    Raises CannotStart, ProvisionDrift, VaultUnavailable, AccessUnavailable, LogUnavailable.
    """
    log = outside_log()
    seed = log.seed(GROW)
    asyncio.run(provision_patiently(log, replicas=None if seed else replicas))
    if replicas is not None and seed:
        asyncio.run(grow(log.url, seed=seed, replicas=replicas))
    for folder in installation.private:  # before anything is laid over them
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    Vault.open(installation.vault).close()
    Access.open(installation.access_url, system_clock).close()
    roles = os.environ.get("THIDUA_DATABASE_ROLES", "")
    if roles and is_postgres(installation.database_url):
        from deploy.postgres.roles import grant_roles  # noqa: PLC0415 - the driver, for who needs it

        grant_roles(installation.database_url, Path(roles))


def outside_log() -> OutsideLog:
    """The log at THIDUA_NATS_URL. Raises CannotStart if none is named."""
    log = OutsideLog.from_environment()
    if log is None:
        raise _NO_LOG
    return log


def _check_provisioned(installation: Installation, name: str) -> None:
    """Awards and notify only read the vault, so none of the services is the one that makes it; audit never sees it."""
    try:
        if name == READER:
            installation.audit.stat()
        else:
            VaultReader.open(installation.vault).close()
    except (VaultUnavailable, FileNotFoundError) as error:
        raise CannotStart(
            f"{installation.data} chưa được chuẩn bị: hãy chạy `thidua provision` một lần.",
            f"{installation.data} is not prepared yet: run `thidua provision` once.",
        ) from error


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    sys.exit(0)
