"""`thidua account`: people's accounts made, listed and locked on DATA, whether an installation runs on it or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from deploy.cli.options import Where, command, group
from deploy.cli.terminal import moment, notice, say, table
from deploy.cli.tokens import PERSON, ROLE, UNIT
from deploy.local.installation import Installation
from shared.adapters.access import Bearing
from shared.adapters.accounts import FIRST_FOR, Accounts
from shared.adapters.clock import system_clock

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person enters to sign in.")]


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    accounts = group(app, "account", "Local accounts: who signs in with a name and a password.")
    command(accounts, "create")(create)
    command(accounts, "list")(list_accounts)
    command(accounts, "lock")(lock)
    command(accounts, "unlock")(unlock)
    command(accounts, "password")(reset_password)


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
    """Make an account; its first password is drawn, and stands alone on the last line of stdout, once."""
    bearing = Bearing(role=role, unit_id=unit, person_id=person)
    with _accounts(where) as accounts:
        if without_password:
            grant_id, first = accounts.create_for_provider(name, bearing), ""
        else:
            grant_id, first = accounts.create(name, bearing)
    notice(f"Đã tạo tài khoản {name}; quyền truy cập mang mã:", f"Account {name} is made; its grant has the id:")
    say(grant_id)
    if first:
        _tell_first(name, first)


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


def reset_password(where: Where, name: Name) -> None:
    """Give an account another first password, which ends its sessions; it stands alone on the last line of stdout."""
    with _accounts(where) as accounts:
        first = accounts.reset_password(name)
    _tell_first(name, first)


def _tell_first(name: str, first: str) -> None:
    notice(
        f"Mật khẩu lần đầu của {name}, chỉ hiện lúc này; trong {FIRST_FOR.days} ngày người dùng đăng nhập bằng mật "
        "khẩu này rồi tự chọn mật khẩu khác:",
        f"The first password of {name}, shown this once; within {FIRST_FOR.days} days its owner signs in with it and "
        "chooses another one:",
    )
    say(first)


@contextmanager
def _accounts(where: Where) -> Iterator[Accounts]:
    accounts = Accounts.open(Installation(where.data).access_url, system_clock)
    try:
        yield accounts
    finally:
        accounts.close()
