"""The registry: which units and persons there are. It has a pen of its own, and campaigns decide on a followed view.

A person's name is sealed text here and is not kept; neither is a unit's: no decision rests on a name.
"""

from typing import Final

import msgspec

from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.refusals import (
    DISCIPLINE_ALREADY_ENDED,
    ID_USED,
    MERGER_EMPTY,
    PERSON_ALREADY_THERE,
    UNIT_CIRCLE,
    UNIT_ENDED,
    UNKNOWN,
)
from services.tracking.domain.retention import Retained
from services.tracking.domain.table import Row, row
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact
from shared.core.events import Data
from shared.core.index import Index, hash64
from shared.core.journal import Journal
from shared.core.values import Date, SubjectKind, UnitId, UnitKind

IN_FORCE, ENDED = 0, 1


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A unit as far as decisions go; `ended_on` is the day it was merged or dissolved, if stated."""

    kind: UnitKind
    parent: UnitId
    ended_on: Date = ""


class RegistryState:
    """What the registry's facts have come to: its units, where each person works, and disciplines by decision."""

    registry_at: Final = 0

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.units: dict[UnitId, Unit] = {}
        self.persons: dict[str, UnitId] = {}
        self.disciplines = Index()


# --- units ---------------------------------------------------------------------------------------------------------


def establish(state: RegistryState, _command: Command, data: events.UnitEstablished) -> Refused | None:
    """An id is given once; the parent must be there before, so that no circle can arise."""
    if data.unit_id in state.units:
        return ID_USED["unit"]
    if data.parent == data.unit_id:
        return UNIT_CIRCLE
    return None if not data.parent or data.parent in state.units else UNKNOWN["unit"]


def established(state: RegistryState, data: events.UnitEstablished) -> None:
    """The unit is there."""
    state.journal.put(state.units, data.unit_id, Unit(data.kind, data.parent))


def rename(state: RegistryState, _command: Command, data: events.UnitRenamed) -> Refused | None:
    """A unit must be there to be renamed."""
    return None if data.unit_id in state.units else UNKNOWN["unit"]


def renamed(_state: RegistryState, _data: events.UnitRenamed) -> None:
    """No decision rests on a name."""


def merge(state: RegistryState, _command: Command, data: events.UnitMerged) -> Refused | None:
    """Predecessors and successor must be there and not ended: so a line of successors never runs in a circle."""
    if not data.predecessors:
        return MERGER_EMPTY
    if data.successor in data.predecessors:
        return UNIT_CIRCLE
    gone = (_gone(state, unit_id) for unit_id in (data.successor, *data.predecessors))
    return next((refusal for refusal in gone if refusal), None)


def merged(state: RegistryState, data: events.UnitMerged) -> None:
    """The predecessors end on the day the merger takes effect."""
    for unit_id in data.predecessors:
        _end(state, unit_id, data.effective_on)


def dissolve(state: RegistryState, _command: Command, data: events.UnitDissolved) -> Refused | None:
    """A unit ends once."""
    return _gone(state, data.unit_id)


def dissolved(state: RegistryState, data: events.UnitDissolved) -> None:
    """The unit ends on that day."""
    _end(state, data.unit_id, data.effective_on)


def _gone(state: RegistryState, unit_id: UnitId) -> Refused | None:
    unit = state.units.get(unit_id)
    if unit is None:
        return UNKNOWN["unit"]
    return UNIT_ENDED if unit.ended_on else None


def _end(state: RegistryState, unit_id: UnitId, day: Date) -> None:
    state.journal.put(state.units, unit_id, msgspec.structs.replace(state.units[unit_id], ended_on=day))


# --- persons -------------------------------------------------------------------------------------------------------


def assign(state: RegistryState, _command: Command, data: events.PersonAssigned) -> Refused | None:
    """The unit must be there; a later assignment takes the place of the one before."""
    return None if data.unit_id in state.units else UNKNOWN["unit"]


def assigned(state: RegistryState, data: events.PersonAssigned) -> None:
    """The person works there."""
    state.journal.put(state.persons, data.person_id, data.unit_id)


def transfer(state: RegistryState, _command: Command, data: events.PersonTransferred) -> Refused | None:
    """Person and unit must be there, and the unit another one."""
    unit_id = state.persons.get(data.person_id)
    if unit_id is None:
        return UNKNOWN["person"]
    if data.to_unit_id not in state.units:
        return UNKNOWN["unit"]
    return PERSON_ALREADY_THERE if unit_id == data.to_unit_id else None


def transferred(state: RegistryState, data: events.PersonTransferred) -> None:
    """The person works in the other unit."""
    state.journal.put(state.persons, data.person_id, data.to_unit_id)


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
    if kind == "COLLECTIVE" and subject_id not in state.units:
        return UNKNOWN["unit"]
    if kind == "INDIVIDUAL" and subject_id not in state.persons:
        return UNKNOWN["person"]
    return None


# --- the decider, and the view that campaigns have ------------------------------------------------------------------

TABLE: Final[dict[type[Data], Row[RegistryState]]] = dict(
    (
        row(events.UnitEstablished, establish, established),
        row(events.UnitRenamed, rename, renamed),
        row(events.UnitMerged, merge, merged),
        row(events.UnitDissolved, dissolve, dissolved),
        row(events.PersonAssigned, assign, assigned),
        row(events.PersonTransferred, transfer, transferred),
        row(events.RatingRecorded, record, recorded),
        row(events.PriorAwardRecorded, record, recorded),
        row(events.DisciplineRecorded, discipline, disciplined),
        row(events.DisciplineEnded, end_discipline, discipline_ended),
    )
)


class RegistryDecider:
    """What the registry allows, by the facts so far."""

    def decide(self, state: RegistryState, command: Command, /) -> Refused | None:
        """None if the facts so far allow the command, else why not. Changes nothing."""
        refusal = TABLE[type(command.data)].decide(state, command, command.data)
        return refusal if command.contentmac else SUBJECT_ERASED

    def evolve(self, state: RegistryState, fact: Fact, _ref: int, /) -> None:
        """Take one fact of the registry into the state."""
        TABLE[type(fact.data)].evolve(state, fact.data)


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

    def has_unit(self, unit_id: UnitId) -> bool:
        """Whether a unit was ever established."""
        return unit_id in self._state.units

    def has_person(self, person_id: str) -> bool:
        """Whether a person was ever assigned to a unit."""
        return person_id in self._state.persons
