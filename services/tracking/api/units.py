"""What a campaign's answers say of units that end and go on in each other's place. It knows no HTTP.

An answer under `recorded` keeps to the units that reported; under `successor` the unit that holds the work on the day
asked about stands for them, and what each predecessor brought is told beside it, so that nothing need be believed.
"""

from collections.abc import Iterable
from typing import TypeAlias

from sqlmodel import Session

from services.tracking.tables import queries
from shared.core.definition import Text
from shared.core.lineage import Lineage
from shared.core.plain_words import plain
from shared.core.values import Date, UnitId

Answer: TypeAlias = dict[str, object]


def listed(units: Iterable[UnitId], names: dict[UnitId, Text], lineage: Lineage, *, day: Date) -> list[Answer]:
    """Units by their names of the day; of one that has ended, since when and who holds its work."""
    return [{"unit_id": unit_id, "name": text(names[unit_id])} | ended(lineage, unit_id, day) for unit_id in units]


def ended(lineage: Lineage, unit_id: UnitId, day: Date) -> Answer:
    """How a unit ended, if by a day it has; nothing else."""
    ending = lineage.ended(unit_id, day)
    if ending is None:
        return {}
    holder = lineage.holder(unit_id, day)
    return {
        "ended": {
            "on": ending.on,
            "how": ending.how,
            "successors": list(ending.heirs),
            "held_by": None if lineage.ended(holder, day) else holder,
            "basis": ending.basis,
        }
    }


def to_come(lineage: Lineage, unit_id: UnitId, day: Date) -> Answer:
    """What is decided by now of a unit and comes after a day: that it ends, and in whose place it is to go on."""
    ending = lineage.endings.get(unit_id)
    answer: Answer = {}
    if ending is not None and ending.on > day:
        told = {"on": ending.on, "how": ending.how, "successors": list(ending.heirs), "basis": ending.basis}
        answer["ends"] = told | {"held_by": ending.holder or None}
    taking_over: list[Answer] = [
        {"unit_id": one, "on": end.on, "how": end.how, "basis": end.basis, "holds": end.holder == unit_id}
        for one, end in sorted(lineage.endings.items())
        if end.on > day and unit_id in end.heirs
    ]
    return answer | ({"takes_over": taking_over} if taking_over else {})


def brought(session: Session, campaign: str, lineage: Lineage, *, unit_id: UnitId, day: Date) -> list[Answer]:
    """What each unit brought whose figures stand under this one on a day: all that `successor` adds to `recorded`."""
    parts: list[Answer] = []
    for one in sorted(lineage.come_down_to(unit_id, day)):
        kinds, _ = queries.activity_sums(session, campaign, units=(one,))
        houses = queries.house_sums(session, campaign, units=(one,))
        funds = queries.fund_sums(session, campaign, units=(one,))
        figures: Answer = {
            "activities": sum(kind.count for kind in kinds.values()),
            "houses_identified": sum(count for (_, step), count in houses.items() if step == "identified"),
            "houses_completed": sum(count for (_, step), count in houses.items() if step == "completed"),
            "received_vnd": funds.received_vnd,
            "disbursed_vnd": funds.disbursed_vnd,
        }
        name = lineage.name(one, day)
        parts.append(
            {"unit_id": one, "name": text(name) if name else {}, "brought": figures} | ended(lineage, one, day)
        )
    return parts


def found(session: Session, words: str, *, day: Date) -> list[Answer]:
    """The units of the registry that bear a name on a day, or bore it before, with these words in it; all if none.

    Names are no keys: two units may bear one, and capitals and accents make no difference.
    """
    lineage, wanted = queries.lineage_of(session), plain(words)
    answer: list[Answer] = []
    for unit_id, named in sorted(lineage.names.items()):
        borne = [one for one in named if one.on <= day]
        if borne and any(wanted in plain(f"{one.name.vi} {one.name.en}") for one in borne):
            former = [{"name": text(one.name), "from_on": one.on or None} for one in borne[:-1]]
            unit: Answer = {"unit_id": unit_id, "name": text(borne[-1].name), "former_names": former}
            answer.append(unit | ended(lineage, unit_id, day))
    return answer


def codes(session: Session, unit_id: UnitId) -> list[Answer]:
    """The electronic identifiers of a unit."""
    given = queries.codes_of(session, unit_id).items()
    return [{"code": code, "issued_on": on or None, "closed_on": until or None} for code, (on, until) in given]


def rolled_up(answer: Answer, lineage: Lineage, day: Date) -> Answer:
    """A thing as the unit's that holds the work of whoever recorded it."""
    recorded_by = str(answer["unit_id"])
    return answer | {"unit_id": lineage.holder(recorded_by, day), "recorded_by": recorded_by}


def text(words: Text) -> Answer:
    """A text in the languages it has."""
    return {"vi": words.vi, "en": words.en} if words.en else {"vi": words.vi}
