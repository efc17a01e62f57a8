"""`thidua audit replay` and `thidua rebuild`: state from the log alone, shown, compared with what serves, built anew.

What folds the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli.audit_check import check
from deploy.cli.audit_export import export
from deploy.cli.audit_keys import accept_restored, rotate_key
from deploy.cli.audit_prove import prove
from deploy.cli.audit_trail import trail
from deploy.cli.audit_verify import BUNDLE, KEY, verify
from deploy.cli.audit_what_if import what_if
from deploy.cli.options import Where, command, group
from deploy.cli.terminal import Failed, progress, say, table
from deploy.cli.until import UNTIL, moment_or_position
from deploy.cli.witness import witness
from deploy.local.installation import SERVICES, Installation
from shared.adapters.clock import Clock, SharedClock, system_clock

if TYPE_CHECKING:
    from deploy.local.replay import Compared, Replayed

AS_JSON = typer.Option("--json", help="One JSON object.")
SERVICE = typer.Argument(metavar="[SERVICE]", help=f"One of {', '.join(SERVICES)}; all if left out.")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    audit = group(app, "audit", "Re-read the log, and trust nothing else.")
    command(audit, "verify")(verify)
    command(audit, "export")(export)
    command(audit, "prove")(prove)
    command(audit, "check")(check)
    command(audit, "replay")(replay)
    command(audit, "trail")(trail)
    command(audit, "witness")(witness)
    command(audit, "rotate-key")(rotate_key)
    command(audit, "accept-restored")(accept_restored)
    command(audit, "what-if")(what_if)
    command(app, "rebuild")(rebuild)


def replay(
    where: Where,
    *,
    until: Annotated[str, UNTIL] = "",
    bundle: Annotated[Path | None, BUNDLE] = None,
    key: Annotated[list[str] | None, KEY] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Rebuild the state of every campaign from the log alone and print it.

    Without --until the live read models are held against the log as well; exit 1 if they differ. A bundle is verified
    first; its days are counted to its newest fact.
    """
    end = moment_or_position(until)
    if bundle is None:
        replayed, compared = asyncio.run(_replayed(Installation(where.data), end))
    else:
        replayed, compared = asyncio.run(_replayed_bundle(bundle, end, keys=tuple(key or ()))), []
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


async def _replayed(installation: Installation, end: int | datetime | None) -> "tuple[Replayed, list[Compared]]":
    from deploy.local.reading_log import reading_log  # noqa: PLC0415
    from deploy.local.replay import compare, replay  # noqa: PLC0415

    async with reading_log(installation) as log:
        with progress("replay", None) as advance:
            replayed = await replay(log, until=end, today=_clock(installation), advance=advance)
            compared = await compare(log, installation, advance=advance) if end is None else []
    return replayed, compared


async def _replayed_bundle(path: Path, end: int | datetime | None, *, keys: Sequence[str]) -> "Replayed":
    from deploy.local.bundle_log import BundleLog  # noqa: PLC0415
    from deploy.local.replay import replay  # noqa: PLC0415
    from deploy.local.verifying import verify_file  # noqa: PLC0415

    with progress("verify", None) as advance:
        proven = verify_file(path, keys=keys, advance=advance)
    if proven.first:
        raise Failed(
            f"{path} bắt đầu ở vị trí {proven.begins}, không phải từ đầu nhật ký: hãy xuất lại không có --from.",
            f"{path} begins at position {proven.begins}, not with the log: export it again without --from.",
        )
    until = proven.ends if end is None else end
    with progress("replay", None) as advance:
        return await replay(BundleLog(path), until=until, today=system_clock, advance=advance)


def rebuild(where: Where, service: Annotated[str, SERVICE] = "") -> None:
    """Build read models anew from the log; the old ones serve until the new ones are whole."""
    if service and service not in SERVICES:
        raise Failed(
            f"Không có dịch vụ {service!r}: chọn {', '.join(SERVICES)}, hoặc bỏ trống để làm tất cả.",
            f"There is no service {service!r}: choose {', '.join(SERVICES)}, or leave it out for all.",
        )
    from deploy.local.reading_log import log_address  # noqa: PLC0415
    from deploy.local.rebuilding import rebuild_all  # noqa: PLC0415

    installation = Installation(where.data)

    async def run() -> dict[str, int]:
        async with log_address(installation) as address:
            return await rebuild_all(address, installation, (service,) if service else SERVICES)

    table(("service", "position"), list(asyncio.run(run()).items()))


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
