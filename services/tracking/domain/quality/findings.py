"""Something that a rule found, and the id that follows from what is wrong. It knows no rule."""

from hashlib import sha256

import msgspec

from shared.core.events import QualityFlagged, Said
from shared.core.values import QualityKind, UnitId


class Finding(msgspec.Struct, frozen=True):
    """What is wrong with what a unit reported; `wrong` are the values that make it so, others make another finding."""

    kind: QualityKind
    rule: str
    unit_id: UnitId
    about: str
    wrong: tuple[str | float, ...]
    reason: Said
    remedy: Said
    evidence: tuple[int, ...]

    @property
    def quality_id(self) -> str:
        """The same for the same wrong, whoever finds it and whenever."""
        told = msgspec.json.encode((self.rule, self.unit_id, self.about, self.wrong))
        return f"{self.rule}/{self.unit_id}/{sha256(told).hexdigest()[:16]}"

    def flagged(self) -> QualityFlagged:
        """The statement of it."""
        return QualityFlagged(
            quality_id=self.quality_id,
            kind=self.kind,
            rule=self.rule,
            unit_id=self.unit_id,
            about=self.about,
            reason=self.reason,
            remedy=self.remedy,
            evidence=self.evidence,
        )
