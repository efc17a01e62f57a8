"""`thidua document`: what the gazette centre has to post on the day, and what must come down."""

from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.rules import AS_OF, CAMPAIGN
from deploy.cli.terminal import table


class _Waiting(msgspec.Struct, frozen=True):
    """One thing to do."""

    task: str
    doc_no: str
    channel: str
    since: str
    position: int
    kind: str = ""
    document_id: str = ""
    basis: str = ""
    sha256: str = ""


class _Answer(msgspec.Struct, frozen=True):
    publication: tuple[_Waiting, ...]


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    documents = group(app, "document", "Papers for the public: what waits to be posted, and what must come down.")
    command(documents, "queue")(queue)


def queue(where: Where, *, campaign: Annotated[str, CAMPAIGN] = "", as_of: Annotated[str, AS_OF] = "") -> None:
    """Print what is to be done: number, task, kind, where, since when, posted as, annulled by, position, hash."""
    remote = Remote(where)
    try:
        whose = quote(campaign or remote.the_campaign(), safe="")
        answer = decoded(remote.read(f"/tracking/campaigns/{whose}/publication", as_of=as_of), _Answer)
    finally:
        remote.close()
    table(
        ("number", "task", "kind", "where", "since", "posted as", "annulled by", "position", "hash"),
        [
            (
                one.doc_no,
                one.task,
                one.kind,
                one.channel,
                one.since,
                one.document_id,
                one.basis,
                str(one.position),
                one.sha256,
            )
            for one in answer.publication
        ],
    )
