"""How a refusal is said: what happened, that nothing was recorded, what to do. It knows no single refusal."""

from shared.core.decider import Refused


def refused(code: str, vi: str, vi_do: str, en: str, en_do: str) -> Refused:
    """A refusal whose sentences end alike, so that nobody wonders whether something was recorded."""
    return Refused(code, f"{vi}, nên chưa ghi gì. {vi_do}.", f"{en}, so nothing was recorded. {en_do}.")
