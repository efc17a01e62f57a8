"""`thidua unit`: what came over when units ended, thing by thing, from tracking and awards together."""

from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.rules import AS_OF, CAMPAIGN
from deploy.cli.terminal import language, table
from shared.core.events import Said


class _Ground(msgspec.Struct, frozen=True):
    """A fact on which it rests that work went from one unit to the next."""

    position: int
    effective_on: str


class _Thing(msgspec.Struct, frozen=True):
    """One thing that a unit had, and what became of it."""

    kind: str
    id: str
    fate: str
    reason: Said
    state: str | None = None
    position: int | None = None


class _Handover(msgspec.Struct, frozen=True, rename={"of": "from"}):
    """What one unit had when it ended."""

    of: str
    to: str | None
    rests_on: tuple[_Ground, ...]
    things: tuple[_Thing, ...]


class _Answer(msgspec.Struct, frozen=True):
    handovers: tuple[_Handover, ...]


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    units = group(app, "unit", "Units that merge, split or end: what came over to whom.")
    command(units, "handover")(handover)


def handover(
    where: Where,
    unit: Annotated[str, typer.Argument(metavar="U", help="The unit that ended, or that goes on.")],
    *,
    campaign: Annotated[str, CAMPAIGN] = "",
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print what units that ended had open: id, kind, from and to whom, what became of it, since when, by which fact.

    `position` is that of the last fact about the thing itself.
    """
    remote = Remote(where)
    try:
        whose = quote(campaign or remote.the_campaign(), safe="")
        below = f"campaigns/{whose}/units/{quote(unit, safe='')}/handover"
        answers = [decoded(remote.read(f"/{owner}/{below}", as_of=as_of), _Answer) for owner in ("tracking", "awards")]
    finally:
        remote.close()
    table(
        ("id", "kind", "from", "to", "fate", "state", "position", "since", "by facts", "reason"),
        [
            (
                thing.id,
                thing.kind,
                came.of,
                came.to or "",
                thing.fate,
                thing.state or "",
                str(thing.position or ""),
                came.rests_on[-1].effective_on,
                " ".join(str(ground.position) for ground in came.rests_on),
                thing.reason.vi if language() == "vi" else thing.reason.en,
            )
            for answer in answers
            for came in answer.handovers
            for thing in came.things
        ],
    )
