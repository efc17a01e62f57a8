"""`thidua campaign`: a definition begun, checked, or launched through the door of a running installation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from deploy.cli.definitions import read_definition
from deploy.cli.new_campaign import new
from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, Result
from deploy.cli.terminal import Failed, say, table, told
from shared.adapters.clock import system_clock
from shared.core.draft import WHOLE_REFUSED
from shared.core.requests import MAX_BATCH
from shared.rules.launching import Event, campaign_events, unit_events

FILE = typer.Argument(metavar="FILE", help="The campaign's definition (YAML).")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    campaigns = group(app, "campaign", "Campaigns: begin, check and launch their definitions.")
    command(campaigns, "new")(new)
    command(campaigns, "check")(check)
    command(campaigns, "launch")(launch)


def check(_where: Where, file: Annotated[Path, FILE]) -> None:
    """Say every mistake of a definition with its line and column; exit 1 if there is any."""
    definition = read_definition(file).definition
    campaign = definition.campaign
    parts = (len(campaign.clauses), len(campaign.units), len(definition.rule_sets))
    say(
        told(
            "{}: không có lỗi; {} mục, {} đơn vị, {} bộ quy tắc",
            "{}: no mistakes; clauses: {}, units: {}, rule sets: {}",
        ).format(campaign.campaign, *parts)
    )


def launch(where: Where, file: Annotated[Path, FILE]) -> None:
    """Launch a campaign: units that are not there yet, then its facts as one commit; again changes nothing."""
    definition = read_definition(file).definition
    now = system_clock()
    remote = Remote(where)
    try:
        _state(remote, unit_events(definition, not_after=now), known="unit_id_used")
        _state(remote, campaign_events(definition, not_after=now), known="content_differs")
    finally:
        remote.close()


def _state(remote: Remote, events: Sequence[Event], *, known: str) -> None:
    """Send facts and print what became of each. Raises Failed when one is refused and not `known`.

    A unit's id may be known from another campaign. The ids of the events are made from their content, so other content
    under the same one is the same launch, sent again after a first time before the campaign began.
    """
    results: list[Result] = []
    for begin in range(0, len(events), MAX_BATCH):
        results += remote.post("tracking", [msgspec.json.encode(event) for event in events[begin : begin + MAX_BATCH]])
    there = [result.status == "rejected" and result.problem.code == known for result in results]
    table(
        ("id", "type", "status", "position"),
        [
            (
                _subject(event),
                str(event["id"]).partition("/")[0],
                "known" if is_there else result.status,
                result.position or "",
            )
            for event, result, is_there in zip(events, results, there, strict=True)
        ],
    )
    refused = [
        (event, result.problem)
        for event, result, is_there in zip(events, results, there, strict=True)
        if result.status == "rejected" and not is_there
    ]
    if refused:
        # What is refused only because another part of the same launch is, says nothing of the cause.
        event, problem = min(refused, key=lambda pair: pair[1].code == WHOLE_REFUSED.code)
        reason = f"{_subject(event)}: {problem.reason}"
        raise Failed(reason, reason)


def _subject(event: Event) -> object:
    data = msgspec.convert(event["data"], dict[str, object])
    return data.get("unit_id") or data.get("campaign") or data.get("id")
