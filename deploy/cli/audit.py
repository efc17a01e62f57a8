"""`thidua audit replay` and `thidua rebuild`: state from the log alone, shown, compared with what serves, built anew.

What folds the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.terminal import Failed, progress, say, table
from deploy.local.installation import SERVICES, Installation
from shared.adapters.clock import Clock, SharedClock, system_clock
from shared.core.forms import parse_time

UNTIL = typer.Option("--until", metavar="POSITION|TIME", help="Up to this position or RFC 3339 time of recording.")
AS_JSON = typer.Option("--json", help="One JSON object.")
SERVICE = typer.Argument(metavar="[SERVICE]", help=f"One of {', '.join(SERVICES)}; all if left out.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    audit = group(app, "audit", "Re-read the log, and trust nothing else.")
    command(audit, "replay")(replay)
    command(app, "rebuild")(rebuild)


def replay(
    where: Where,
    *,
    until: Annotated[str, UNTIL] = "",
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Rebuild the state of every campaign from the log alone and print it.

    Without --until the live read models are held against the log as well; exit 1 if they differ.
    """
    end = _until(until)
    from deploy.local import replay as local  # noqa: PLC0415
    from deploy.local.reading_log import reading_log  # noqa: PLC0415

    installation = Installation(where.data)

    async def run() -> tuple[local.Replayed, list[local.Compared]]:
        async with reading_log(installation) as log:
            with progress("replay", None) as advance:
                replayed = await local.replay(log, until=end, today=_clock(installation), advance=advance)
                compared = [] if until else await local.compare(log, installation, advance=advance)
        return replayed, compared

    replayed, compared = asyncio.run(run())
    if as_json:
        found = [{**msgspec.to_builtins(one), "equal": one.equal} for one in compared]
        say(msgspec.json.encode({**msgspec.to_builtins(replayed), "compared": found}).decode())
    else:
        _show(replayed.position, replayed.campaigns, replayed.digests)
    differing = [one.service for one in compared if not one.equal]
    if differing:
        raise Failed(
            f"Bảng đọc của {', '.join(differing)} khác với nhật ký: hãy chạy `thidua rebuild`.",
            f"The read models of {', '.join(differing)} differ from the log: run `thidua rebuild`.",
        )


def rebuild(where: Where, service: Annotated[str, SERVICE] = "") -> None:
    """Build read models anew from the log; the old ones serve until the new ones are whole."""
    if service and service not in SERVICES:
        raise Failed(
            f"Không có dịch vụ {service!r}: chọn {', '.join(SERVICES)}, hoặc bỏ trống để làm tất cả.",
            f"There is no service {service!r}: choose {', '.join(SERVICES)}, or leave it out for all.",
        )
    from deploy.local.reading_log import reading_log  # noqa: PLC0415
    from deploy.local.replay import rebuild_all  # noqa: PLC0415

    installation = Installation(where.data)

    async def run() -> dict[str, int]:
        async with reading_log(installation) as log:
            return await rebuild_all(log, installation, (service,) if service else SERVICES)

    table(("service", "position"), list(asyncio.run(run()).items()))


def _until(text: str) -> int | datetime | None:
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


def _clock(installation: Installation) -> Clock:
    """A simulated installation's days are its simulation's."""
    return SharedClock(installation.clock) if installation.clock.exists() else system_clock


def _show(position: int, campaigns: Sequence[Mapping[str, object]], digests: Mapping[str, str]) -> None:
    """The state, one figure a row, the campaign first."""
    rows: list[tuple[str, str, object]] = [("log", "position", position)]
    for state in campaigns:
        candidates = state.get("candidates", ())
        verdicts = Counter(str(one["verdict"]) for one in candidates) if isinstance(candidates, list) else Counter()
        told = {**{name: state.get(name) for name in ("day", "days_total", "totals")}, "candidates": verdicts}
        rows += [(str(state["campaign"]), name, figure) for name, figure in _figures(told)]
    rows += [(service, "digest", digest) for service, digest in digests.items()]
    table(("what", "figure", "value"), rows)


def _figures(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Nested figures by their dotted names."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _figures(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
