"""`thidua cluster`: the keys and the configuration with which the servers of a cluster and the services start."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice

NODE = typer.Option("--node", metavar="HOST", help="A server of the cluster, by the name that the others find it by.")
KEYS = typer.Option("--keys", metavar="DIR", envvar="THIDUA_NATS_KEYS", help="Where the seeds lie; else DATA/keys.")
CERT = typer.Option("--tls-cert", metavar="FILE", help="The servers' certificate, where they run; then all is TLS.")
KEY = typer.Option("--tls-key", metavar="FILE", help="Its key, there.")
CA = typer.Option(
    "--tls-ca", metavar="FILE", help="Who signs the servers' certificates, by which they know each other."
)
OUT = typer.Option("--out", metavar="FILE", help="Where the configuration goes; else nats.conf beside the seeds.")
SHARES = typer.Option(
    "--shares", metavar="DIR", help="Where each process gets a folder with copies of the keys it needs, and no others."
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "cluster")(cluster)


def cluster(
    where: Where,
    *,
    node: Annotated[list[str], NODE],
    keys: Annotated[Path | None, KEYS] = None,
    out: Annotated[Path | None, OUT] = None,
    tls_cert: Annotated[Path | None, CERT] = None,
    tls_key: Annotated[Path | None, KEY] = None,
    tls_ca: Annotated[Path | None, CA] = None,
    shares: Annotated[Path | None, SHARES] = None,
) -> None:
    """Make the services' NATS keys, and the one configuration that every server of a cluster starts with.

    The configuration holds public keys alone; each server finds its own name in NATS_NODE.
    """
    from deploy.local.handing_out import hand_out_seeds  # noqa: PLC0415 - no other command pays for it
    from deploy.nats.accounts import Tls, cluster_config, make_seeds  # noqa: PLC0415 - no other command pays for it

    if (tls_cert is None) is not (tls_key is None):
        raise Failed("Cần cả --tls-cert và --tls-key.", "Give both --tls-cert and --tls-key.")
    tls = Tls(tls_cert, tls_key, ca=tls_ca) if tls_cert and tls_key else None
    folder = keys or where.data / "keys"
    written = out or folder / "nats.conf"
    written.write_text(cluster_config(node, seeds=make_seeds(folder), tls=tls), encoding="utf-8")
    if shares:
        hand_out_seeds(folder, shares)
    notice(f"Đã ghi {written}; các khóa nằm ở {folder}.", f"{written} is written; the seeds lie in {folder}.")
