"""`thidua cluster`: the keys and the configuration with which the servers of a cluster and the services start."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice

if TYPE_CHECKING:
    from deploy.nats.accounts import Tls

NODE = typer.Option("--node", metavar="HOST", help="A server of the cluster, by the name that the others find it by.")
KEYS = typer.Option("--keys", metavar="DIR", envvar="THIDUA_NATS_KEYS", help="Where the seeds lie; else DATA/keys.")
CERT = typer.Option("--tls-cert", metavar="FILE", help="The servers' certificate, where they run; then all is TLS.")
KEY = typer.Option("--tls-key", metavar="FILE", help="Its key, there.")
CA = typer.Option(
    "--tls-ca", metavar="FILE", help="Who signs the servers' certificates, by which they know each other."
)
OUT = typer.Option("--out", metavar="FILE", help="Where the configuration goes; else nats.conf beside the seeds.")
SHARES = typer.Option(
    "--shares",
    metavar="DIR",
    help="For containers: where each process gets a folder with the keys and certificates it needs.",
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

    The configuration holds public keys alone; each server finds its own name in NATS_NODE. With --shares all parts get
    certificates by the installation's own authority, which lies beside the seeds; given again, those that end within
    132 days are renewed.
    """
    from deploy.nats.accounts import Tls, cluster_config, make_seeds  # noqa: PLC0415 - no other command pays for it

    if (tls_cert is None) is not (tls_key is None):
        raise Failed("Cần cả --tls-cert và --tls-key.", "Give both --tls-cert and --tls-key.")
    tls = Tls(tls_cert, tls_key, ca=tls_ca) if tls_cert and tls_key else None
    folder = keys or where.data / "keys"
    seeds = make_seeds(folder)
    if shares:
        tls = _handed_out(folder, shares, node, tls)
    written = out or (shares / "nats" if shares else folder) / "nats.conf"
    written.write_text(cluster_config(node, seeds=seeds, tls=tls), encoding="utf-8")
    notice(f"Đã ghi {written}; các khóa nằm ở {folder}.", f"{written} is written; the seeds lie in {folder}.")


def _handed_out(keys: Path, shares: Path, nodes: list[str], tls: "Tls | None") -> "Tls":
    """Give each process what it needs; what the servers of NATS show there, unless something else is given."""
    from deploy.local.handing_out import IN_CONTAINERS, hand_out  # noqa: PLC0415 - no other command pays for it

    ends = hand_out(keys, shares, nodes=nodes, now=datetime.now(UTC))
    notice(
        f"Chứng thư trong {shares} còn hạn đến {ends:%d/%m/%Y}.",
        f"The certificates in {shares} end on {ends:%Y-%m-%d}.",
    )
    return tls or IN_CONTAINERS
