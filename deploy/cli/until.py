"""The option `--until` of commands that read the log: a position, or a time of recording. It reads no log."""

from datetime import datetime

import typer

from deploy.cli.terminal import Failed
from shared.core.forms import parse_time

UNTIL = typer.Option("--until", metavar="POSITION|TIME", help="Up to this position or RFC 3339 time of recording.")


def moment_or_position(text: str) -> int | datetime | None:
    """What was given with --until; None if nothing was. Raises Failed."""
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    moment = parse_time(text)
    if moment is None:
        raise Failed(
            f"--until cần một vị trí hoặc thời điểm RFC 3339 như 2025-05-14T17:00:00+07:00, không phải {text!r}.",
            f"--until is a position or an RFC 3339 time like 2025-05-14T17:00:00+07:00, not {text!r}.",
        )
    return moment
