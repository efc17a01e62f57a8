"""What anybody is told of a paper by its hash: which paper it is and whether it still stands. No subject, no name."""

from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session, col, select

from services.awards.domain.nominations import Nomination
from services.awards.domain.papers.register import OWN_LEVEL, STATE_LEVEL
from services.awards.domain.papers.wording import AWARDS
from services.awards.tables.gathering import newest
from services.awards.tables.rows import Decision, DecisionSubject, PaperSource, RegisteredPaper
from services.awards.tables.rows import Nomination as NominationRow
from shared.core.definition import Text
from shared.core.events import CampaignAmended, CampaignLaunched
from shared.core.values import Language
from shared.papers.content import PaperKind
from shared.papers.register import BEYOND, Told

Answer: TypeAlias = dict[str, object]

TITLES: Final[dict[str, tuple[str, str]]] = {
    PaperKind.SUBMISSION.value: ("Tờ trình", "Submission letter"),
    PaperKind.ROLL.value: ("Danh sách", "List"),
    PaperKind.REPORT.value: ("Báo cáo thành tích", "Achievement report"),
    PaperKind.MINUTES.value: ("Biên bản", "Minutes"),
    PaperKind.DECISION.value: ("Quyết định", "Decision"),
    STATE_LEVEL: ("Biểu 0602.N/BNV-TĐKT", "Form 0602.N/BNV-TĐKT"),
    OWN_LEVEL: ("Biểu 0603.N/BNV-TĐKT", "Form 0603.N/BNV-TĐKT"),
}


class _Named(msgspec.Struct):
    """Of a definition, only its name."""

    name: Text


_named: Final = msgspec.json.Decoder(_Named).decode
_told: Final = msgspec.json.Decoder(Nomination).decode


def found_paper(session: Session, code: str, language: Language) -> Answer | None:
    """The paper whose hash begins so; None where the register has none. `newer`: where the one in its place stands."""
    begins = col(RegisteredPaper.sha256).between(code, code + BEYOND)
    entry = session.exec(select(RegisteredPaper).where(begins)).first()
    if entry is None:
        return None
    about = Told(entry.topic, entry.topic_id)
    last = newest(session, entry.campaign, entry.paper, about)
    return {
        "sha256": entry.sha256,
        "paper": entry.paper,
        "title": TITLES[entry.paper][language == "en"],
        "campaign": entry.campaign,
        "campaign_name": _campaign_name(session, entry.campaign, language),
        "about": {"kind": about.topic, "id": about.id},
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "newer": last.position if last and last.position > entry.position else None,
        **_standing(session, entry.campaign, about),
    }


def _standing(session: Session, campaign: str, about: Told) -> Answer:
    """What is public of a decision: its award and day, and how many of those it names still hold the award."""
    if about.topic == "nomination" and (row := session.get(NominationRow, (campaign, about.id))):
        return {"award": AWARDS[_told(row.told).award]}
    decision = session.get(Decision, (campaign, about.id)) if about.topic == "decision" else None
    if decision is None:
        return {}
    table = DecisionSubject
    given = session.exec(select(table).where(table.campaign == campaign, table.decision_no == about.id)).all()
    return {
        "award": AWARDS[decision.award],  # type: ignore[index]  # as the fact said it
        "decided_on": decision.decided_on,
        "subjects": len(given),
        "annulled": sum(bool(one.annulment_no) for one in given),
    }


def _campaign_name(session: Session, campaign: str, language: Language) -> str:
    """Its name in the definition that is in force."""
    table = PaperSource
    defined = (CampaignLaunched.wire, CampaignAmended.wire)
    of_campaign = (table.campaign == campaign, table.topic == "campaign", col(table.wire).in_(defined))
    row = session.exec(select(table).where(*of_campaign).order_by(col(table.position).desc()).limit(1)).first()
    name = _named(row.data).name if row else Text(campaign)
    return (name.en or name.vi) if language == "en" else name.vi
