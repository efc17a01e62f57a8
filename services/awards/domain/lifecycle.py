"""The life of a nomination as one table: state x command -> state. What else must hold stands with each command.

A nomination stands in two places at once: how far its dossier has come, and how the council has voted; the council may
sit before or after the dossier goes up, and a decision needs both. What a table does not name is refused.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Final, TypeAlias

from shared.core import events
from shared.core.events import Data


class Stage(Enum):
    """How far a nomination's dossier has come; an open one is complete as long as nothing is missing."""

    NOT_OPENED = "NOT_OPENED"
    OPEN = "OPEN"
    COMPLETE = "COMPLETE"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    WITHDRAWN = "WITHDRAWN"
    DECLINED = "DECLINED"
    AWARDED = "AWARDED"
    CONFERRED = "CONFERRED"
    ANNULLED = "ANNULLED"


class Vote(Enum):
    """How the council has voted on a nomination."""

    NOT_VOTED = "NOT_VOTED"
    LOST = "LOST"
    CARRIED = "CARRIED"
    CONFIRMED = "CONFIRMED"


Kind: TypeAlias = type[Data]

# The achievement of a nomination that stands here is proposed or awarded, and no other may be opened for it.
LIVE: Final = frozenset({Stage.OPEN, Stage.COMPLETE, Stage.SUBMITTED, Stage.RETURNED, Stage.AWARDED, Stage.CONFERRED})
AWARDED: Final = frozenset({Stage.AWARDED, Stage.CONFERRED})

_PAPERS: Final = (
    events.DossierItemAdded,
    events.ClearanceRequested,
    events.ClearanceReceived,
    events.PublicCommentOpened,
    events.PublicCommentClosed,
)
_COUNCIL: Final = (events.ConflictDeclared, events.BallotTallied)


def _staying(stage: Stage, kinds: Iterable[Kind]) -> dict[Kind, Stage]:
    return dict.fromkeys(kinds, stage)


STAGES: Final[dict[Stage, dict[Kind, Stage]]] = {
    Stage.NOT_OPENED: {events.NominationOpened: Stage.OPEN},
    Stage.OPEN: {
        **_staying(Stage.OPEN, (*_PAPERS, *_COUNCIL)),
        events.NominationReturned: Stage.RETURNED,
        events.NominationWithdrawn: Stage.WITHDRAWN,
    },
    Stage.COMPLETE: {
        **_staying(Stage.COMPLETE, (*_PAPERS, *_COUNCIL)),
        events.NominationSubmitted: Stage.SUBMITTED,
        events.NominationReturned: Stage.RETURNED,
        events.NominationWithdrawn: Stage.WITHDRAWN,
    },
    Stage.SUBMITTED: {
        **_staying(Stage.SUBMITTED, (*_PAPERS, *_COUNCIL)),
        events.NominationSubmitted: Stage.SUBMITTED,  # to a higher level
        events.NominationReturned: Stage.RETURNED,
        events.NominationWithdrawn: Stage.WITHDRAWN,
        events.AwardDecided: Stage.AWARDED,
        events.AwardDeclined: Stage.DECLINED,
    },
    Stage.RETURNED: {
        **_staying(Stage.RETURNED, (*_PAPERS, *_COUNCIL)),
        events.NominationSubmitted: Stage.SUBMITTED,
        events.NominationWithdrawn: Stage.WITHDRAWN,
    },
    Stage.WITHDRAWN: {},
    Stage.DECLINED: {},
    Stage.AWARDED: {
        events.BonusCalculated: Stage.AWARDED,
        events.AwardConferred: Stage.CONFERRED,
        events.AwardAnnulled: Stage.ANNULLED,
    },
    Stage.CONFERRED: {
        events.BonusCalculated: Stage.CONFERRED,
        events.AwardAnnulled: Stage.ANNULLED,
    },
    Stage.ANNULLED: {events.BonusCalculated: Stage.ANNULLED},  # what was given is known before it is asked back
}

# Only what the council's vote has to do with; all else leaves it as it is. A ballot carries or loses by its votes.
# Minutes speak of a sitting, whatever became of its nominations since, and are signed once: so they have no stage.
VOTES: Final[dict[Vote, dict[Kind, tuple[Vote, ...]]]] = {
    Vote.NOT_VOTED: {
        events.ConflictDeclared: (Vote.NOT_VOTED,),
        events.BallotTallied: (Vote.CARRIED, Vote.LOST),
        events.MinutesSigned: (Vote.NOT_VOTED,),
    },
    Vote.LOST: {
        events.ConflictDeclared: (Vote.LOST,),
        events.BallotTallied: (Vote.CARRIED, Vote.LOST),  # another round, if one is left
        events.MinutesSigned: (Vote.LOST,),
    },
    Vote.CARRIED: {events.MinutesSigned: (Vote.CONFIRMED,)},
    Vote.CONFIRMED: {events.AwardDecided: (Vote.CONFIRMED,)},
}
OF_THE_VOTE: Final = frozenset({*_COUNCIL, events.MinutesSigned, events.AwardDecided})


def next_stage(stage: Stage, kind: Kind) -> Stage | None:
    """Where a command leads from a stage, or None if it is not allowed there."""
    return STAGES[stage].get(kind)


def fits_vote(vote: Vote, kind: Kind) -> bool:
    """Whether a command is allowed as the council's vote stands."""
    return kind not in OF_THE_VOTE or kind in VOTES[vote]


def may_follow(stage: Stage, vote: Vote) -> list[str]:
    """The short names of what people may state next of a nomination, in the order of the table."""
    signing = (events.MinutesSigned,) if stage in LIVE and vote is Vote.CARRIED else ()
    kinds = [kind for kind in STAGES[stage] if kind is not events.BonusCalculated]
    return [kind.short for kind in (*kinds, *signing) if fits_vote(vote, kind)]
