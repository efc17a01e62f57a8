"""`thidua serve`, `provision` and `cluster`: an installation whose processes run each in its own place."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice
from deploy.local.installation import Installation
from deploy.processes import services

NAME = typer.Argument(metavar="SERVICE", help="tracking, awards, notify or audit.")
HOST = typer.Option("--host", help="The address to listen on.")
PORT = typer.Option("--port", min=1, max=65_535, help="The port; that of deploy/processes.toml if left out.")
REPLICAS = typer.Option("--replicas", min=1, max=5, help="On how many servers of the cluster each commit is kept.")
NODE = typer.Option("--node", metavar="HOST", help="A server of the cluster, by the name that the others find it by.")
KEYS = typer.Option("--keys", metavar="DIR", envvar="THIDUA_NATS_KEYS", help="Where the seeds lie; else DATA/keys.")
CERT = typer.Option("--tls-cert", metavar="FILE", help="The servers' certificate, where they run; then all is TLS.")
KEY = typer.Option("--tls-key", metavar="FILE", help="Its key, there.")
CA = typer.Option(
    "--tls-ca", metavar="FILE", help="Who signs the servers' certificates, by which they know each other."
)
OUT = typer.Option("--out", metavar="FILE", help="Where the configuration goes; else nats.conf beside the seeds.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, "serve")(serve)
    command(app, "provision")(provision)
    command(app, "cluster")(cluster)


def serve(
    where: Where,
    name: Annotated[str, NAME],
    *,
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int | None, PORT] = None,
) -> None:
    """Run one service by itself until SIGINT or SIGTERM, on a log that runs elsewhere (THIDUA_NATS_URL)."""
    found = services().get(name)
    if found is None:
        raise Failed(
            f"Không có dịch vụ {name!r}: chọn {', '.join(services())}.",
            f"There is no service {name!r}: choose one of {', '.join(services())}.",
        )
    from deploy.local import one_service  # noqa: PLC0415 - no other command pays for it

    one_service.serve(Installation(where.data), name, address=f"{host}:{port or found.port}")


def provision(where: Where, *, replicas: Annotated[int, REPLICAS] = 1) -> None:
    """Make the log at THIDUA_NATS_URL, and under DATA what services only read; what is there already stays."""
    from deploy.local import one_service  # noqa: PLC0415 - no other command pays for it

    one_service.provision(Installation(where.data), replicas=replicas)
    notice("Nhật ký, kho khóa và bảng truy cập đã sẵn sàng.", "The log, the vault and the access table are there.")


def cluster(
    where: Where,
    *,
    node: Annotated[list[str], NODE],
    keys: Annotated[Path | None, KEYS] = None,
    out: Annotated[Path | None, OUT] = None,
    tls_cert: Annotated[Path | None, CERT] = None,
    tls_key: Annotated[Path | None, KEY] = None,
    tls_ca: Annotated[Path | None, CA] = None,
) -> None:
    """Make the services' NATS keys, and the one configuration that every server of a cluster starts with.

    The configuration holds public keys alone; each server finds its own name in NATS_NODE.
    """
    from deploy.nats.accounts import Tls, cluster_config, make_seeds  # noqa: PLC0415 - no other command pays for it

    if (tls_cert is None) is not (tls_key is None):
        raise Failed("Cần cả --tls-cert và --tls-key.", "Give both --tls-cert and --tls-key.")
    tls = Tls(tls_cert, tls_key, ca=tls_ca) if tls_cert and tls_key else None
    folder = keys or where.data / "keys"
    written = out or folder / "nats.conf"
    written.write_text(cluster_config(node, seeds=make_seeds(folder), tls=tls), encoding="utf-8")
    notice(f"Đã ghi {written}; các khóa nằm ở {folder}.", f"{written} is written; the seeds lie in {folder}.")
