"""`thidua audit trail`: everything that ever happened to one thing, from the log or from a bundle with no server.

What reads the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, language, say
from deploy.local.installation import Installation

if TYPE_CHECKING:
    from services.audit.domain.tracing import Tracing
    from services.audit.domain.trail import Trail

KIND = typer.Argument(metavar="KIND", help="household, activity, unit, person, candidate, nomination, campaign, …")
ID = typer.Argument(
    metavar="ID", help="Its id. Of a candidate: SUBJECT, SUBJECT/AWARD, SUBJECT/CARD, or its achievement key."
)
CAMPAIGN = typer.Option("--campaign", metavar="C", help="The campaign; may be left out while only one has the id.")
BUNDLE = typer.Option("--bundle", metavar="FILE", help="Read an exported bundle instead of an installation.")
AS_JSON = typer.Option("--json", help="One JSON object.")


def trail(
    where: Where,
    kind: Annotated[str, KIND],
    name: Annotated[str, ID],
    *,
    campaign: Annotated[str, CAMPAIGN] = "",
    bundle: Annotated[Path | None, BUNDLE] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Tell everything that ever happened to one thing, cause by cause, with the proof of each fact."""
    from services.audit.domain.tracing import SeveralCampaigns, Tracing  # noqa: PLC0415
    from services.audit.domain.trail_text import told  # noqa: PLC0415

    tracing = Tracing(kind, name, campaign=campaign)
    if bundle is None:
        asyncio.run(_read_log(tracing, Installation(where.data)))
    else:
        _read_bundle(tracing, bundle)
    try:
        found = tracing.trail()
    except SeveralCampaigns as error:
        raise Failed(f"Nhiều đợt thi đua có mã {name!r}: hãy thêm --campaign.", f"{error} Use --campaign.") from error
    _check_found(found)
    for line in [msgspec.json.encode(found).decode()] if as_json else told(found, language()):
        say(line)


async def _read_log(tracing: "Tracing", installation: Installation) -> None:
    from deploy.local.reading_log import reading_log  # noqa: PLC0415
    from services.audit.api.trail import read_live  # noqa: PLC0415

    async with reading_log(installation) as log:
        await read_live(tracing, log)


def _read_bundle(tracing: "Tracing", bundle: Path) -> None:
    """What a bundle holds, as it holds it: `verify --bundle` says whether it is what was signed."""
    from services.audit.domain.findings import Wrong  # noqa: PLC0415
    from services.audit.domain.tracing import trace  # noqa: PLC0415
    from services.audit.domain.unpacking import read_pieces  # noqa: PLC0415

    try:
        with bundle.open("rb") as source:
            trace(tracing, lambda: ((piece.position, piece.payload) for piece in read_pieces(source)))
    except Wrong as error:
        raise Failed(error.vi, str(error)) from error


def _check_found(found: "Trail") -> None:
    if not found.facts:
        raise Failed(
            f"Nhật ký không có sự kiện nào về {found.kind} {found.id!r}: hãy kiểm tra loại và mã.",
            f"No fact in the log is about {found.kind} {found.id!r}: check the kind and the id.",
        )
