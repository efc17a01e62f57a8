"""Units of the registry: established once, renamed, merged, split, dissolved, given codes; and corrected by name.

An id is never given twice and no decision rests on a name. What a later fact says takes effect on its own day, which
may be past or to come; a correction names the fact whose place it takes.
"""

from collections.abc import Iterable
from typing import TypeAlias

from services.tracking.domain.refusals import ID_USED, MERGER_EMPTY, UNIT_CIRCLE, UNIT_ENDED, UNKNOWN
from services.tracking.domain.registry_state import Code, RegistryState
from services.tracking.domain.unit_refusals import (
    CODE_CLOSED,
    CODE_UNKNOWN,
    CODE_USED,
    CORRECTS_NOTHING,
    HOLDER_NO_SUCCESSOR,
    SPLIT_EMPTY,
    TAKES_OVER_LATER,
)
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.lineage import Change, Lineage, ended_by, heirs_by
from shared.core.values import Date, UnitId

Ends: TypeAlias = events.UnitMerged | events.UnitSplit | events.UnitDissolved


def establish(state: RegistryState, _command: Command, data: events.UnitEstablished) -> Refused | None:
    """An id is given once; the parent must be there before, so that no circle can arise."""
    if state.has_unit(data.unit_id):
        return ID_USED["unit"]
    if data.parent == data.unit_id:
        return UNIT_CIRCLE
    if data.parent and not state.has_unit(data.parent):
        return UNKNOWN["unit"]
    return CODE_USED if data.code in state.codes else None


def established(state: RegistryState, data: events.UnitEstablished) -> None:
    """The unit is there."""
    state.set_lineage(state.lineage.after(data, ""))
    if data.code:
        state.journal.put(state.codes, data.code, Code(data.unit_id, is_open=True))


def rename(state: RegistryState, _command: Command, data: events.UnitRenamed) -> Refused | None:
    """A unit must be there to be renamed, and still be there on the day."""
    lineage = state.lineage.without(data.corrects)
    if not state.has_unit(data.unit_id):
        return UNKNOWN["unit"]
    return _corrects_nothing(state, data) or _ended(lineage, data.unit_id, data.effective_on)


def merge(state: RegistryState, _command: Command, data: events.UnitMerged) -> Refused | None:
    """Units become part of one that is there on the day; a correction that names none takes the merger back."""
    if not data.predecessors and not data.corrects:
        return MERGER_EMPTY
    return _end(state, data)


def split(state: RegistryState, _command: Command, data: events.UnitSplit) -> Refused | None:
    """A unit ends, and at least two others go on in its place; one of them holds what it did and began."""
    if len(set(data.successors)) < max(len(data.successors), len(("one", "another"))):
        return SPLIT_EMPTY
    if data.holder and data.holder not in data.successors:
        return HOLDER_NO_SUCCESSOR
    return _end(state, data)


def dissolve(state: RegistryState, _command: Command, data: events.UnitDissolved) -> Refused | None:
    """A unit ends once, and nobody goes on in its place."""
    return _end(state, data)


def changed(state: RegistryState, data: Change, event_id: str) -> None:
    """The units stand as the fact says, which may take the place of another one."""
    state.set_lineage(state.lineage.after(data, event_id))


def issue_code(state: RegistryState, _command: Command, data: events.UnitCodeIssued) -> Refused | None:
    """A code belongs to one unit for ever, also after it is closed."""
    if not state.has_unit(data.unit_id):
        return UNKNOWN["unit"]
    if data.code in state.codes:
        return CODE_USED
    return _ended(state.lineage, data.unit_id, data.effective_on)


def code_issued(state: RegistryState, data: events.UnitCodeIssued) -> None:
    """The code is the unit's."""
    state.journal.put(state.codes, data.code, Code(data.unit_id, is_open=True))


def close_code(state: RegistryState, _command: Command, data: events.UnitCodeClosed) -> Refused | None:
    """Closed is an open code of this unit; the unit itself may have ended before."""
    code = state.codes.get(data.code)
    if code is None or code.unit_id != data.unit_id:
        return CODE_UNKNOWN
    return None if code.is_open else CODE_CLOSED


def code_closed(state: RegistryState, data: events.UnitCodeClosed) -> None:
    """The code is no longer good."""
    state.journal.put(state.codes, data.code, Code(data.unit_id, is_open=False))


def _end(state: RegistryState, data: Ends) -> Refused | None:
    """Why units cannot end like this: an heir is there on the day, and no line runs in a circle."""
    lineage, ending, heirs = state.lineage.without(data.corrects), ended_by(data), heirs_by(data)
    if not all(state.has_unit(unit_id) for unit_id in (*ending, *heirs)):
        return UNKNOWN["unit"]
    if len(set(ending)) < len(ending) or not set(ending).isdisjoint(heirs):
        return UNIT_CIRCLE
    refusal = _corrects_nothing(state, data)
    if refusal is not None:
        return refusal
    if any(unit_id in lineage.endings for unit_id in ending):
        return UNIT_ENDED
    gone = next((unit_id for unit_id in heirs if lineage.ended(unit_id, data.effective_on)), None)
    if gone is not None:
        return UNIT_ENDED
    return TAKES_OVER_LATER if _take_over_later(lineage, ending, data.effective_on) else None


def _take_over_later(lineage: Lineage, units: Iterable[UnitId], day: Date) -> bool:
    """Whether any of these is to go on in another's place after this day."""
    return any(ending.on > day and not set(ending.heirs).isdisjoint(units) for ending in lineage.endings.values())


def _corrects_nothing(state: RegistryState, data: Change) -> Refused | None:
    return CORRECTS_NOTHING if data.corrects and not state.lineage.knows(data.corrects) else None


def _ended(lineage: Lineage, unit_id: UnitId, day: Date) -> Refused | None:
    return UNIT_ENDED if lineage.ended(unit_id, day) else None
