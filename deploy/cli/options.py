"""The options every command takes, before or after its name: where DATA is, which installation, which token."""

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import Annotated, Final

import typer

from deploy.cli.terminal import Failed

DEFAULTS: Final = {"data": "./var", "url": "http://127.0.0.1:4500", "token": ""}

Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="The installation's folder (env THIDUA_DATA, else ./var).")
]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="A running installation (env THIDUA_URL, else http://127.0.0.1:4500)."),
]
Token = Annotated[
    str | None, typer.Option("--token", metavar="T", help="The bearer token to sign in with (env THIDUA_TOKEN).")
]


@dataclass(frozen=True, slots=True)
class Common:
    """The common options as they were given on the command line; None where they were not."""

    data: str | None = None
    url: str | None = None
    token: str | None = None

    def overlaid(self, data: str | None, url: str | None, token: str | None) -> "Common":
        """The same with what was given closer to the command."""
        given = {"data": data, "url": url, "token": token}
        return replace(self, **{name: value for name, value in given.items() if value is not None})

    def setting(self, name: str) -> tuple[str, str]:
        """The value of one of them, and where it came from: `option`, `environment` or `default`."""
        given: str | None = getattr(self, name)
        if given is not None:
            return given, "option"
        found = os.environ.get(f"THIDUA_{name.upper()}", "")
        return (found, "environment") if found else (DEFAULTS[name], "default")


@dataclass(frozen=True, slots=True)
class Where:
    """The installation a command works on."""

    data: Path
    url: str
    token: str
    common: Common

    def bearer(self) -> str:
        """The token. Raises Failed when there is none."""
        if not self.token:
            raise Failed(
                "Lệnh này cần mã truy cập: thêm --token hoặc đặt THIDUA_TOKEN (tạo bằng `thidua token create`).",
                "This command needs a token: give --token or set THIDUA_TOKEN (`thidua token create` makes one).",
            )
        if not (self.token.isascii() and self.token.isprintable()):
            raise Failed(
                "Mã truy cập chỉ gồm ký tự ASCII; hãy chép lại nguyên vẹn.",
                "A token is plain ASCII, this one is not: copy it once more.",
            )
        return self.token


def common_options(context: typer.Context, data: Data = None, url: Url = None, token: Token = None) -> None:
    """Take the common options given before a sub-command."""
    context.obj = _common_of(context).overlaid(data, url, token)


def group(app: typer.Typer, name: str, text: str) -> typer.Typer:
    """A new group of commands."""
    made = typer.Typer(help=text, callback=common_options, no_args_is_help=True)
    app.add_typer(made, name=name)
    return made


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], None]:
    """Register a function as a command: it is handed the Where, and the common options join its own."""

    def register(run: Callable[..., None]) -> None:
        @wraps(run)
        def with_common(*, context: typer.Context, **given: object) -> None:
            data, url, token = (given.pop(field.name) for field in fields(Common))
            common = _common_of(context).overlaid(_text(data), _text(url), _text(token))
            run(_where(common), **given)

        own = list(inspect.signature(run).parameters.values())[1:]
        shared = list(inspect.signature(common_options).parameters.values())
        parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *shared)]
        with_common.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        app.command(name)(with_common)

    return register


def _common_of(context: typer.Context) -> Common:
    return context.find_object(Common) or Common()


def _where(common: Common) -> Where:
    values = {name: common.setting(name)[0] for name in DEFAULTS}
    return Where(Path(values["data"]).expanduser(), values["url"].rstrip("/"), values["token"], common)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
