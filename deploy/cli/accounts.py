"""`thidua account`: people's accounts made, listed and locked on DATA, whether an installation runs on it or not."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from deploy.cli.options import Where, command, group
from deploy.cli.terminal import Failed, moment, notice, say, table, told
from deploy.cli.tokens import PERSON, ROLE, UNIT
from deploy.local.installation import Installation
from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts
from shared.adapters.clock import system_clock

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person enters to sign in.")]


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    accounts = group(app, "account", "Local accounts: who signs in with a name and a password.")
    command(accounts, "create")(create)
    command(accounts, "list")(list_accounts)
    command(accounts, "lock")(lock)
    command(accounts, "unlock")(unlock)
    command(accounts, "password")(set_password)


def create(
    where: Where,
    name: Name,
    *,
    role: Annotated[str, ROLE],
    unit: Annotated[str, UNIT] = "",
    person: Annotated[str, PERSON] = "",
    without_password: Annotated[
        bool, typer.Option("--no-password", help="Only the organisation's identity provider opens it.")
    ] = False,
) -> None:
    """Make an account; its password is asked for, or read from the first line of stdin."""
    with _accounts(where) as accounts:
        bearing = Bearing(role=role, unit_id=unit, person_id=person)
        grant_id = accounts.create(name, bearing, password=None if without_password else _password())
    notice(f"Đã tạo tài khoản {name}; quyền truy cập mang mã:", f"Account {name} is made; its grant has the id:")
    say(grant_id)


def list_accounts(where: Where) -> None:
    """Every account: name, role, unit, made, locked, last used, then person and the id of its grant."""
    with _accounts(where) as accounts:
        found = accounts.list_accounts()
    table(
        ("name", "role", "unit", "made", "locked", "last used", "person", "grant"),
        [
            (
                one.name,
                one.role,
                one.unit_id,
                moment(one.made_at),
                moment(one.locked_at),
                moment(one.last_used_at),
                one.person_id,
                one.grant_id,
            )
            for one in found
        ],
    )


def lock(where: Where, name: Name) -> None:
    """Let nobody in by an account, and end its sessions at once."""
    with _accounts(where) as accounts:
        accounts.lock(name)
    notice(f"Đã khóa tài khoản {name}.", f"Account {name} is locked.")


def unlock(where: Where, name: Name) -> None:
    """Let a locked account in again, or one that has to wait after too many mistakes."""
    with _accounts(where) as accounts:
        accounts.unlock(name)
    notice(f"Đã mở khóa tài khoản {name}.", f"Account {name} is unlocked.")


def set_password(where: Where, name: Name) -> None:
    """Give an account another password, which ends its sessions."""
    with _accounts(where) as accounts:
        accounts.set_password(name, _password())
    notice(f"Đã đổi mật khẩu của {name}.", f"The password of {name} is changed.")


def _password() -> str:
    """From whoever sits at the terminal, twice; from the first line of stdin where nobody does. Raises Failed."""
    if sys.stdin.isatty():
        asked: str = typer.prompt(told("Mật khẩu", "Password"), hide_input=True, confirmation_prompt=True, err=True)
        return asked
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Failed(
            "Không có mật khẩu: gõ ở cửa sổ lệnh, hoặc đưa vào dòng đầu của đầu vào chuẩn.",
            "There is no password: type it at a terminal, or hand it in as the first line of standard input.",
        )
    return password


@contextmanager
def _accounts(where: Where) -> Iterator[Accounts]:
    accounts = Accounts.open(Installation(where.data).access_url, system_clock)
    try:
        yield accounts
    finally:
        accounts.close()
