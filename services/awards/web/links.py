"""Where awards' pages lie and how links lead to them, at the same campaign, language and moment. It knows no figure."""

from typing import Final
from urllib.parse import quote

from services.awards.web.candidate import Candidate
from services.awards.web.listing import Filters
from services.awards.web.naming import Who
from services.awards.web.next_steps import Step
from shared.adapters.sought import SOUGHT
from shared.core.events import HoldPlaced
from shared.papers.content import PaperKind
from shared.web.downloads import Format
from shared.web.frame import Frame, Section

LIST: Final = Section.CANDIDATES.value
FORMS: Final = "/awards/pages/forms"
# In the address of a form: which candidate it was opened from, and is gone back to.
FROM: Final = ("from_kind", "from_id", "from_card")
FILTERS: Final = ("award", "verdict", "unit", "way", SOUGHT)  # of the lists, which a candidate's page leads back to
RECORDED: Final = "recorded"  # in the address of a page that one comes to from a form: what was recorded by it


def lists(frame: Frame) -> str:
    """The candidates, filtered as they were when one came from them."""
    return frame.link(LIST, **_filters(frame))


def download(frame: Frame, format_: Format, asked: Filters) -> str:
    """The lists as a file, filtered in the same way."""
    sought = {SOUGHT: dict(frame.query).get(SOUGHT, "")}
    return frame.link(
        f"{LIST}.{format_.value}", award=asked.award, verdict=asked.verdict, unit=asked.unit, way=asked.way, **sought
    )


def candidate(frame: Frame, who: Who, card: str) -> str:
    """One candidate under one card."""
    return frame.link(f"{LIST}/{who.kind}/{quote(who.id, safe='')}", card=card, **_filters(frame))


def paper(frame: Frame, campaign: str, nomination_id: str, kind: PaperKind) -> str:
    """A paper of a nomination, to be signed."""
    path = f"/awards/campaigns/{campaign}/nominations/{quote(nomination_id, safe='')}/papers/{kind.value}.docx"
    return frame.link(path, campaign="", lang="")


def proof(position: int) -> str:
    """The proof that a fact is in the log."""
    return f"/audit/proofs/{position}"


def fact(frame: Frame, position: int) -> str:
    """A fact in the log for people, for whoever may read it."""
    return frame.link(f"{Section.AUDIT.value}/{position}")


def form(frame: Frame, step: Step, seen: Candidate) -> str:
    """A form, filled in as far as it is known what it is about; what is stated is stated now."""
    row = seen.seen.row
    opened_from = dict(zip(FROM, (row.subject_kind, row.subject_id, row.card), strict=True))
    return frame.link(f"{FORMS}/{step.short}", campaign=row.campaign, as_of="", **opened_from, **step.about)


def hold(frame: Frame, campaign: str) -> str:
    """The form by which a subject is held of whom nothing was flagged yet."""
    return frame.link(f"{FORMS}/{HoldPlaced.short}", campaign=campaign, as_of="")


def onward(frame: Frame, *, after: int = 0, recorded: str = "") -> str:
    """The candidate that a form was opened from, as it is after a fact that was `recorded` (its short name)."""
    kind, id_, card = (dict(frame.query).get(name, "") for name in FROM)
    path = f"{LIST}/{quote(kind, safe='')}/{quote(id_, safe='')}" if kind and id_ else LIST
    return frame.link(path, as_of="", card=card, after=str(after or ""), recorded=recorded)


def _filters(frame: Frame) -> dict[str, str]:
    """By what the lists are filtered, as it stands in the address."""
    asked = dict(frame.query)
    return {name: asked[name] for name in FILTERS if name in asked}
