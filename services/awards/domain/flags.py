"""What was last said of each subject under each card, and what may be said next. It weighs nothing."""

import re
from hashlib import sha256
from typing import Final, TypeAlias

import msgspec

from shared.core.decider import Refused
from shared.core.events import CandidateFlagged, CandidateUnflagged, CandidateUpdated, Flag
from shared.core.values import SubjectKind, Verdict
from shared.rules.stated import Stated, stated

Key: TypeAlias = tuple[SubjectKind, str, str]  # kind and id of the subject, and the card
Candidate: TypeAlias = CandidateFlagged | CandidateUpdated | CandidateUnflagged

SOURCE: Final = "/services/awards"
AT_ONCE: Final = 50  # subjects whose flags go to the pen together
LONGEST_ID: Final = 128
FIT: Final = frozenset[Verdict]({"CANDIDATE", "NEEDS_REVIEW"})
UNCHANGED: Final = Refused(
    code="unchanged",
    vi="Điều này đã được ghi nhận đúng như vậy nên không ghi lại. Không cần làm gì thêm.",
    en="This stands recorded just so and was not recorded again. There is nothing to do.",
)


_CAUSE: Final = re.compile(r"@([1-9][0-9]{3,18})\.[0-9a-f]{16}")


def key_of(flag: Flag) -> Key:
    """Of whom a flag speaks, and under which card."""
    return flag.subject_kind, flag.subject_id, flag.card


def is_flagged(stated: Stated | None) -> bool:
    """Whether a subject is on the list under a card: as fit, or as one who would be but for a hold or another award."""
    return stated is not None and stated.verdict != "NOT_YET"


def event_for(before: Stated | None, now: Stated) -> type[Candidate] | None:
    """Which event says what is new, or None if nothing is that anybody must hear."""
    flagged = is_flagged(before)
    if not is_flagged(now):
        return CandidateUnflagged if flagged else None
    if not flagged:
        return CandidateFlagged
    return CandidateUpdated if before != now else None


def is_news(flag: Flag, *, before: Stated | None) -> bool:
    """Whether a flag is the very event that is to be stated after what was stated before."""
    event = event_for(before, stated(flag))
    return event is not None and isinstance(flag, event)


def id_of(flag: Flag, cause: int) -> str:
    """The event id of a flag: it follows from all the flag says and from the position of its cause."""
    content = sha256(b"%d " % cause + msgspec.json.encode(flag)).hexdigest()
    tail = f"@{cause}.{content[:16]}"
    return f"{flag.card}/{flag.subject_kind}/{flag.subject_id}"[: LONGEST_ID - len(tail)] + tail


def cause_in(event_id: str) -> int | None:
    """The position of the fact that a flag with this id follows from; None if that is no flag's id."""
    found = _CAUSE.fullmatch(event_id, event_id.rfind("@"))
    return int(found[1]) if found else None
