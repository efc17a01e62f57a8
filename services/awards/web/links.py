"""Where awards' pages lie and how links lead to them, at the same campaign, language and moment. It knows no figure."""

from typing import Final
from urllib.parse import quote

from services.awards.web.listing import Filters
from services.awards.web.naming import Who
from shared.papers.content import PaperKind
from shared.web.downloads import Format
from shared.web.frame import Frame, Section

LIST: Final = Section.CANDIDATES.value


def lists(frame: Frame) -> str:
    """All candidates."""
    return frame.link(LIST)


def download(frame: Frame, format_: Format, asked: Filters) -> str:
    """The lists as a file, filtered in the same way."""
    return frame.link(f"{LIST}.{format_.value}", award=asked.award, verdict=asked.verdict, unit=asked.unit)


def candidate(frame: Frame, who: Who, card: str) -> str:
    """One candidate under one card."""
    return frame.link(f"{LIST}/{who.kind}/{quote(who.id, safe='')}", card=card)


def paper(frame: Frame, campaign: str, nomination_id: str, kind: PaperKind) -> str:
    """A paper of a nomination, to be signed."""
    path = f"/awards/campaigns/{campaign}/nominations/{quote(nomination_id, safe='')}/papers/{kind.value}.docx"
    return frame.link(path, campaign="", lang="")


def proof(position: int) -> str:
    """The proof that a fact is in the log."""
    return f"/audit/proofs/{position}"


def fact(position: int) -> str:
    """A fact as it is stored."""
    return f"/audit/events/{position}"
