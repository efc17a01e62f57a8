"""`thidua send`: files of events through the HTTP door."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.edits import Edits
from deploy.cli.files import open_sheet
from deploy.cli.options import Where, command
from deploy.cli.own_columns import given_values, own_columns
from deploy.cli.remote import Rehearsal, Remote
from deploy.cli.sending import checked, entries, outcomes, send_file
from deploy.cli.sent_before import Said, SentBefore, said_in
from deploy.cli.sent_so_far import Reached, SentSoFar
from deploy.cli.terminal import Failed, notice, say, table
from deploy.local.installation import Installation
from shared.adapters.access import BEARER, Access
from shared.adapters.clock import system_clock
from shared.core.errors import ThiDuaError
from shared.sheets.numbers import Notation
from shared.sheets.sheet import Sheet
from shared.sheets.statements import Speech

FILES = typer.Argument(metavar="FILE...", help="CSV, XLSX or JSON lines (.csv, .xlsx, .jsonl).")
CAMPAIGN = typer.Option("--campaign", help="The campaign of rows that name none; may be left out while there is one.")
TYPE = typer.Option("--type", help="The type of rows that name none, e.g. activity.recorded.")
UNIT = typer.Option("--unit", help="The unit that speaks in rows without unit_id; else it is the token's, if known.")
SHEET = typer.Option("--sheet", metavar="NAME", help="Of a workbook this sheet; else its first.")
NUMBERS = typer.Option(
    "--numbers",
    help="How text writes numbers: vi is 1.234.567 and 2,5; en is 1,234,567 and 2.5. Cells of numbers are as they are.",
)
REASON = typer.Option(
    "--reason",
    help="Why rows were edited: activities and reports that stand with other content are corrected, for this reason.",
)
COLUMN = typer.Option(
    "--column",
    metavar="NAME=FIELD",
    help="What a column with a name of your own holds; with no FIELD it is passed over. Kept for the unit, once sent.",
)
VALUE = typer.Option(
    "--value", metavar="FIELD=VALUE", help="What a field holds in every row where the file has no column for it."
)
DRY_RUN = typer.Option(
    "--dry-run",
    help="Record nothing. With a token: what would become of each row (recorded, duplicate, corrected, rejected and "
    "why); without: check the file, and print what would be sent, one event a line.",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "send")(send)


def send(
    where: Where,
    files: Annotated[list[Path], FILES],
    *,
    campaign: Annotated[str, CAMPAIGN] = "",
    type_: Annotated[str, TYPE] = "",
    unit: Annotated[str, UNIT] = "",
    sheet: Annotated[str, SHEET] = "",
    numbers: Annotated[Notation, NUMBERS] = "vi",
    reason: Annotated[str, REASON] = "",
    column: Annotated[list[str] | None, COLUMN] = None,
    value: Annotated[list[str] | None, VALUE] = None,
    dry_run: Annotated[bool, DRY_RUN] = False,
) -> None:
    """Send events; what is sent twice is recorded once. Exit 1 if any row was rejected (see FILE.rejected.csv)."""
    speaks = unit or unit_of(where)
    own = own_columns(where, speaks, type_, given=column or [], keep=not dry_run)
    given = given_values(value or [], type_)
    speech = Speech(type_, campaign_named(where, campaign), speaks, numbers, own, given)
    if dry_run and where.token:
        _rehearse(files, sheet, speech, Edits(Rehearsal(where), reason))
    elif dry_run:
        _look(files, sheet, speech)
    else:
        how = (where.url, campaign, type_, unit, sheet, numbers, reason, *sorted(value or []))
        _send(files, sheet, speech, edits=Edits(Remote(where), reason), how=how)


def _send(files: list[Path], named: str, speech: Speech, *, edits: Edits, how: Sequence[str]) -> None:
    rows, kept = list[tuple[object, ...]](), list[str]()
    try:
        for path in files:
            sheet = open_sheet(path, named=named)
            so_far = SentSoFar.of(path, how)
            _tell_reached(path, so_far.reached())
            tally, rejected = send_file(path, sheet, speech, edits=edits, so_far=so_far)
            _tell_passed_over(path, sheet)
            _tell_vanished(path, tally.vanished)
            counted = (tally.recorded, tally.duplicate, tally.rejected, tally.corrected)
            rows.append((path, *counted) if edits.reason else (path, *counted[:3]))
            kept += [str(rejected)] if rejected else []
    finally:
        edits.remote.close()
        if rows:
            table(("file", "recorded", "duplicate", "rejected", *(("corrected",) if edits.reason else ())), rows)
    if kept:
        raise Failed(
            f"Có dòng bị từ chối; lý do ghi cạnh từng dòng trong {', '.join(kept)}. Hãy sửa rồi gửi lại.",
            f"Some rows were rejected; the reason stands beside each in {', '.join(kept)}. Correct them, send again.",
        )


def _look(files: list[Path], named: str, speech: Speech) -> None:
    """Without an installation: what would be sent, one event a line, and what no installation would take."""
    now, rejected = system_clock(), 0
    for path in files:
        sheet, said = open_sheet(path, named=named), set[Said]()
        for entry in entries(sheet, speech):
            said.update({said_in(entry.event.body)} if entry.event else ())
            reason = checked(entry, now)
            if entry.event is not None and not reason:
                say(entry.event.body.decode())
            else:
                rejected += 1
                notice(f"{path}:{entry.number}: {reason}", f"{path}:{entry.number}: {reason}")
        _tell_passed_over(path, sheet)
        _tell_vanished(path, SentBefore(path).vanished(said))
    _end_dry_run(rejected)


def _rehearse(files: list[Path], named: str, speech: Speech, edits: Edits) -> None:
    """With one: what would become of each row, as the log stands now."""
    rejected = 0
    try:
        for path in files:
            sheet, said, rows = open_sheet(path, named=named), set[Said](), list[tuple[object, ...]]()
            for entry, status, reason in outcomes(sheet, speech, edits):
                spoken = said_in(entry.event.body) if entry.event else None
                said.update({spoken} if spoken else ())
                rows.append((f"{path}:{entry.number}", status, " ".join(spoken[1:]) if spoken else "", reason))
                rejected += status == "rejected"
            table(("row", "would be", "what", "why"), rows)
            _tell_passed_over(path, sheet)
            _tell_vanished(path, SentBefore(path).vanished(said))
    finally:
        edits.remote.close()
    _end_dry_run(rejected)


def _end_dry_run(rejected: int) -> None:
    if rejected:
        raise Failed(
            f"{rejected} dòng sẽ bị từ chối; chưa gửi gì.", f"{rejected} rows would be rejected; nothing was sent."
        )
    notice("Chưa gửi gì.", "Nothing was sent.")


def _tell_reached(path: Path, reached: Reached) -> None:
    if reached.row:
        notice(
            f"{path}: lần trước dừng giữa chừng; gửi tiếp sau dòng {reached.row}.",
            f"{path}: the last run broke off; it goes on after row {reached.row}.",
        )


def _tell_passed_over(path: Path, sheet: Sheet) -> None:
    if sheet.titles:
        notice(
            f"{path}: bỏ qua {len(sheet.titles)} dòng tiêu đề phía trên bảng.",
            f"{path}: {len(sheet.titles)} rows above the table only head it and were passed over.",
        )
    if sheet.remarks:
        lines = ", ".join(str(number) for number in sheet.remarks[:5]) + (" …" if len(sheet.remarks) > 5 else "")
        notice(
            f"{path}: bỏ qua {len(sheet.remarks)} dòng ghi chú bắt đầu bằng # (dòng {lines}).",
            f"{path}: {len(sheet.remarks)} rows that begin with # are remarks and were passed over ({lines}).",
        )


def _tell_vanished(path: Path, vanished: list[Said]) -> None:
    if vanished:
        few = ", ".join(f"{type_} {thing}" for _, type_, thing in vanished[:5]) + (" …" if len(vanished) > 5 else "")
        notice(
            f"{path}: {len(vanished)} dòng đã gửi lần trước nay không còn trong tệp ({few}); điều đã ghi vẫn giữ "
            "nguyên. Nếu ghi nhầm, hãy gửi sự kiện rút lại, như activity.withdrawn.",
            f"{path}: {len(vanished)} rows sent the last time are in the file no more ({few}); what is recorded "
            "stands. If it was a mistake, withdraw it, e.g. with activity.withdrawn.",
        )


def campaign_named(where: Where, named: str) -> Callable[[], str]:
    """The campaign of rows that name none; the installation is asked only if there is such a row."""

    @cache
    def campaign() -> str:
        if named:
            return named
        remote = Remote(where)
        try:
            return remote.the_campaign()
        finally:
            remote.close()

    return campaign


def unit_of(where: Where) -> str:
    """The unit a token speaks for, if it is one of DATA's; "" where DATA is elsewhere: there --unit says it."""
    if not (BEARER.fullmatch(where.token) and where.data.is_dir()):
        return ""
    try:
        access = Access.open(Installation(where.data).access_url, system_clock)
    except ThiDuaError:
        return ""
    try:
        token_id = where.token.split("_")[1]
        return next((token.unit_id for token in access.list_tokens() if token.id == token_id), "")
    finally:
        access.close()
