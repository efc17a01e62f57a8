"""How far a matter has come: a paper was sent; or it is soon due, due, or before which tier. Pure."""

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias, get_args

from shared.core.values import Tier

Stage: TypeAlias = Literal["SENT", "SOON", "DUE", "UNIT", "HEAD", "ADMINISTRATION", "LEADERSHIP"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)  # in the order in which a matter passes them

_BEFORE_IT_IS_LATE: Final[dict[str, Stage]] = {
    "report.consolidated": "SENT",
    "review.held": "SENT",
    "council.convened": "SENT",
    "minutes.signed": "SENT",
    "award.decided": "SENT",
    "award.annulled": "SENT",
    "report.due_soon": "SOON",
    "dossier.step_due": "SOON",
    "report.due": "DUE",
    "feedback.received": "DUE",
}


def stage_of(topic: str, tier: Tier) -> Stage:
    """Where a reminder stands: what is not late yet is so by its topic; all else stands before its tier."""
    return _BEFORE_IT_IS_LATE.get(topic, tier)


def furthest(stages: Sequence[str]) -> Stage:
    """The last of some stages, of which there is at least one."""
    return STAGES[max(STAGES.index(known) for known in STAGES if known in stages)]
