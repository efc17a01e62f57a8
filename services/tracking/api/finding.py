"""What anybody is told of a paper of tracking by its hash: which period of which campaign, and whether it stands."""

from typing import Final, TypeAlias

from sqlmodel import Session

from services.tracking.domain.reporting.register import REVIEW, TOPIC
from services.tracking.tables import queries
from services.tracking.tables.period import registered, registered_under
from services.tracking.tables.reviews import Review, review_under
from shared.core.values import Language
from shared.papers.content import PaperKind

Answer: TypeAlias = dict[str, object]
REVIEW_TITLES: Final[dict[Language, str]] = {"vi": "Báo cáo sơ kết, tổng kết", "en": "Report of a review"}
TITLES: Final[dict[Language, str]] = {"vi": "Báo cáo tổng hợp kỳ", "en": "Consolidated periodic report"}


def found_paper(session: Session, code: str, language: Language) -> Answer | None:
    """The paper whose hash begins so; None where the register has none. `newer`: where the one in its place stands."""
    if (review := review_under(session, code)) is not None:
        return _of_review(session, review, language)
    entry = registered_under(session, code)
    defined = queries.campaign_of(session, entry.campaign) if entry else None
    if entry is None or defined is None:
        return None
    last = registered(session, entry.campaign, entry.period)
    name = defined.name
    return {
        "sha256": entry.sha256,
        "paper": PaperKind.PERIODIC.value,
        "title": TITLES[language],
        "campaign": entry.campaign,
        "campaign_name": (name.en or name.vi) if language == "en" else name.vi,
        "about": {"kind": TOPIC, "id": entry.period},
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "newer": last.position if last and last.position > entry.position else None,
    }


def _of_review(session: Session, review: Review, language: Language) -> Answer | None:
    """The paper on a review; nothing comes in its place."""
    defined = queries.campaign_of(session, review.campaign)
    if defined is None:
        return None
    name = defined.name
    return {
        "sha256": review.sha256,
        "paper": PaperKind.REVIEW.value,
        "title": REVIEW_TITLES[language],
        "campaign": review.campaign,
        "campaign_name": (name.en or name.vi) if language == "en" else name.vi,
        "about": {"kind": REVIEW, "id": review.review_id},
        "position": review.position,
        "recorded_at": review.recorded_at,
        "newer": None,
    }
