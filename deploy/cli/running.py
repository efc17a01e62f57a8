"""`thidua up` and `thidua demo`: a whole installation on this machine.

What they start is imported when they are called, so that no other command pays for it.
"""

from typing import Annotated

import typer

from deploy.cli.first_start import lead_in
from deploy.cli.options import Where, command
from deploy.cli.terminal import say

HOST = typer.Option("--host", help="The address to listen on.")
PORT = typer.Option("--port", min=1, max=65_535, help="The port to listen on.")
NATS_PORT = typer.Option("--nats-port", min=1, max=65_535, help="The log's port on 127.0.0.1; a free one if left out.")
NATS_HOST = typer.Option("--nats-host", help="Where units reach the NATS door; elsewhere than here it needs TLS.")
SPEED = typer.Option("--speed", min=0.0, metavar="DAYS_PER_SECOND", help="Simulated days a second; 0: all it can.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, "up")(up)
    command(app, "demo")(demo)


def up(
    where: Where,
    *,
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int, PORT] = 4500,
    nats_port: Annotated[int | None, NATS_PORT] = None,
    nats_host: Annotated[str, NATS_HOST] = "127.0.0.1",
) -> None:
    """Start the log and all services on one web address, and keep them alive until SIGINT or SIGTERM."""
    from deploy.local import up as local  # noqa: PLC0415
    from deploy.local.certificate import Certificate  # noqa: PLC0415

    certificate = Certificate.from_environment()
    options = local.Options(where.data, host, port, nats_port, nats_host, certificate)

    def say_and_lead(line: str) -> None:
        say(line)
        if line == f"ready {options.url}":
            lead_in(where.data, options.url)

    local.up(options, say=say_and_lead)


def demo(
    where: Where,
    *,
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int, PORT] = 4500,
    nats_port: Annotated[int | None, NATS_PORT] = None,
    speed: Annotated[float, SPEED] = 15.0,
) -> None:
    """`up`, then the built-in campaign: a simulated province reports its 450 days through the real doors."""
    from deploy.demo import run  # noqa: PLC0415
    from deploy.local.up import Options  # noqa: PLC0415

    run.demo(Options(where.data, host, port, nats_port), speed=speed, say=say)
