"""`thidua audit verify --verdicts`: every flag weighed anew, and what differs, told to a person. It judges nothing.

What folds the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from deploy.cli.from_log import log_of
from deploy.cli.options import Where
from deploy.cli.terminal import Failed, notice, progress, table, told

if TYPE_CHECKING:
    from services.awards.domain.honesty import Difference, Judged, Kind

VERDICTS = typer.Option(
    "--verdicts", help="Weigh every flag anew, by the rules and facts at its cause, and list what differs."
)

_WORDS: "Final[dict[Kind, tuple[str, str]]]" = {
    "UNEXPLAINED": ("quy tắc không cho ra kết luận này", "no rule explains this flag"),
    "OTHERWISE": ("quy tắc cho ra kết luận khác", "the rules say something else"),
    "NOT_SHOWN": ("quy tắc cho ra nhưng nhật ký không có", "the rules saw it, the log does not show it"),
}


def judged(where: Where, bundle: Path | None) -> "Judged":
    """Judge the verdicts of a log. Raises Failed."""
    from deploy.local.verdicts import judged as judge  # noqa: PLC0415

    async def run() -> "Judged":
        async with log_of(where, bundle) as log:
            with progress("verdicts", None) as advance:
                return await judge(log, advance=advance)

    return asyncio.run(run())


def tell_verdicts(found: "Judged") -> None:
    """Print every difference, one a row, its position first. Raises Failed if there is any."""
    columns = ("position", "campaign", "kind", "subject", "card", "what", "stated", "expected", "differs")
    if found.differences:
        table(columns, [_row(one) for one in found.differences])
    if found.not_yet:
        count = len(found.not_yet)
        notice(
            f"{count} kết luận chưa có trong nhật ký khi nó kết thúc, vì chưa xét tới: hãy xem lại sau.",
            f"{count} verdicts were not stated yet when the log ended, as it had not come so far: look again later.",
        )
    if found.differences:
        count = len(found.differences)
        raise Failed(
            f"{found.flags} kết luận đã được xét lại, {count} điểm khác biệt: xem từng vị trí đã nêu.",
            f"{found.flags} flags were weighed anew, {count} differences: look at the positions listed.",
        )
    notice(
        f"{found.flags} kết luận đã được xét lại, tất cả đúng như quy tắc và sự kiện khi đó.",
        f"{found.flags} flags were weighed anew; all are what rules and facts said then.",
    )


def _row(one: "Difference") -> tuple[object, ...]:
    return (
        one.position,
        one.campaign,
        one.subject_kind,
        one.subject_id,
        one.card,
        told(*_WORDS[one.kind]),
        one.stated or "",
        one.expected or "",
        ", ".join(one.differs),
    )
