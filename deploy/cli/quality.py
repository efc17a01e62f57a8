"""`thidua quality`: what is flagged as wrong with what was reported, and saying what came of it."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, get_args
from urllib.parse import quote
from uuid import uuid4

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.rules import AS_OF, CAMPAIGN
from deploy.cli.terminal import Failed, language, say, table, told
from shared.adapters.clock import system_clock
from shared.core.events import QualityResolved, Said
from shared.core.lineage import COUNTRY
from shared.core.values import QualityKind, QualityOutcome

SOURCE = "/quality-desk"


class _Flagged(msgspec.Struct, frozen=True):
    """Something flagged, as tracking shows it, as far as it is told here."""

    quality_id: str
    kind: str
    unit_id: str
    about: str
    status: str
    reason: Said
    remedy: Said
    evidence: tuple[int, ...]


class _List(msgspec.Struct, frozen=True):
    quality: list[_Flagged]


class _Day(msgspec.Struct, frozen=True):
    """Which day it is for a campaign."""

    starts_on: str
    day: int


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    quality = group(app, "quality", "Data quality: what does not agree, and what came of it.")
    command(quality, "list")(listed)
    command(quality, "resolve")(resolve)


def listed(
    where: Where,
    *,
    status: Annotated[str, typer.Option("--status", metavar="open|resolved|all")] = "open",
    kind: Annotated[str, typer.Option("--kind", metavar="|".join(get_args(QualityKind)))] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="U", help="Of one unit only.")] = "",
    campaign: Annotated[str, CAMPAIGN] = "",
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print what is flagged: its id, kind, unit, what it is about, why, the facts that show it, what to do."""
    remote = Remote(where)
    try:
        path = f"/tracking/campaigns/{quote(campaign or remote.the_campaign(), safe='')}/quality"
        asked = {"status": "" if status == "all" else status, "kind": kind, "unit": unit, "as_of": as_of}
        answer = remote.read(path, **asked)
    finally:
        remote.close()
    table(
        ("id", "kind", "unit", "about", "status", "reason", "evidence", "to do"),
        [
            (
                one.quality_id,
                one.kind,
                one.unit_id,
                one.about,
                one.status,
                _in_ours(one.reason),
                " ".join(map(str, one.evidence)),
                _in_ours(one.remedy),
            )
            for one in decoded(answer, _List).quality
        ],
    )


def resolve(
    where: Where,
    quality_id: Annotated[str, typer.Argument(metavar="ID", help="As `thidua quality list` prints it.")],
    *,
    outcome: Annotated[str, typer.Option("--outcome", metavar="|".join(get_args(QualityOutcome)))],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What was found, for the record.")],
    campaign: Annotated[str, CAMPAIGN] = "",
) -> None:
    """State what came of something flagged; it is recorded once, as verifier or secretary."""
    if outcome not in get_args(QualityOutcome):
        choices = ", ".join(get_args(QualityOutcome))
        raise Failed(f"--outcome phải là một trong: {choices}.", f"--outcome must be one of: {choices}.")
    remote = Remote(where)
    try:
        whose = campaign or remote.the_campaign()
        event = {
            "specversion": "1.0",
            "id": f"quality-{uuid4()}",
            "source": SOURCE,
            "type": QualityResolved.wire,
            "time": _now(decoded(remote.read(f"/tracking/campaigns/{quote(whose, safe='')}"), _Day)),
            "campaign": whose,
            "data": {"quality_id": quality_id, "outcome": outcome, "note": note},
        }
        [result] = remote.post("tracking", [msgspec.json.encode(event)])
    finally:
        remote.close()
    if result.status == "rejected":
        raise Failed(f"{quality_id}: {result.problem.reason}", f"{quality_id}: {result.problem.reason}")
    say(f"{quality_id}\t{told('đã xử lý', 'resolved')}\t{result.position}")


def _now(campaign: _Day) -> str:
    """Now, or where an installation lives on a simulation's clock the beginning of its day."""
    now, there = system_clock(), date.fromisoformat(campaign.starts_on) + timedelta(days=campaign.day - 1)
    if there < now.date() - timedelta(days=1):
        return datetime.combine(there, time.min, COUNTRY).isoformat()
    return now.isoformat(timespec="milliseconds")


def _in_ours(words: Said) -> str:
    return words.vi if language() == "vi" else words.en
