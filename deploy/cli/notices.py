"""`thidua notify`: what could not be handed over, having it sent again; the words of notices."""

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

import httpx
import msgspec
import typer

from deploy.cli import notice_templates
from deploy.cli.options import Where, command, group
from deploy.cli.remote import Problem, Remote, decoded
from deploy.cli.rules import AS_OF
from deploy.cli.terminal import Failed, say, table, told
from services.notify.senders.webhook import BadSecret, secret_of, signed
from shared.adapters.clock import system_clock


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
    notices = group(app, "notify", "Notices: their words, what could not be handed over, and having it sent again.")
    command(notices, "failed")(failed)
    command(notices, "resend")(resend)
    command(notices, "bounced")(bounced)
    notice_templates.add_to(notices)


def failed(
    where: Where,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those too that were sent again.")] = False,
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print what was given up: id, to whom, by what, topic, about whom, the fact told of, attempts, why, the new id."""
    remote = Remote(where)
    try:
        found = [
            one
            for status in ("failed", "bounced")
            for one in decoded(remote.read("/notify/deliveries", status=status, as_of=as_of), _List).deliveries
        ]
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
            for one in found
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


def bounced(
    where: Where,
    letter: Annotated[Path, typer.Argument(metavar="FILE", help="The letter that came back; - for standard input.")],
    *,
    secret_file: Annotated[Path, typer.Option("--secret-file", metavar="FILE", help="As `bounces` of the channels.")],
) -> None:
    """Report a letter that came back, as a mailbox receives it; it is recorded once. No token is needed."""
    content = sys.stdin.buffer.read() if str(letter) == "-" else letter.read_bytes()
    try:
        secret = secret_of(secret_file.read_text("utf-8").split()[0])
    except (BadSecret, IndexError):
        raise Failed(f"{secret_file} không chứa khóa whsec_….", f"{secret_file} holds no secret whsec_….") from None
    headers = signed(content, delivery_id=f"bounce-{uuid4()}", secrets=[secret], at=system_clock())
    headers["content-type"] = "message/rfc822"
    try:
        answer = httpx.post(f"{where.url}/notify/bounces", content=content, headers=headers, timeout=60)
    except httpx.TransportError:
        raise Failed(f"Không có gì trả lời ở {where.url}.", f"Nothing answers at {where.url}.") from None
    if answer.status_code != httpx.codes.OK:
        reason = decoded(answer.content, Problem).reason
        raise Failed(f"{answer.status_code}: {reason}", f"{answer.status_code}: {reason}")
    recorded = decoded(answer.content, _Renewed)
    say(f"{recorded.delivery_id}\t{told('thư bị trả lại', 'came back')}\t{recorded.position}")
