"""`thidua notify`: what could not be handed over, and having it sent again."""

from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.rules import AS_OF
from deploy.cli.terminal import say, table, told


class _Failed(msgspec.Struct, frozen=True):
    """A delivery that failed, as notify shows it, as far as it is told here."""

    delivery_id: str
    recipient: str
    channel: str
    topic: str
    subject_id: str
    cause: int
    attempts: int
    reason: str = ""
    renewed_as: str = ""


class _List(msgspec.Struct, frozen=True):
    deliveries: list[_Failed]


class _Renewed(msgspec.Struct, frozen=True):
    delivery_id: str
    position: int


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    notices = group(app, "notify", "Notices: what could not be handed over, and having it sent again.")
    command(notices, "failed")(failed)
    command(notices, "resend")(resend)


def failed(
    where: Where,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those too that were sent again.")] = False,
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print what was given up: id, to whom, by what, topic, about whom, the fact told of, attempts, why, the new id."""
    remote = Remote(where)
    try:
        answer = decoded(remote.read("/notify/deliveries", status="failed", as_of=as_of), _List)
    finally:
        remote.close()
    table(
        ("id", "recipient", "channel", "topic", "about", "fact", "attempts", "reason", "sent again as"),
        [
            (
                one.delivery_id,
                one.recipient,
                one.channel,
                one.topic,
                one.subject_id,
                one.cause,
                one.attempts,
                one.reason,
                one.renewed_as,
            )
            for one in answer.deliveries
            if everything or not one.renewed_as
        ],
    )


def resend(
    where: Where, delivery_id: Annotated[str, typer.Argument(metavar="ID", help="As `thidua notify failed` prints it.")]
) -> None:
    """Have what was given up handed over again, as secretary or admin: once, however often it is asked for."""
    remote = Remote(where)
    try:
        answer = decoded(remote.order(f"/notify/deliveries/{quote(delivery_id, safe='')}/resend"), _Renewed)
    finally:
        remote.close()
    say(f"{answer.delivery_id}\t{told('đang gửi lại', 'on its way again')}\t{answer.position}")
