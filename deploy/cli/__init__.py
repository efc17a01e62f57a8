"""The command `thidua`: its groups in one tree, and what becomes of an error. What a command does stands beside it."""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from deploy.cli import (
    accounts,
    audit,
    backups,
    campaigns,
    evidence,
    export,
    hooks,
    notices,
    phone_form,
    privacy,
    publication,
    pull,
    quality,
    rules,
    running,
    send,
    serving,
    settings,
    template,
    tokens,
    units,
)
from deploy.cli.options import common_options
from deploy.cli.terminal import Failed, on_terminal, one_line, told
from shared.core.errors import ThiDuaError


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


def _make_app() -> typer.Typer:
    app = typer.Typer(
        help="Public emulation campaigns on one append-only, provable log.",
        callback=common_options,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if on_terminal() else None,
    )
    running.add_to(app)
    serving.add_to(app)
    tokens.add_to(app)
    accounts.add_to(app)
    hooks.add_to(app)
    campaigns.add_to(app)
    send.add_to(app)
    pull.add_to(app)
    template.add_to(app)
    phone_form.add_to(app)
    audit.add_to(app)
    privacy.add_to(app)
    backups.add_to(app)
    rules.add_to(app)
    quality.add_to(app)
    publication.add_to(app)
    notices.add_to(app)
    units.add_to(app)
    evidence.add_to(app)
    export.add_to(app)
    settings.add_to(app)
    return app
