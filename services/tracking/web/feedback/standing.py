"""How a piece of feedback stands on a day: waiting, late, answered or erased, and by when an answer is due. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from services.tracking.tables.feedback import Feedback
from shared.core.definition import Campaign
from shared.rules.law.law import Law

State: TypeAlias = Literal["waiting", "late", "answered", "erased"]
OPEN: Final[frozenset[State]] = frozenset({"waiting", "late"})
TONES: Final[dict[State, str]] = {"waiting": "ask", "late": "late", "answered": "good", "erased": "plain"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A piece of feedback, the days on which it came, is due and was answered (None: it is not), and how it stands."""

    feedback: Feedback
    received: date
    due: date
    answered: date | None
    state: State


def standing_of(feedback: Feedback, campaign: Campaign, today: date) -> Standing:
    """How it stands; days are the campaign's, and an answer counts from when it was recorded."""
    received = _day(feedback.recorded_at, campaign)
    due = date.fromisoformat(Law(campaign.law).feedback_due_on(received.isoformat()))
    answered = _day(feedback.answered_at, campaign) if feedback.answered_at else None
    state: State = "late" if today > due else "waiting"
    if answered is not None:
        state = "answered"
    elif feedback.is_erased:
        state = "erased"
    return Standing(feedback, received, due, answered, state)


def _day(recorded_at: str, campaign: Campaign) -> date:
    return datetime.fromisoformat(recorded_at).astimezone(ZoneInfo(campaign.time_zone)).date()
