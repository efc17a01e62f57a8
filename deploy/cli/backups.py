"""`thidua backup` and `thidua restore`: one file from which another machine goes on."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.options import Where, command
from deploy.cli.terminal import Failed, notice, progress, table
from deploy.local.installation import Installation

if TYPE_CHECKING:
    from deploy.local.backing_up import BackedUp

FILE = typer.Argument(metavar="FILE", help="The backup; an old file of the name is replaced once the new one is whole.")
FROM = typer.Argument(metavar="FILE", help="The backup.")
TILES = typer.Option(
    "--tiles", metavar="DIR", help="A DATA folder that went on after the backup; its audit/ is enough."
)
REPLICAS = typer.Option("--replicas", min=1, max=5, help="Of a log at THIDUA_NATS_URL: on how many servers it is kept.")
KEY = typer.Option("--key", metavar="VKEY", help="A public key that you have from elsewhere; again for a witness's.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, "backup")(backup)
    command(app, "restore")(restore)


def backup(where: Where, file: Annotated[Path, FILE]) -> None:
    """Write log, vault, access table and keys to one file (0600), whether `up` runs on DATA or not.

    Whoever has the file can read every sealed name and sign in the installation's place: encrypt it before it travels.
    """
    if not Installation(where.data).vault.exists():
        raise Failed(
            f"{where.data} chưa có gì để sao lưu: hãy chọn thư mục khác bằng --data.",
            f"There is nothing to back up in {where.data}: choose another folder with --data.",
        )
    done = asyncio.run(_backed_up(Installation(where.data), file))
    table(("file", "facts", "up to", "made"), [(file, done.facts, done.ends, done.made_at)])
    if not done.with_access:
        notice(
            "Bảng truy cập nằm ở THIDUA_DATABASE_URL: hãy sao lưu cơ sở dữ liệu đó bằng công cụ của nó.",
            "The access table is at THIDUA_DATABASE_URL: back that database up with its own tools.",
        )


def restore(
    where: Where,
    file: Annotated[Path, FROM],
    *,
    tiles: Annotated[Path | None, TILES] = None,
    key: Annotated[list[str] | None, KEY] = None,
    replicas: Annotated[int, REPLICAS] = 1,
) -> None:
    """Make an installation in the new folder DATA from a backup, facts at their old positions, and verify it.

    Exit 1, and nothing left in DATA, if the log is not just what was signed.
    """
    from deploy.local.restoring import restore as restored  # noqa: PLC0415 - no other command pays for it

    beside = Installation(tiles) if tiles else None
    with progress("restore", None) as advance:
        verified = asyncio.run(
            restored(
                file,
                Installation(where.data),
                tiles=beside,
                keys=tuple(key or ()),
                replicas=replicas,
                advance=advance,
            )
        )
    proven = verified.proven
    table(
        ("restored", "facts", "positions", "log"),
        [(where.data, proven.facts, f"{proven.begins} - {proven.ends}", proven.origin)],
    )
    notice(
        "Chỉ một nơi được chạy tiếp: đừng bao giờ khởi động lại bản cũ. Khởi động bằng `thidua up`.",
        "Only one may go on: never start the old one again. Start this one with `thidua up`.",
    )


async def _backed_up(installation: Installation, file: Path) -> "BackedUp":
    from deploy.local.backing_up import back_up  # noqa: PLC0415 - no other command pays for it

    with progress("backup", None) as advance:
        return await back_up(installation, file, advance=advance)
