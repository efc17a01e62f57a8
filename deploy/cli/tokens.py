"""`thidua token`: bearer tokens made, listed and revoked on DATA, whether an installation runs on it or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from deploy.cli.options import Where, command, group
from deploy.cli.terminal import moment, notice, say, table
from deploy.local.installation import Installation
from shared.adapters.access import Access, GrantRefused
from shared.adapters.clock import system_clock

ROLE = typer.Option("--role", help="unit, verifier, secretary, council, authority, publisher, auditor or admin.")
UNIT = typer.Option("--unit", help="The unit it speaks for; it need not be known yet.")
PERSON = typer.Option("--person", help="The person it stands for; it need not be known yet.")
NKEY = typer.Option("--nkey", help="A unit's public nkey: it opens the NATS door as a token does, and none is made.")
DAYS = typer.Option("--days", help="How many days it is good for; for ever if left out.")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    tokens = group(app, "token", "Bearer tokens: who may speak and read.")
    command(tokens, "create")(create)
    command(tokens, "list")(list_tokens)
    command(tokens, "revoke")(revoke)


def create(
    where: Where,
    role: Annotated[str, ROLE],
    *,
    unit: Annotated[str, UNIT] = "",
    person: Annotated[str, PERSON] = "",
    days: Annotated[int | None, DAYS] = None,
    nkey: Annotated[str, NKEY] = "",
) -> None:
    """Make a token and print it, once; only a hash of it is kept."""
    if nkey:
        _admit(where, nkey, role=role, unit_id=unit, days=days)
        return
    with _access(where) as access:
        token_id, bearer = access.create_token(role, unit_id=unit, person_id=person, days=days)
    notice(
        f"Mã truy cập {token_id}; hãy giữ kín, vì chỉ hiện một lần:",
        f"Token {token_id}; keep it safe, it is shown only once:",
    )
    say(bearer)


def _admit(where: Where, nkey: str, *, role: str, unit_id: str, days: int | None) -> None:
    """Let the holder of a key in; what is printed is the id by which it is listed and revoked."""
    if role != "unit":
        raise GrantRefused(
            "Cửa NATS chỉ dành cho đơn vị. Hãy dùng --role unit.", "The NATS door is for units. Use --role unit."
        )
    with _access(where) as access:
        token_id = access.admit_nkey(nkey, unit_id=unit_id, days=days)
    notice(f"Khóa nkey được nhận với mã {token_id}:", f"The nkey is taken under the id {token_id}:")
    say(token_id)


def list_tokens(where: Where) -> None:
    """Every token: id, role, unit, made, expires, last used, then person and revoked; never the token itself."""
    with _access(where) as access:
        tokens = access.list_tokens()
    table(
        ("id", "role", "unit", "made", "expires", "last used", "person", "revoked"),
        [
            (
                token.id,
                token.role,
                token.unit_id,
                moment(token.made_at),
                moment(token.expires_at),
                moment(token.last_used_at),
                token.person_id,
                moment(token.revoked_at),
            )
            for token in tokens
        ],
    )


def revoke(where: Where, token_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Revoke a token for good."""
    with _access(where) as access:
        access.revoke(token_id)
    notice(f"Đã thu hồi mã truy cập {token_id}.", f"Token {token_id} is revoked.")


@contextmanager
def _access(where: Where) -> Iterator[Access]:
    access = Access.open(Installation(where.data).access_url, system_clock)
    try:
        yield access
    finally:
        access.close()
