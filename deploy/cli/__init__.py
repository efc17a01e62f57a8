"""The command `thidua`: its groups in one tree, and what becomes of an error. What a command does stands beside it."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from deploy.cli.options import common_options
from deploy.cli.terminal import Failed, on_terminal, one_line, told
from shared.core.errors import ThiDuaError

# Every name of the tree's first level, in the order in which help shows them, and the module beside this one that adds
# it. A module is imported once one of its names is asked for: some bring a second's worth of others with them.
PLACES: Final = {
    "up": "running",
    "demo": "running",
    "serve": "serving",
    "provision": "serving",
    "cluster": "cluster",
    "token": "tokens",
    "account": "accounts",
    "hook": "hooks",
    "campaign": "campaigns",
    "send": "send",
    "pull": "pull",
    "template": "template",
    "phone-form": "phone_form",
    "audit": "audit",
    "rebuild": "audit",
    "privacy": "privacy",
    "backup": "backups",
    "restore": "backups",
    "rules": "rules",
    "quality": "quality",
    "document": "publication",
    "notify": "notices",
    "unit": "units",
    "evidence": "evidence",
    "export": "export",
    "config": "settings",
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `thidua` with these arguments (default: the process's own) and exit as the contract says."""
    try:
        typer.main.get_command(_make_app())(arguments, prog_name="thidua")
    except Failed as error:
        typer.echo(one_line(str(error)), err=True)
    except ThiDuaError as error:
        typer.echo(one_line(told(error.vi, str(error))), err=True)
    except FileNotFoundError as error:
        typer.echo(told(f"{error.filename}: không có tệp này.", f"{error.filename}: there is no such file."), err=True)
    except OSError as error:
        typer.echo(one_line(f"{error.filename or 'thidua'}: {error.strerror or error}"), err=True)
    sys.exit(1)


class Tree(TyperGroup):
    """The first level, of which nothing is there until it is asked for."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.commands = dict.fromkeys(PLACES)  # type: ignore[assignment]  # names are all that suggestions look at

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """A command or group by its name, or None."""
        return added_by(PLACES[cmd_name])[cmd_name] if cmd_name in PLACES else None

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """All names, in the order of help."""
        return list(PLACES)


def added_by(place: str) -> dict[str, Any]:
    """What one module beside this one adds to the tree, by name."""
    app = _make_app(typer.core.TyperGroup)
    import_module(f"deploy.cli.{place}").add_to(app)
    return {**typer.main.get_group(app).commands}


def _make_app(level: type[TyperGroup] = Tree) -> typer.Typer:
    return typer.Typer(
        cls=level,
        help="Public emulation campaigns on one append-only, provable log.",
        callback=common_options,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if on_terminal() else None,
    )
