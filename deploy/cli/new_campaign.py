"""`thidua campaign new`: the first text of a definition, out of a few answers; it is changed by hand, then launched."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, notice, told
from shared.adapters.clock import system_clock
from shared.core.lineage import day_in_country
from shared.rules.starting import Beginning, definition_of

FILE = typer.Argument(metavar="FILE", help="The definition to write, e.g. campaign.yaml.")
NAME = typer.Option("--name", help="What the campaign is called; asked for at a terminal if left out.")
UNIT = typer.Option("--unit", metavar="NAME", help="A unit that takes part, by its name; once for each.")
CONTENT = typer.Option("--content", metavar="TEXT", help="What units compete in; once for each.")
BASIS = typer.Option("--basis", metavar="TEXT", help="The document that launches it: number and day.")
FROM = typer.Option("--from", metavar="DAY", formats=["%Y-%m-%d"], help="The first day; this month's if left out.")
TO = typer.Option("--to", metavar="DAY", formats=["%Y-%m-%d"], help="The last day; a year on if left out.")
AT_LEAST = typer.Option("--at-least", min=1, metavar="N", help="Units with so many activities are suggested.")


def new(
    _where: Where,
    file: Annotated[Path, FILE],
    *,
    name: Annotated[str, NAME] = "",
    unit: Annotated[list[str] | None, UNIT] = None,
    content: Annotated[list[str] | None, CONTENT] = None,
    basis: Annotated[str, BASIS] = "",
    from_: Annotated[datetime | None, FROM] = None,
    to: Annotated[datetime | None, TO] = None,
    at_least: Annotated[int, AT_LEAST] = 3,
) -> None:
    """Write the definition of a new campaign, with remarks on what may be changed; what is left out is asked for."""
    if file.exists():
        raise Failed(f"{file} đã có; hãy chọn tên khác.", f"{file} is there already; choose another name.")
    first_day, last_day = _days(from_, to)
    beginning = Beginning(
        name=name or _asked("--name", "Tên đợt thi đua", "Name of the campaign"),
        basis=basis or _asked("--basis", "Văn bản phát động (số, ngày)", "Document that launches it (number, day)"),
        contents=tuple(content or _several("--content", "Nội dung thi đua", "What units compete in")),
        units=tuple(unit or _several("--unit", "Đơn vị tham gia", "Units that take part")),
        starts_on=first_day,
        ends_on=last_day,
        at_least=at_least,
    )
    file.write_text(definition_of(beginning), encoding="utf-8")
    notice(
        f"Đã soạn {file}: hãy xem lại, sửa nếu cần, rồi: thidua campaign launch {file} --token TOKEN",
        f"{file} is written: look it over, change what you like, then: thidua campaign launch {file} --token TOKEN",
    )


def _days(from_: datetime | None, to: datetime | None) -> tuple[date, date]:
    """From which day to which. Raises Failed."""
    first_day = from_.date() if from_ else date.fromisoformat(day_in_country(system_clock())).replace(day=1)
    last_day = to.date() if to else first_day.replace(day=1, year=first_day.year + 1) - timedelta(days=1)
    if last_day <= first_day:
        raise Failed("--to phải sau --from.", "--to must be after --from.")
    return first_day, last_day


def _several(option: str, vi: str, en: str) -> list[str]:
    """Several answers on one line. Raises Failed."""
    answer = _asked(option, f"{vi} (cách nhau bằng dấu ;)", f"{en} (parted by ;)")
    return [one.strip() for one in answer.split(";") if one.strip()]


def _asked(option: str, vi: str, en: str) -> str:
    """From whoever sits at the terminal. Raises Failed where nobody does."""
    if sys.stdin.isatty():
        answer: str = typer.prompt(told(vi, en), err=True)
        return answer
    raise Failed(f"Thiếu {option}: {vi}.", f"{option} is missing: {en}.")
