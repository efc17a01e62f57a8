"""Opens what the public wrote, for one answer each, and nothing before the vault is swept. It knows no row."""

from shared.adapters.erasures import Erasures
from shared.adapters.http import Refusal
from shared.adapters.intake import VAULT_UNAVAILABLE
from shared.adapters.personal import open_words
from shared.adapters.sealing import Sealed
from shared.adapters.vault import Subject, VaultReader, VaultUnavailable


class FeedbackWords:
    """The words of pieces of feedback."""

    def __init__(self, vault: VaultReader, erasures: Erasures) -> None:
        self._vault = vault
        self._erasures = erasures

    def open(self, campaign: str, feedback_id: str, sealed: str) -> dict[str, str] | None:
        """`text`, `name` and `contact`, or None once they are erased. Raises Refusal (503), KeyMissing, SealBroken."""
        subject = Subject("feedback", feedback_id, campaign)
        if not self._erasures.is_swept:
            raise Refusal(VAULT_UNAVAILABLE)
        try:
            return None if self._erasures.awaits(subject) else open_words(self._vault, subject, Sealed(sealed))
        except VaultUnavailable as error:
            raise Refusal(VAULT_UNAVAILABLE) from error
