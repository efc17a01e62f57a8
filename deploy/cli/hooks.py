"""`thidua hook`: webhooks by which other programs report for a unit, made and revoked on DATA, running or not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.definitions import say_mistakes, text_of
from deploy.cli.options import Where, command, group
from deploy.cli.terminal import Failed, moment, notice, say, table
from deploy.cli.tokens import DAYS
from deploy.local.installation import Installation
from shared.adapters.clock import system_clock
from shared.adapters.hook_mapping import HookMapping, read_mapping
from shared.adapters.hooks import Hooks
from shared.adapters.vault import Vault

Name = Annotated[str, typer.Argument(metavar="NAME", help="The last part of the webhook's address.")]
MAPPING = typer.Option(
    "--mapping", metavar="FILE", help="YAML: which message becomes which event; none where messages are CloudEvents."
)
KEY = typer.Option(
    "--key-stdin",
    help="Read the key from the first line of stdin, where the sender made it: whsec_… or, public, whpk_…",
)
OVERLAP = typer.Option("--overlap-hours", min=0, max=24 * 31, help="How long the keys before stay good.")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    hooks = group(app, "hook", "Signed webhooks: other programs that report for a unit.")
    command(hooks, "create")(create)
    command(hooks, "list")(list_hooks)
    command(hooks, "rotate")(rotate)
    command(hooks, "map")(remap)
    command(hooks, "check")(check)
    command(hooks, "revoke")(revoke)


def create(
    where: Where,
    name: Name,
    *,
    unit: Annotated[str, typer.Option("--unit", help="The one unit it speaks as.")],
    mapping: Annotated[Path | None, MAPPING] = None,
    days: Annotated[int | None, DAYS] = None,
    key_stdin: Annotated[bool, KEY] = False,
) -> None:
    """Make a webhook at /tracking/hooks/NAME and print its key, once; it is kept sealed."""
    text = _mapping(mapping) if mapping else ""
    given = _given() if key_stdin else ""
    with _hooks(where) as hooks:
        key = hooks.create(name, unit, mapping=text, key=given, days=days)
    notice(f"Webhook nhận ở POST /tracking/hooks/{name}.", f"The webhook takes POST /tracking/hooks/{name}.")
    _show(key, given)


def list_hooks(where: Where) -> None:
    """Every webhook: name, unit, mapped or not, made, expires, last used, revoked, then the id of its grant."""
    with _hooks(where) as hooks:
        found = hooks.list_hooks()
    table(
        ("name", "unit", "messages", "made", "expires", "last used", "revoked", "grant"),
        [
            (
                one.name,
                one.unit_id,
                "mapped" if one.mapping else "cloudevents",
                moment(one.made_at),
                moment(one.expires_at),
                moment(one.last_used_at),
                moment(one.revoked_at),
                one.grant_id,
            )
            for one in found
        ],
    )


def rotate(
    where: Where,
    name: Name,
    *,
    overlap_hours: Annotated[int, OVERLAP] = 24,
    key_stdin: Annotated[bool, KEY] = False,
) -> None:
    """Give a webhook another key and print it, once; the ones before stay good for a while."""
    given = _given() if key_stdin else ""
    with _hooks(where) as hooks:
        key = hooks.rotate(name, overlap=timedelta(hours=overlap_hours), key=given)
    notice(f"Khóa cũ còn hiệu lực {overlap_hours} giờ.", f"The keys before stay good for {overlap_hours} hours.")
    _show(key, given)


def remap(where: Where, name: Name, *, mapping: Annotated[Path | None, MAPPING] = None) -> None:
    """Give a webhook another mapping; without --mapping its messages are CloudEvents."""
    text = _mapping(mapping) if mapping else ""
    with _hooks(where) as hooks:
        hooks.remap(name, text)
    notice(f"Đã đổi bảng chuyển của {name}.", f"The mapping of {name} is changed.")


def check(where: Where, mapping: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """Validate a mapping, with line and column of every mistake."""
    del where
    _mapping(mapping)
    notice(f"{mapping}: đúng.", f"{mapping}: no mistakes.")


def revoke(where: Where, name: Name) -> None:
    """Take nothing from a webhook from now on."""
    with _hooks(where) as hooks:
        hooks.revoke(name)
    notice(f"Đã thu hồi webhook {name}.", f"Webhook {name} is revoked.")


def _show(key: str, given: str) -> None:
    if given:
        notice("Đã giữ khóa được đưa vào, ở dạng niêm phong.", "The key that was given is kept, sealed.")
        return
    notice("Khóa; hãy giữ kín, vì chỉ hiện một lần:", "The key; keep it safe, it is shown only once:")
    say(key)


def _mapping(path: Path) -> str:
    """The text of a mapping without mistakes. Prints them and raises Failed if there are any."""
    text = text_of(path)
    read = read_mapping(text)
    return text if isinstance(read, HookMapping) else say_mistakes(path, read)


def _given() -> str:
    key = sys.stdin.readline().strip()
    if not key:
        raise Failed("Không có khóa nào trên stdin.", "There is no key on stdin.")
    return key


@contextmanager
def _hooks(where: Where) -> Iterator[Hooks]:
    installation = Installation(where.data)
    vault = Vault.open(installation.vault)
    try:
        hooks = Hooks.open(installation.access_url, system_clock, sealing_key=vault.hooks_key)
        try:
            yield hooks
        finally:
            hooks.close()
    finally:
        vault.close()
