"""`thidua export`: aggregate figures handed to other systems, tried out there before anything is sent."""

import json
import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.definitions import say_mistakes, text_of
from deploy.cli.dhis2 import Dhis2, Outcome, payload
from deploy.cli.dhis2_mapping import Dhis2Mapping, read_mapping
from deploy.cli.dhis2_rows import Period, Row, rows_of, written
from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote
from deploy.cli.rules import CAMPAIGN
from deploy.cli.terminal import Failed, notice, say, table, told

MAPPING = typer.Argument(metavar="MAPPING", help="YAML: which figure of ours is which data element of theirs.")
PERIODS = typer.Option("--period", metavar="P", help="2025-03, 2025-Q1 or 2025; several by saying it again.")
TO = typer.Option(
    "--to", metavar="URL", envvar="THIDUA_DHIS2_URL", help="The DHIS2; without it the payload is printed."
)
SEND = typer.Option("--send", help="Send, if the trial found nothing wrong; else only try.")
PARTLY = typer.Option("--partly", help="With --send: send although some rows are refused; those are left out.")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    command(group(app, "export", "Aggregate figures for other systems."), "dhis2")(dhis2)


def dhis2(
    where: Where,
    mapping: Annotated[Path, MAPPING],
    *,
    period: Annotated[list[str], PERIODS],
    to: Annotated[str, TO] = "",
    campaign: Annotated[str, CAMPAIGN] = "",
    send: Annotated[bool, SEND] = False,
    partly: Annotated[bool, PARTLY] = False,
) -> None:
    """Figures as DHIS2's dataValueSets: each row tried there first, then sent; sending again doubles nothing.

    Each row: unit, figure, org unit, data element, option combo, period, value, what becomes of it, and why.
    """
    known, periods = _mapping(mapping), [Period.named(one) for one in dict.fromkeys(period)]
    remote = Remote(where)
    try:
        rows = rows_of(remote, known, campaign or known.campaign or remote.the_campaign(), periods)
    finally:
        remote.close()
    absent, rows = [row for row in rows if row.value is None], [row for row in rows if row.value is not None]
    if not rows:
        raise Failed(
            "Không có số liệu nào cho các kỳ và đơn vị này nên chưa gửi gì.",
            "There is no figure for these periods and units, so nothing was sent.",
        )
    values = [row.as_data_value() for row in rows]
    if not to:
        say(json.dumps(payload(known, values), ensure_ascii=False, indent=2))
        return
    how = (_How.SEND_SOME if partly else _How.SEND) if send else _How.TRY
    _try_and_send(Dhis2(to, token=os.environ.get("THIDUA_DHIS2_TOKEN", "")), known, rows, absent, how)


class _How(Enum):
    """How far to go."""

    TRY = "try"
    SEND = "send if all is taken"
    SEND_SOME = "send what is taken"


def _try_and_send(there: Dhis2, known: Dhis2Mapping, rows: Sequence[Row], absent: Sequence[Row], how: _How) -> None:
    try:
        trial = there.try_out(known, [row.as_data_value() for row in rows])
        taken = [row for place, row in enumerate(rows) if place not in trial.against]
        going = (how is not _How.TRY and trial.is_clean) or (how is _How.SEND_SOME and bool(taken))
        outcome = there.send(known, [row.as_data_value() for row in taken]) if going else None
    finally:
        there.close()
    _show(rows, absent, trial, outcome)
    if outcome is not None and not outcome.is_clean:
        raise Failed(
            "DHIS2 không nhận hết khi gửi thật, khác với lúc thử; các dòng còn lại đã được nhận. Xem lý do ở trên.",
            "DHIS2 did not take all that was sent, unlike when it was tried; the rest is there. See the reasons above.",
        )
    if not trial.is_clean:
        raise Failed(
            "Có dòng DHIS2 không nhận; lý do ghi ở từng dòng. Hãy sửa tệp ánh xạ hoặc DHIS2 rồi chạy lại"
            + ("." if outcome else "; chưa gửi gì."),
            "DHIS2 does not take some rows; the reason stands at each. Correct the mapping or DHIS2, then run again"
            + ("." if outcome else "; nothing was sent."),
        )
    if outcome is None:
        notice("Mới chỉ thử, chưa gửi gì: thêm --send để gửi.", "This was only tried, nothing was sent: add --send.")


def _show(rows: Sequence[Row], absent: Sequence[Row], trial: Outcome, outcome: Outcome | None) -> None:
    """Each row with its fate; then, on stderr, what DHIS2 counted and what belongs to no row."""
    fate = told("đã gửi", "sent") if outcome else told("nhận được", "would be taken")
    refused, none = told("bị từ chối", "refused"), told("không có số liệu", "no figure")
    shown = [
        (*_cells(row), refused if place in trial.against else fate, "; ".join(trial.against.get(place, ())))
        for place, row in enumerate(rows)
    ]
    shown += [(*_cells(row), none, "") for row in absent]
    columns = ("unit", "figure", "org unit", "data element", "option combo", "period", "value", "outcome", "reason")
    table(columns, shown)
    said = outcome or trial
    for besides in (*trial.besides, *(outcome.besides if outcome else ())):
        notice(f"DHIS2: {besides}", f"DHIS2: {besides}")
    for place, reasons in (outcome.against if outcome else {}).items():
        notice(f"DHIS2, dòng {place + 1}: {'; '.join(reasons)}", f"DHIS2, row {place + 1}: {'; '.join(reasons)}")
    count = said.count
    notice(
        f"DHIS2: {count.imported} mới, {count.updated} cập nhật, {count.ignored} bỏ qua.",
        f"DHIS2: {count.imported} imported, {count.updated} updated, {count.ignored} ignored.",
    )


def _cells(row: Row) -> tuple[str, ...]:
    element = row.element
    combo = element.category_option_combo
    return row.unit_id, element.figure, row.org_unit, element.data_element, combo, row.period.code, written(row.value)


def _mapping(path: Path) -> Dhis2Mapping:
    """The mapping without mistakes. Prints them and raises Failed if there are any."""
    read = read_mapping(text_of(path))
    return read if isinstance(read, Dhis2Mapping) else say_mistakes(path, read)
