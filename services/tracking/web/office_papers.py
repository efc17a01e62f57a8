"""The papers of the office on its periods and reviews as a table, each led to as DOCX and XLSX. It sets none."""

from collections.abc import Iterator
from urllib.parse import quote

from services.tracking.domain.reporting.review import REVIEWS
from services.tracking.domain.reporting.words import in_words
from services.tracking.tables.period import registered_all
from services.tracking.tables.reviews import reviews
from services.tracking.web.asking import Asked
from shared.core.access import may_read
from shared.web.tables import Cell, Column, Table, words


def office_papers(asked: Asked) -> Iterator[Table]:
    """The newest first, reviews before periods, for whoever may read them; no table for anybody else."""
    if not may_read(asked.caller, "consolidated"):
        return
    named, session, campaign = asked.words, asked.view.session, asked.campaign.campaign
    rows = [
        _row(asked, f"{_review(asked, one.kind)}, {asked.say.iso_day(one.held_on)}", "reviews", one.review_id)
        for one in reversed(reviews(session, campaign))
    ]
    rows += [
        _row(asked, named.paper_of.format(period=_period(asked, one)), "reports", one)
        for one in registered_all(session, campaign)
    ]
    columns = (Column(named.paper), Column("DOCX"), Column("XLSX"))
    yield Table("papers", named.papers, columns, rows, named.papers_none)


def _row(asked: Asked, called: str, kind: str, name: str) -> tuple[Cell, ...]:
    path = f"/tracking/campaigns/{asked.campaign.campaign}/{kind}/{quote(name, safe='')}"
    files = (asked.frame.link(f"{path}.{ending}", campaign="", lang="") for ending in ("docx", "xlsx"))
    return (words(called), *(words(f"{called}: {file.partition('?')[0][-4:].upper()}", link=file) for file in files))


def _review(asked: Asked, kind: str) -> str:
    name = REVIEWS[kind].name if asked.say.language == "vi" else f"{kind} review"
    return name[0].upper() + name[1:].lower()


def _period(asked: Asked, period: str) -> str:
    return in_words(period) if asked.say.language == "vi" else asked.say.period(period)
