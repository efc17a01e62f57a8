"""`thidua privacy erase`: one subject's personal data made unreadable for good, on a stated legal basis."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from deploy.cli.options import Where, command, group
from deploy.cli.terminal import Failed, notice, table
from deploy.local.installation import Installation
from shared.core.problems import Problem
from shared.core.values import NaturalKind

KINDS: Final[dict[str, NaturalKind]] = {"household": "HOUSEHOLD", "person": "INDIVIDUAL", "feedback": "FEEDBACK"}

KIND = typer.Argument(metavar="KIND", help="household, person or feedback.")
ID = typer.Argument(metavar="ID", help="The household's, person's or feedback's id.")
BASIS = typer.Option(
    "--basis", metavar="TEXT", help="The request or document it rests on; it stays for ever: no names."
)
CAMPAIGN = typer.Option("--campaign", help="May be left out while there is only one.")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    privacy = group(app, "privacy", "Personal data: what is sealed, and how it is forgotten.")
    command(privacy, "erase")(erase)


def erase(
    where: Where,
    kind: Annotated[str, KIND],
    subject_id: Annotated[str, ID],
    *,
    basis: Annotated[str, BASIS],
    campaign: Annotated[str, CAMPAIGN] = "",
) -> None:
    """Destroy the key of one subject's personal data, and record that and on what basis. There is no way back.

    Prints the subject, the position of the fact and when it was recorded. Works on DATA whether `up` runs or not.
    """
    if kind not in KINDS:
        raise Failed(
            f"Không có loại {kind!r}: chọn household (hộ), person (người) hoặc feedback (phản ánh).",
            f"There is no kind {kind!r}: choose household, person or feedback.",
        )
    if not (where.data / "vault").exists():
        raise Failed(
            f"{where.data} chưa có kho dữ liệu cá nhân: hãy chọn thư mục khác bằng --data.",
            f"{where.data} has no vault of personal data: choose another folder with --data.",
        )
    from deploy.local import erasing  # noqa: PLC0415 - no other command pays for what decides

    try:
        done = asyncio.run(
            erasing.erase(Installation(where.data), KINDS[kind], subject_id, basis=basis, campaign=campaign)
        )
    except erasing.NotErased as refused:
        raise _refused(refused.problem) from None
    except erasing.WhichCampaign as found:
        raise _which(found.campaigns, campaign) from None
    if not done.is_new:
        notice(
            f"Dữ liệu này đã được xóa lúc {done.recorded_at}; không ghi thêm gì.",
            f"This was erased already, at {done.recorded_at}; nothing more was recorded.",
        )
    table(("subject", "position", "recorded"), [(f"{kind}/{subject_id}", done.position, done.recorded_at)])


def _refused(problem: Problem) -> Failed:
    vi = "".join(f" {fault.pointer} {fault.vi}." for fault in problem.faults)
    en = "".join(f" {fault.pointer} {fault.en}." for fault in problem.faults)
    return Failed(f"{problem.code}: {problem.vi}{vi}", f"{problem.code}: {problem.en}{en}")


def _which(campaigns: Sequence[str], named: str) -> Failed:
    there = ", ".join(campaigns)
    if not campaigns:
        return Failed(
            "Chưa có đợt thi đua nào, nên chưa xóa gì.",
            "There is no campaign yet, so nothing was erased.",
        )
    if named:
        return Failed(
            f"Không có đợt thi đua {named!r} (có: {there}): hãy chọn lại bằng --campaign.",
            f"There is no campaign {named!r} (there are: {there}): choose one with --campaign.",
        )
    return Failed(
        f"Có nhiều đợt thi đua ({there}): hãy chọn một bằng --campaign.",
        f"There are several campaigns ({there}): choose one with --campaign.",
    )
