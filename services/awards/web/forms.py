"""The forms by which people state the business of awards: the fields of each, and to whom it is offered. Pure.

They judge nothing but that a field was filled in: whether a fact may be stated is for the door alone to say.
"""

from collections.abc import Iterator
from typing import Final, get_args

from shared.core import events
from shared.core.access import STATED_BY, Caller, why_not_state
from shared.core.denials import Denial
from shared.core.events import Data
from shared.core.values import AnnulmentGround, Capacity, ClearanceResult, Level, Paper
from shared.web.fields import fields_of
from shared.web.filling import Field, Kind

SOURCE: Final = "/awards/pages"


def _fixed(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, Kind.FIXED) for name in names)


_NOMINATION: Final = _fixed("nomination_id")
_SUBJECT: Final = _fixed("subject_kind", "subject_id")
_REASON: Final = Field("reason", Kind.WORDS)
_VOTES: Final = tuple(
    Field(name, Kind.WHOLE) for name in ("round", "present", "yes", "no", "blank", "written_yes", "written_no")
)

FORMS: Final[dict[type[Data], tuple[Field, ...]]] = {
    events.NominationOpened: (Field("nomination_id"), *_SUBJECT, *_fixed("award", "achievement_key")),
    events.DossierItemAdded: (
        *_NOMINATION,
        Field("item", Kind.CHOICE, get_args(Paper)),
        Field("name"),
        Field("sha256", Kind.HASHED),
    ),
    events.ClearanceRequested: (*_NOMINATION, Field("body")),
    events.ClearanceReceived: (
        *_NOMINATION,
        Field("body"),
        Field("result", Kind.CHOICE, get_args(ClearanceResult)),
        Field("doc_no"),
    ),
    events.PublicCommentOpened: (*_NOMINATION, Field("from_on", Kind.DAY), Field("to_on", Kind.DAY)),
    events.PublicCommentClosed: (*_NOMINATION, Field("from_on", Kind.DAY), Field("to_on", Kind.DAY)),
    events.NominationSubmitted: (
        *_NOMINATION,
        Field("to_level", Kind.CHOICE, get_args(Level)),
        Field("doc_no"),
        Field("received_on", Kind.DAY),
    ),
    events.CouncilConvened: (Field("sitting_id"), Field("held_on", Kind.DAY), Field("members", Kind.MEMBERS)),
    events.ConflictDeclared: (*_NOMINATION, Field("sitting_id"), *_fixed("person_id")),
    events.BallotTallied: (*_NOMINATION, Field("sitting_id"), *_VOTES),
    events.MinutesSigned: (
        Field("sitting_id"),
        Field("doc_no"),
        Field("signed_on", Kind.DAY),
        Field("signers", Kind.LINES),
    ),
    events.AwardDecided: (
        Field("decision_no"),
        Field("decided_on", Kind.DAY),
        Field("signer.person_id"),
        Field("signer.title"),
        Field("signer.capacity", Kind.CHOICE, get_args(Capacity)),
        *_fixed("award", "subjects.0.subject_kind", "subjects.0.subject_id", "subjects.0.nomination_id"),
    ),
    events.AwardDeclined: (*_NOMINATION, Field("by"), _REASON),
    events.AwardConferred: (*_fixed("decision_no"), Field("conferred_on", Kind.DAY)),
    events.AwardAnnulled: (
        *_fixed("decision_no"),
        *_SUBJECT,
        Field("ground", Kind.CHOICE, get_args(AnnulmentGround)),
        Field("annulment_no"),
        Field("annulled_on", Kind.DAY),
    ),
    events.NominationReturned: (*_NOMINATION, Field("missing", Kind.CHECKS, get_args(Paper)), _REASON),
    events.NominationWithdrawn: (*_NOMINATION, _REASON),
    # Of anybody, also of whom nothing was flagged yet.
    **{data: fields_of(data, {}) for data in (events.HoldPlaced, events.HoldLifted)},
}
BY_NAME: Final[dict[str, type[Data]]] = {data.short: data for data in FORMS}


def why_not_fill_in(caller: Caller, data: type[Data]) -> Denial | None:
    """Why a caller is not given a form: what it states, the caller may not state, as the door itself would say."""
    return why_not_state(caller, data.short, source=SOURCE, person_id=caller.person_id)


def offered_to(caller: Caller) -> Iterator[type[Data]]:
    """The forms of what a caller may state, in the order of a nomination's life."""
    return (data for data in FORMS if caller.role in STATED_BY[data.short] and why_not_fill_in(caller, data) is None)
