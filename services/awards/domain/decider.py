"""The decider of awards: one table from each kind of statement to its two functions, and what holds for all."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from services.awards.domain import councils, decisions, dossiers, holds
from services.awards.domain.campaigns import NOT_LAUNCHED
from services.awards.domain.flags import UNCHANGED, is_news, key_of
from services.awards.domain.impartiality import appraises_himself
from services.awards.domain.lifecycle import AWARDED, LIVE
from services.awards.domain.refusals.campaigns import CAMPAIGN_CLOSED, CAMPAIGN_UNKNOWN
from services.awards.domain.refusals.dossiers import LAPSED
from services.awards.domain.standing import has_lapsed
from services.awards.domain.state import AwardsState
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import Data, Flag

D = TypeVar("D", bound=Data)


class Row(NamedTuple):
    """`decide` says why the facts so far forbid a statement, or None; `evolve` takes its fact into the state."""

    decide: Callable[[AwardsState, Command, Data], Refused | None]
    evolve: Callable[[AwardsState, Fact, Data], None]


def row(
    cls: type[D],
    decide: Callable[[AwardsState, Command, D], Refused | None],
    evolve: Callable[[AwardsState, Fact, D], None],
) -> tuple[type[Data], Row]:
    """A row of the table; that both functions take this very class is checked here, where it is written down."""
    return cls, Row(decide, evolve)  # type: ignore[arg-type]  # looked up by this class, so never given another


def flag(state: AwardsState, _command: Command, data: Flag) -> Refused | None:
    """A flag is stated only if it says something new: nothing is said twice, whatever is delivered again."""
    return None if is_news(data, before=state.flags.get(key_of(data))) else UNCHANGED


def flagged(state: AwardsState, _fact: Fact, data: Flag) -> None:
    """What was said last of a subject under a card is this."""
    state.flag(data)


# What somebody states at the door.
TABLE: Final[dict[type[Data], Row]] = dict(
    (
        row(events.HoldPlaced, holds.place, holds.placed),
        row(events.HoldLifted, holds.lift, holds.lifted),
        row(events.NominationOpened, dossiers.open_nomination, dossiers.nomination_opened),
        row(events.NominationSubmitted, dossiers.submit, dossiers.told),
        row(events.NominationReturned, dossiers.send_back, dossiers.told),
        row(events.NominationWithdrawn, dossiers.withdraw, dossiers.told),
        row(events.DossierItemAdded, dossiers.add_item, dossiers.told),
        row(events.ClearanceRequested, dossiers.ask_clearance, dossiers.told),
        row(events.ClearanceReceived, dossiers.receive_clearance, dossiers.told),
        row(events.PublicCommentOpened, dossiers.open_comment, dossiers.told),
        row(events.PublicCommentClosed, dossiers.close_comment, dossiers.told),
        row(events.CouncilConvened, councils.convene, councils.convened),
        row(events.ConflictDeclared, councils.declare_conflict, councils.conflict_declared),
        row(events.BallotTallied, councils.tally, councils.tallied),
        row(events.MinutesSigned, councils.sign_minutes, councils.minutes_signed),
        row(events.AwardDecided, decisions.decide, decisions.decided),
        row(events.AwardDeclined, decisions.decline, dossiers.told),
        row(events.AwardConferred, decisions.confer, decisions.conferred),
        row(events.AwardAnnulled, decisions.annul, decisions.annulled),
    )
)
# What the service itself concludes, also after a campaign was closed: it follows from facts that were stated before.
CONCLUDED: Final[dict[type[Data], Row]] = dict(
    (
        row(events.CandidateFlagged, flag, flagged),
        row(events.CandidateUpdated, flag, flagged),
        row(events.CandidateUnflagged, flag, flagged),
        row(events.BonusCalculated, decisions.calculate, decisions.calculated),
    )
)
_STILL_TAKEN: Final = frozenset({events.NominationWithdrawn, events.AwardDeclined})
_UNDECIDED: Final = LIVE - AWARDED


class AwardsDecider:
    """What awards allows, by its own facts so far, and by the registry and the campaign as far as they are known."""

    def decide(self, state: AwardsState, command: Command, /) -> Refused | None:
        """None if the facts so far allow the command, else why not. Changes nothing."""
        data = command.data
        concluded = CONCLUDED.get(type(data))
        if concluded is not None:
            return concluded.decide(state, command, data)
        terms = state.terms
        if terms is NOT_LAUNCHED:
            return CAMPAIGN_UNKNOWN
        if terms.closed:
            return CAMPAIGN_CLOSED
        refusal = _lapsed(state, command) or appraises_himself(state, command)
        return refusal or TABLE[type(data)].decide(state, command, data)

    def evolve(self, state: AwardsState, fact: Fact, _ref: int, /) -> None:
        """Take one fact of awards into the state."""
        data = fact.data
        (TABLE.get(type(data)) or CONCLUDED[type(data)]).evolve(state, fact, data)


def _lapsed(state: AwardsState, command: Command) -> Refused | None:
    """Nothing more is done about a nomination whose unit is no more, but to take it back or decline it."""
    if type(command.data) in _STILL_TAKEN:
        return None
    nomination = state.nomination(getattr(command.data, "nomination_id", ""))
    if nomination is None or nomination.stage not in _UNDECIDED:
        return None
    return LAPSED if has_lapsed(state, command, nomination.subject) else None
