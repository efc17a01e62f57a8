"""`thidua audit what-if`: a campaign under other rules, who would appear and who would fall away. It changes nothing.

What folds the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli.definitions import say_mistakes, text_of
from deploy.cli.from_log import BUNDLE, log_of
from deploy.cli.options import Where
from deploy.cli.rules import CAMPAIGN
from deploy.cli.terminal import Failed, language, notice, progress, say, table
from deploy.cli.until import UNTIL, moment_or_position
from shared.core.definition import Definition
from shared.rules.definition import read_other_rules

if TYPE_CHECKING:
    from services.awards.domain.what_if import Change, Compared
    from shared.core.log import EventLog

AS_JSON = typer.Option("--json", help="One JSON object.")
RULES = typer.Argument(metavar="RULES.yaml", help="One rule set, a list of `rule_sets`, or a whole definition (YAML).")


def what_if(
    where: Where,
    rules: Annotated[Path, RULES],
    *,
    until: Annotated[str, UNTIL] = "",
    campaign: Annotated[str, CAMPAIGN] = "",
    bundle: Annotated[Path | None, BUNDLE] = None,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Replay a campaign under other rules and print who would appear and who would fall away, by award."""
    end, text = moment_or_position(until), text_of(rules)
    from deploy.local import verdicts  # noqa: PLC0415

    async def run() -> "Compared":
        async with log_of(where, bundle) as log:
            chosen = campaign or await _the_campaign(log)
            definition, position = await verdicts.definition_of(log, chosen, until=end)
            if definition is None:
                raise Failed(
                    f"Lúc đó chưa có đợt {chosen!r} trong nhật ký: hãy xem lại --campaign và --until.",
                    f"There was no campaign {chosen!r} in the log by then: check --campaign and --until.",
                )
            other = _other(rules, text, definition)
            with progress("what-if", None) as advance:
                return await verdicts.under_other_rules(log, other, until=position, advance=advance)

    compared = asyncio.run(run())
    if as_json:
        say(msgspec.json.encode(compared).decode())
    else:
        _show(compared)


async def _the_campaign(log: "EventLog") -> str:
    from deploy.local.verdicts import campaigns_of  # noqa: PLC0415

    found = await campaigns_of(log)
    if len(found) == 1:
        return found[0]
    listed = ", ".join(found) or "-"
    raise Failed(
        f"Nhật ký có {len(found)} đợt thi đua ({listed}): hãy chọn bằng --campaign.",
        f"The log has {len(found)} campaigns ({listed}): choose with --campaign.",
    )


def _other(path: Path, text: str, definition: Definition) -> Definition:
    found = read_other_rules(text, definition)
    return say_mistakes(path, found) if isinstance(found, tuple) else found


def _show(compared: "Compared") -> None:
    """One change a row, the award first, and what a subject that falls away would still need."""
    columns = ("award", "change", "kind", "subject", "before", "after", "card", "missing")
    table(columns, [_row(change) for change in compared.changes])
    before, after = compared.flagged_before, compared.flagged_after
    counts = [sum(_what(change) == what for change in compared.changes) for what in _WORDS]
    notice(
        f"{compared.campaign} đến vị trí {compared.position}: hiện nêu {before}, theo quy tắc này {after}: "
        "thêm {}, mất {}, đổi kết luận {}. Không có gì được ghi.".format(*counts),
        f"{compared.campaign} up to position {compared.position}: {before} are flagged, under these rules {after}: "
        "{} would appear, {} fall away, {} have another verdict. Nothing was recorded.".format(*counts),
    )


_WORDS = ("appears", "falls_away", "changes")


def _what(change: "Change") -> str:
    if change.before is None:
        return "appears"
    return "falls_away" if change.after is None else "changes"


def _row(change: "Change") -> Sequence[object]:
    missing = "; ".join(said.vi if language() == "vi" else said.en for said in change.missing)
    kind, subject = change.subject_kind, change.subject_id
    return (change.award, _what(change), kind, subject, change.before or "", change.after or "", change.card, missing)
