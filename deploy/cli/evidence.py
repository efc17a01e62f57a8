"""`thidua evidence`: files behind facts, sent to the store of an installation."""

import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote
from deploy.cli.rules import CAMPAIGN
from deploy.cli.terminal import Failed, notice, say

FILES = typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="Pictures and papers, by their endings.")
UNIT = typer.Option("--unit", help="Whose evidence it is, where the token is not that unit's.")
HOUSEHOLD = typer.Option("--household", help="Whose personal data it is: it is sealed and erased with it.")
PERSON = typer.Option("--person", help="The same, of a person.")


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    files = group(app, "evidence", "Files behind facts: papers and pictures, named there by their SHA-256.")
    command(files, "put")(put)


def put(
    where: Where,
    files: Annotated[list[Path], FILES],
    *,
    campaign: Annotated[str, CAMPAIGN] = "",
    unit: Annotated[str, UNIT] = "",
    household: Annotated[str, HOUSEHOLD] = "",
    person: Annotated[str, PERSON] = "",
) -> None:
    """Have files there, whether they were before or not, and print of each its SHA-256 and its name, as facts name it.

    Ends with 1 where one was not taken; the others are there.
    """
    if household and person:
        raise Failed(
            "Một tệp chỉ thuộc một hộ hoặc một người: hãy chọn --household hoặc --person.",
            "A file is a household's or a person's: choose --household or --person.",
        )
    remote = Remote(where)
    try:
        of: dict[str, Any] = {"campaign": campaign or remote.the_campaign()}
        if unit:
            of["unit_id"] = unit
        if household or person:
            of |= {"subject_kind": "HOUSEHOLD" if household else "INDIVIDUAL", "subject_id": household or person}
        refused = _send(remote, files, of)
    finally:
        remote.close()
    if refused:
        sys.exit(1)


def _send(remote: Remote, files: Sequence[Path], of: dict[str, Any]) -> int:
    """How many were not taken."""
    refused = 0
    for file in files:
        content = file.read_bytes()
        digest = sha256(content).hexdigest()
        reason = remote.send_file({**of, "name": file.name, "size": len(content), "sha256": digest}, content)
        if reason:
            refused += 1
            notice(f"{file.name} không được nhận: {reason}", f"{file.name} was not taken: {reason}")
        else:
            say(f"{digest}  {file.name}")
    return refused
