"""`thidua audit export`: the log, or a part of it, in one file that proves itself."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli.options import Where
from deploy.cli.terminal import notice, progress, say, table
from deploy.local.installation import Installation

if TYPE_CHECKING:
    from services.audit.domain.verification import Proven

FILE = typer.Argument(metavar="FILE", help="Where to write it; an old file is replaced once the new one is whole.")
FROM = typer.Option("--from", metavar="POSITION", min=0, help="The first fact (default: the log's first).")
TO = typer.Option("--to", metavar="POSITION", min=1, help="The last fact (default: the newest).")
AS_JSON = typer.Option("--json", help="One JSON object.")


def export(
    where: Where,
    file: Annotated[Path, FILE],
    *,
    begins: Annotated[int, FROM] = 0,
    ends: Annotated[int | None, TO] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Write facts, tiles, checkpoints, public keys and the campaign's definition to one file, and verify it."""
    proven = asyncio.run(_exported(Installation(where.data), file, begins=begins, ends=ends))
    if as_json:
        say(msgspec.json.encode({"file": str(file), **msgspec.to_builtins(proven)}).decode())
        return
    table(
        ("file", "facts", "from", "to", "covered by"),
        [(file, proven.facts, proven.begins, proven.ends, f"checkpoint {proven.size}")],
    )
    notice(
        f"Kiểm tra ở bất kỳ đâu bằng `thidua audit verify --bundle {file} --key …`; khóa công khai của nhật ký:",
        f"Verify it anywhere with `thidua audit verify --bundle {file} --key …`; the log's public key is:",
    )
    notice(proven.keys[0], proven.keys[0])


async def _exported(installation: Installation, file: Path, *, begins: int, ends: int | None) -> "Proven":
    from deploy.local.exporting import export as written  # noqa: PLC0415
    from deploy.local.reading_log import reading_log  # noqa: PLC0415

    async with reading_log(installation) as log:
        with progress("export", None) as advance:
            return await written(log, installation, file, begins=begins, ends=ends, advance=advance)
