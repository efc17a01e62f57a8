"""What anybody is told of a paper of tracking by its hash: which period of which campaign, and whether it stands."""

from typing import Final, TypeAlias

from sqlmodel import Session

from services.tracking.domain.reporting.register import TOPIC
from services.tracking.tables import queries
from services.tracking.tables.period import registered, registered_under
from shared.core.values import Language
from shared.papers.content import PaperKind

Answer: TypeAlias = dict[str, object]
TITLES: Final[dict[Language, str]] = {"vi": "Báo cáo tổng hợp kỳ", "en": "Consolidated periodic report"}


def found_paper(session: Session, sha256: str, language: Language) -> Answer | None:
    """The paper of a hash; None where the register has none. `newer`: where the one in its place stands."""
    entry = registered_under(session, sha256)
    defined = queries.campaign_of(session, entry.campaign) if entry else None
    if entry is None or defined is None:
        return None
    last = registered(session, entry.campaign, entry.period)
    name = defined.name
    return {
        "sha256": sha256,
        "paper": PaperKind.PERIODIC.value,
        "title": TITLES[language],
        "campaign": entry.campaign,
        "campaign_name": (name.en or name.vi) if language == "en" else name.vi,
        "about": {"kind": TOPIC, "id": entry.period},
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "newer": last.position if last and last.position > entry.position else None,
    }
