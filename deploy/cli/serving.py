"""`thidua serve` and `provision`: an installation whose processes run each in its own place."""

import os
import re
from pathlib import Path
from typing import Annotated, Final

import typer

from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice
from deploy.local.installation import Installation, with_password
from deploy.processes import services
from shared.adapters.postgres_url import is_postgres
from shared.core.leases import Replica

NAME = typer.Argument(metavar="SERVICE", help="tracking, awards, notify or audit.")
HOST = typer.Option("--host", help="The address to listen on.")
PORT = typer.Option("--port", min=1, max=65_535, help="The port; that of deploy/processes.toml if left out.")
REPLICA = typer.Option(
    "--replica",
    metavar="NAME",
    envvar="THIDUA_REPLICA",
    help="Which of several processes of the service this is; alone on DATA if left out.",
)
READS = typer.Option("--reads", envvar="THIDUA_READS", help="This replica answers, and writes nothing itself.")
REPLICAS = typer.Option("--replicas", min=1, max=5, help="On how many servers of the cluster each commit is kept.")
DATABASE = typer.Option("--database", metavar="URL", help="A PostgreSQL to fill with what this installation keeps.")

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, "serve")(serve)
    command(app, "provision")(provision)


def serve(
    where: Where,
    name: Annotated[str, NAME],
    *,
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int | None, PORT] = None,
    replica: Annotated[str, REPLICA] = "",
    reads: Annotated[bool, READS] = False,
) -> None:
    """Run one service by itself until SIGINT or SIGTERM, on a log that runs elsewhere (THIDUA_NATS_URL)."""
    found = services().get(name)
    if found is None:
        raise Failed(
            f"Không có dịch vụ {name!r}: chọn {', '.join(services())}.",
            f"There is no service {name!r}: choose one of {', '.join(services())}.",
        )
    from deploy.local import one_service  # noqa: PLC0415 - no other command pays for it

    which = _replica(replica, reads=reads)
    one_service.serve(Installation(where.data), name, address=f"{host}:{port or found.port}", replica=which)


def _replica(name: str, *, reads: bool) -> Replica | None:
    """Which of several processes is asked for. Raises Failed."""
    if not name and not reads:
        return None
    if not _NAME.fullmatch(name):
        raise Failed(
            "Tên của --replica gồm 1 đến 24 chữ thường, chữ số và dấu gạch nối.",
            "The name after --replica is 1 to 24 small letters, digits and hyphens.",
        )
    return Replica(name, reads=reads)


def provision(
    where: Where,
    *,
    replicas: Annotated[int | None, REPLICAS] = None,
    database: Annotated[str, DATABASE] = "",
) -> None:
    """Make the log at THIDUA_NATS_URL, and under DATA what services only read; what is there already stays.

    With --replicas a log that is kept on fewer servers is copied to so many, while facts are taken: where the seed
    nats-grow.seed is among those of THIDUA_NATS_KEYS. With --database another database is filled while this one serves,
    and nothing else is done: run it, set THIDUA_DATABASE_URL to the same, start again.
    """
    if database:
        _fill(Installation(where.data), database)
        return
    from deploy.local import one_service  # noqa: PLC0415 - no other command pays for it

    one_service.provision(Installation(where.data), replicas=replicas)
    notice("Nhật ký, kho khóa và bảng truy cập đã sẵn sàng.", "The log, the vault and the access table are there.")


def _fill(installation: Installation, url: str) -> None:
    from deploy.local.moving import fill  # noqa: PLC0415 - no other command pays for it

    if not is_postgres(url) or url == installation.database_url:
        raise Failed(
            "--database cần địa chỉ của một PostgreSQL khác nơi đang dùng (postgresql://…).",
            "--database wants the address of a PostgreSQL other than the one in use (postgresql://…).",
        )
    password = os.environ.get("THIDUA_DATABASE_PASSWORD_FILE", "")
    filled = fill(installation, with_password(url, Path(password)) if password else url)
    grants, built = filled.grants, len(filled.positions)
    notice(
        f"Đã chép {grants} quyền truy cập, dựng {built} bảng đọc; kho khóa và tệp minh chứng ở lại DATA. "
        "Hãy đặt THIDUA_DATABASE_URL rồi khởi động lại.",
        f"{grants} grants are copied, {built} read models built; vault and evidence stay in DATA. "
        "Set THIDUA_DATABASE_URL, then start again.",
    )
