"""`thidua audit witness`: a second memory of what was signed, beside the installation and independent of it."""

import asyncio
import os
from typing import Annotated

import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, say

HOST = typer.Option("--host", help="The address to listen on.")
PORT = typer.Option("--port", min=1, max=65_535, help="The port to listen on.")
LOG_KEY = typer.Option(
    "--log-key", metavar="VKEY", help="A log's public key (keys/public.txt, GET /audit/keys); once for each key."
)


def witness(
    where: Where,
    *,
    log_key: Annotated[list[str], LOG_KEY],
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int, PORT] = 4600,
) -> None:
    """Cosign checkpoints that continue what was cosigned before, and refuse all others, until a signal ends it.

    Keeps its key and what it remembers under --data: a folder of its own, never an installation's. Prints its public
    key (THIDUA_WITNESS_KEY) and its address (THIDUA_WITNESS_URL) when it listens.
    """
    if (where.data / "nats").exists() or (where.data / "access.sqlite").exists():
        raise Failed(
            f"{where.data} là dữ liệu của một hệ thống; nhân chứng phải nhớ ở nơi khác: hãy chọn --data khác.",
            f"{where.data} holds an installation, and a witness must remember elsewhere: choose another --data.",
        )
    from deploy.local.installation import check_port_free  # noqa: PLC0415
    from deploy.local.witness import Witness, WitnessFiles, clock  # noqa: PLC0415
    from services.audit.domain.notes import VerifierKey  # noqa: PLC0415
    from shared.adapters.durable_files import held_alone  # noqa: PLC0415
    from shared.adapters.serving import serve_web  # noqa: PLC0415

    check_port_free(host, port)
    files = WitnessFiles(where.data)
    with held_alone(where.data / "lock"):
        signer = files.signer(os.urandom)
        app = Witness(files, signer, log_keys=[VerifierKey.parse(key) for key in log_key], now=clock)
        say(f"key {signer.verifier()}")
        say(f"witness http://{host}:{port}")
        asyncio.run(serve_web(app, f"{host}:{port}"))
