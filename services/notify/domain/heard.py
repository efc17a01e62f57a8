"""What those heard last of a flag who may not know of a hold, and what the next flag is to them. Pure.

An open hold is not for everybody: for all but the secretary the verdict stays as it was.
"""

from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec

from shared.core.events import Flag
from shared.core.values import Verdict
from shared.rules.stated import HELD
from shared.rules.weighing import outcomes

Topic = Literal["candidate.flagged", "candidate.updated", "candidate.unflagged"]

FIT: Final = frozenset[Verdict]({"CANDIDATE", "NEEDS_REVIEW"})


class Heard(NamedTuple):
    """What those heard last who may not know of a hold: a verdict, and a digest of all else that makes it another."""

    verdict: Verdict
    grounds: str


def heard_in(flag: Flag) -> Heard:
    """What a flag tells, as far as another one is compared with it."""
    grounds = msgspec.json.encode((flag.award, flag.rule_set, outcomes(flag.explanation)))
    return Heard(flag.verdict, sha256(grounds).hexdigest()[:32])


def topic_for_others(flag: Flag, *, heard: Heard | None) -> Topic | None:
    """What a flag is to those who may not know of a hold and `heard` something last; None: nothing that is new."""
    if flag.verdict == HELD:
        return None
    was, now = heard is not None and heard.verdict in FIT, flag.verdict in FIT
    if was != now:
        return "candidate.flagged" if now else "candidate.unflagged"
    return "candidate.updated" if was and heard != heard_in(flag) else None
