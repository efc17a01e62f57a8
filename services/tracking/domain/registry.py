"""The registry: which units and persons there are. It has a pen of its own, and campaigns decide on a followed view.

A person's name is sealed text here and is not kept; neither is a unit's: no decision rests on a name.
"""

from collections.abc import Iterable
from typing import Final

from services.tracking.domain import grants, units
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.refusals import (
    DISCIPLINE_ALREADY_ENDED,
    ID_USED,
    PERSON_ALREADY_THERE,
    UNIT_ENDED,
    UNKNOWN,
)
from services.tracking.domain.registry_state import Post, RegistryState
from services.tracking.domain.retention import Retained
from services.tracking.domain.table import Row, row
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import Data
from shared.core.grants import Grant, Saying, sayings
from shared.core.index import hash64
from shared.core.journal import Journal
from shared.core.lineage import Change, Lineage
from shared.core.values import SubjectKind, UnitId

IN_FORCE, ENDED = 0, 1


# --- persons -------------------------------------------------------------------------------------------------------


def assign(state: RegistryState, _command: Command, data: events.PersonAssigned) -> Refused | None:
    """The unit must be there on the day; a later assignment takes the place of the one before."""
    if not state.has_unit(data.unit_id):
        return UNKNOWN["unit"]
    return UNIT_ENDED if state.lineage.ended(data.unit_id, data.from_on) else None


def assigned(state: RegistryState, data: events.PersonAssigned) -> None:
    """The person works there; of a unit left for it there may be more to say."""
    before = state.persons.get(data.person_id)
    remarked = before is None or (before.remarked if before.unit_id == data.unit_id else False)
    state.journal.put(state.persons, data.person_id, Post(data.unit_id, remarked))


def transfer(state: RegistryState, _command: Command, data: events.PersonTransferred) -> Refused | None:
    """Person and unit must be there, and the unit another one; remarks that were missing may be brought later."""
    post = state.persons.get(data.person_id)
    if post is None:
        return UNKNOWN["person"]
    if not state.has_unit(data.to_unit_id):
        return UNKNOWN["unit"]
    if post.unit_id == data.to_unit_id and (post.remarked or not data.remarks):
        return PERSON_ALREADY_THERE
    return UNIT_ENDED if state.lineage.ended(data.to_unit_id, data.effective_on) else None


def transferred(state: RegistryState, data: events.PersonTransferred) -> None:
    """The person works in the other unit."""
    state.journal.put(state.persons, data.person_id, Post(data.to_unit_id, bool(data.remarks)))


# --- what is said of a subject: ratings, prior awards, disciplines -------------------------------------------------

AboutSubject = events.RatingRecorded | events.PriorAwardRecorded


def record(state: RegistryState, _command: Command, data: AboutSubject) -> Refused | None:
    """The subject must be there; a later decision on the same year stands beside the earlier one."""
    return _unknown_subject(state, data.subject_kind, data.subject_id)


def recorded(_state: RegistryState, _data: AboutSubject) -> None:
    """Nothing else is decided on it here."""


def discipline(state: RegistryState, _command: Command, data: events.DisciplineRecorded) -> Refused | None:
    """The subject must be there; one decision disciplines a subject once."""
    used = state.disciplines.get(_discipline_key(data)) is not None
    return _unknown_subject(state, data.subject_kind, data.subject_id) or (ID_USED["discipline"] if used else None)


def disciplined(state: RegistryState, data: events.DisciplineRecorded) -> None:
    """The discipline is in force."""
    state.journal.put_index(state.disciplines, _discipline_key(data), IN_FORCE)


def end_discipline(state: RegistryState, _command: Command, data: events.DisciplineEnded) -> Refused | None:
    """Only a discipline in force ends."""
    status = state.disciplines.get(_discipline_key(data))
    if status is None:
        return UNKNOWN["discipline"]
    return DISCIPLINE_ALREADY_ENDED if status == ENDED else None


def discipline_ended(state: RegistryState, data: events.DisciplineEnded) -> None:
    """The discipline has ended."""
    state.journal.put_index(state.disciplines, _discipline_key(data), ENDED)


def _discipline_key(data: events.DisciplineRecorded | events.DisciplineEnded) -> int:
    return hash64("discipline", data.subject_kind, data.subject_id, data.decision_no)


def _unknown_subject(state: RegistryState, kind: SubjectKind, subject_id: str) -> Refused | None:
    """Households belong to campaigns, which the registry does not know: those are taken as they are."""
    if kind == "COLLECTIVE" and not state.has_unit(subject_id):
        return UNKNOWN["unit"]
    if kind == "INDIVIDUAL" and subject_id not in state.persons:
        return UNKNOWN["person"]
    return None


# --- the decider, and the view that campaigns have ------------------------------------------------------------------


def _named_by_their_fact(_state: RegistryState, _data: Change) -> None:
    """Changes of units are remembered under the id of their fact, so that a later one can correct them by it."""


TABLE: Final[dict[type[Data], Row[RegistryState]]] = dict(
    (
        row(events.UnitEstablished, units.establish, units.established),
        row(events.UnitRenamed, units.rename, _named_by_their_fact),
        row(events.UnitMerged, units.merge, _named_by_their_fact),
        row(events.UnitSplit, units.split, _named_by_their_fact),
        row(events.UnitDissolved, units.dissolve, _named_by_their_fact),
        row(events.UnitCodeIssued, units.issue_code, units.code_issued),
        row(events.UnitCodeClosed, units.close_code, units.code_closed),
        row(events.PersonAssigned, assign, assigned),
        row(events.PersonTransferred, transfer, transferred),
        row(events.RatingRecorded, record, recorded),
        row(events.PriorAwardRecorded, record, recorded),
        row(events.DisciplineRecorded, discipline, disciplined),
        row(events.DisciplineEnded, end_discipline, discipline_ended),
    )
)
# What the system states itself of who may sign in.
CONCLUDED: Final[dict[type[Data], Row[RegistryState]]] = dict(
    (
        row(events.AccessGranted, grants.grant, grants.granted),
        row(events.AccessRevoked, grants.revoke, grants.revoked),
    )
)
_ROWS: Final = TABLE | CONCLUDED


class RegistryDecider:
    """What the registry allows, by the facts so far."""

    def decide(self, state: RegistryState, command: Command, /) -> Refused | None:
        """None if the facts so far allow the command, else why not. Changes nothing."""
        refusal = _ROWS[type(command.data)].decide(state, command, command.data)
        return refusal if command.contentmac else SUBJECT_ERASED

    def evolve(self, state: RegistryState, fact: Fact, _ref: int, /) -> None:
        """Take one fact of the registry into the state."""
        if isinstance(fact.data, Change):
            units.changed(state, fact.data, fact.id)
        else:
            _ROWS[type(fact.data)].evolve(state, fact.data)


class RegistryView:
    """The registry as a follower has folded it: campaigns decide on it, and each of their facts says how far it was.

    `retained` is what the rest of the log says of subjects, for the day one of them is to be erased.
    """

    def __init__(self) -> None:
        self.at = 0
        self.retained = Retained()
        self._state = RegistryState(Journal())
        self._decider = RegistryDecider()

    def take(self, fact: Fact, position: int) -> None:
        """Fold the next fact of the campaign `registry`, which stands at `position`."""
        self._decider.evolve(self._state, fact, position)
        self._state.journal.settle()
        self.at = position

    @property
    def lineage(self) -> Lineage:
        """Which unit holds whose work on which day."""
        return self._state.lineage

    def has_unit(self, unit_id: UnitId) -> bool:
        """Whether a unit was ever established."""
        return self._state.has_unit(unit_id)

    def still_to_say(self, of: Iterable[Grant]) -> list[Saying]:
        """What the registry does not say yet of these grants."""
        said = self._state.grants
        return [
            saying
            for grant in of
            if said.get(grant.id) != ("granted" if grant.revoked_at is None else "revoked")
            for saying in sayings(grant)
            if not (grant.id in said and isinstance(saying.data, events.AccessGranted))
        ]

    def has_person(self, person_id: str) -> bool:
        """Whether a person was ever assigned to a unit."""
        return person_id in self._state.persons
