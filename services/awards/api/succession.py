"""What awards' answers say of candidates whose unit has ended: how, when, and who carries them. It knows no HTTP."""

from typing import TypeAlias

from services.awards.domain.succession import Fated

Answer: TypeAlias = dict[str, object]


def told(fated: Fated | None) -> Answer:
    """The fate of a candidacy whose unit has ended; nothing else."""
    if fated is None:
        return {}
    ending = fated.ending
    how: Answer = {"fate": fated.fate.value, "by": fated.by or None, "on": ending.on, "how": ending.how}
    return {"succession": how | {"basis": ending.basis}}
