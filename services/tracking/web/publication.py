"""What the page of the gazette centre is drawn from: what is to be posted, what must come down. It knows no HTTP."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from services.tracking.tables import awaiting, queries
from services.tracking.tables.awaiting import Task, Waiting
from services.tracking.web.asking import Asked, Drawn
from services.tracking.web.publication_forms import Offered, stated_of
from services.tracking.web.publication_texts import PUBLICATION_WORDS, PublicationWords
from shared.web.tables import Cell, Column, Table, words
from shared.web.wording import Wording


def waiting(asked: Asked) -> Drawn:
    """The queue as it stands on the day."""
    found = awaiting.waiting(asked.view.session, asked.campaign.campaign, asked.today.isoformat())
    said = PUBLICATION_WORDS[asked.frame.language]
    closed = queries.is_closed(asked.view.session, asked.campaign.campaign)
    offered = Offered(asked.frame, asked.caller, closed=closed)
    comes_down, waits = ([one for one in found if (one.task is Task.POST) is to_post] for to_post in (False, True))
    down = _table("take-down", (said.down, said.down_none), comes_down, asked, offered)
    post = _table("post", (said.post, said.post_none), waits, asked, offered)
    values = {"said": said, "recorded_at": asked.value("after"), "offered": bool(offered)}
    return Drawn("publication.html", asked.frame, (down, post), values)


def _table(name: str, says: tuple[str, str], rows: Sequence[Waiting], asked: Asked, offered: Offered) -> Table:
    """The table of a name, its title and what it says where it is empty; with forms for whom they are offered."""
    said = PUBLICATION_WORDS[asked.frame.language]
    columns = (said.doc_no, said.why, said.channel, said.since, said.document, said.basis)
    below = f"/tracking/campaigns/{quote(asked.campaign.campaign, safe='')}/reports/"
    cells = [_row(one, said, asked.say, below) for one in rows]
    headings = *(Column(one) for one in columns), Column(asked.words.position, figures=True)
    if offered and not asked.value("format"):  # a file leads nowhere
        headings = *headings, Column(said.state)
        cells = [(*row, _done(one, said, offered)) for row, one in zip(cells, rows, strict=True)]
    return Table(name, says[0], headings, cells, says[1])


def _done(line: Waiting, said: PublicationWords, offered: Offered) -> Cell:
    """What leads to saying that a line is done."""
    link = offered.link(line)
    return words(said.done[stated_of(line).short] if link else said.nothing, link=link)


def _row(one: Waiting, said: PublicationWords, say: Wording, below: str) -> tuple[Cell, ...]:
    """A line; the number of a period's report, whose files come from `below`, leads to the paper itself."""
    day = Cell(one.since, say.day(date.fromisoformat(one.since)))
    why = words(said.kinds[one.kind]) if one.task is Task.POST else words(said.tasks[one.task.value], tone="late")
    where = words(said.channels[one.channel])
    rest = words(one.document_id or said.nothing), words(one.basis or said.nothing)
    paper = f"{below}{one.period}.docx" if one.period else ""
    return (words(one.doc_no, link=paper), why, where, day, *rest, Cell(one.position, str(one.position)))
