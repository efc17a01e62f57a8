"""Tracking's answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view, chosen the day, and checked who asks. None means that there is no such thing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, TypeAlias, get_args

import msgspec
from sqlmodel import Session

from services.tracking.api import evidence_of_things as evidence
from services.tracking.api import units
from services.tracking.api.units import text
from services.tracking.tables import queries
from services.tracking.tables.queries import ActivitySum, Funds, Units, campaign_of
from services.tracking.tables.rows import Activity, History, Household, Report
from shared.core.values import ActivityKind

Answer: TypeAlias = dict[str, object]
View: TypeAlias = Literal["recorded", "successor"]

HOUSE_STEPS: Final = (
    "identified",
    "approved",
    "withdrew",
    "started",
    "completed",
    "handed_over",
    "quality_passed",
)
# Laid over one another in order, these facts tell how a household stands; what only says why is in its history.
_LAID: Final = frozenset(
    {
        "household.identified",
        "household.verified",
        "household.approved",
        "house.started",
        "house.completed",
        "house.checked",
        "house.handed_over",
    }
)
# What stands where a person stood, once the key of that person's data is destroyed.
ERASED: Final[Answer] = {"erased": True}
_QUANTITY_DIGITS: Final = 6  # finer differences come from adding up, and taking back, in floating point


def campaigns_answer(session: Session) -> list[Answer]:
    """Every campaign: its id and name."""
    return [{"campaign": one.campaign, "name": text(one.name)} for one in queries.campaigns(session)]


def campaign_answer(session: Session, campaign: str, *, today: date, view: View = "recorded") -> Answer | None:
    """A campaign, which of its days it is, and the figures of all units."""
    defined = campaign_of(session, campaign)
    if defined is None:
        return None
    first, last = date.fromisoformat(defined.starts_on), date.fromisoformat(defined.ends_on)
    lineage, day = queries.lineage_of(session), today.isoformat()
    names = {unit.id: unit.name for unit in defined.units} | lineage.names_on(day)
    taking_part = queries.taking_part(session, defined, lineage, day)
    if view == "successor":
        taking_part = list(dict.fromkeys(lineage.holder(unit_id, day) for unit_id in taking_part))
    kinds, _ = queries.activity_sums(session, campaign)
    return {
        "campaign": campaign,
        "name": text(defined.name),
        "starts_on": defined.starts_on,
        "ends_on": defined.ends_on,
        "day": (today - first).days + 1,
        "days_total": (last - first).days + 1,
        "closed": queries.is_closed(session, campaign),
        "targets": [{"metric": t.metric, "value": _tidy(t.value), "due": t.due} for t in defined.targets],
        "totals": {
            "activities": _by_kind(kinds),
            "houses": _houses(queries.house_sums(session, campaign)),
            "funds": _funds(queries.fund_sums(session, campaign)),
        },
        "units": units.listed(taking_part, names, lineage, day=day),
    }


def unit_answer(
    session: Session, campaign: str, unit_id: str, *, today: date, view: View = "recorded"
) -> Answer | None:
    """A unit's own figures, without units below it; under `successor` with those whose work it holds on the day.

    Under `successor` a unit that somebody else stands for has nothing: all that it did is told there.
    """
    defined = campaign_of(session, campaign)
    lineage, day = queries.lineage_of(session), today.isoformat()
    name = lineage.name(unit_id, day)
    if defined is None or name is None:
        return None
    whose: Units = (unit_id,)
    if view == "successor":
        whose = (unit_id, *lineage.come_down_to(unit_id, day)) if lineage.holder(unit_id, day) == unit_id else ()
    kinds, clauses = queries.activity_sums(session, campaign, units=whose)
    return (
        {
            "unit_id": unit_id,
            "name": text(name),
            "activities": _by_kind(kinds),
            "clauses": _by_clause(clauses, (clause.id for clause in defined.clauses)),
            "houses": _houses(queries.house_sums(session, campaign, units=whose)),
            "funds": _funds(queries.fund_sums(session, campaign, units=whose)),
            "reports": [_report(report) for report in queries.reports(session, campaign, units=whose)],
            "codes": units.codes(session, unit_id),
            "holds": units.brought(session, campaign, lineage, unit_id=unit_id, day=day),
        }
        | units.ended(lineage, unit_id, day)
        | units.to_come(lineage, unit_id, day)
    )


def activity_answer(session: Session, campaign: str, activity_id: str) -> Answer | None:
    """An activity as corrected, its state and its history."""
    row = session.get(Activity, (campaign, activity_id))
    if row is None:
        return None
    history = _history(queries.history_of(session, row.position))
    thing: dict[str, Any] = {"campaign": campaign}
    for entry in history:
        if entry["type"] == "activity.recorded":
            thing |= entry["data"]
        elif entry["type"] == "activity.corrected":
            changes = entry["data"]["changes"]
            entry["before"] = {name: thing.get(name) for name in changes}
            thing |= changes
    thing["evidence"] = evidence.of_activity(session, row, thing.get("evidence", ()))
    return {**thing, "quantity": _tidy(row.quantity), "state": row.state, "position": row.position, "history": history}


def household_answer(
    session: Session, campaign: str, household_id: str, *, person: Callable[[Answer], Answer]
) -> Answer | None:
    """A household, where it stands, what it was paid, and its history.

    `person` says how the caller sees a household's person: sealed, opened, or only that it was erased.
    """
    row = session.get(Household, (campaign, household_id))
    if row is None:
        return None
    history = _history(queries.history_of(session, row.position))
    thing: dict[str, Any] = {"campaign": campaign}
    for entry in history:
        if entry["type"] in _LAID:
            thing |= entry["data"]
    thing["evidence"] = evidence.of_household(session, row, history)
    if sealed := thing.get("person"):
        thing["person"] = person(sealed)
        if thing["person"] == ERASED:
            history = [_without_person(entry) for entry in history]
    return {
        **thing,
        "state": row.state,
        "reached": row.reached.split(),
        "disbursed_vnd": row.disbursed_vnd,
        "position": row.position,
        "history": history,
    }


def _without_person(entry: dict[str, Any]) -> dict[str, Any]:
    data = entry["data"]
    return {**entry, "data": {**data, "person": ERASED}} if data.get("person") else entry


def _history(facts: Sequence[History]) -> list[dict[str, Any]]:
    return [
        {
            "position": fact.position,
            "type": fact.type,
            "time": fact.time,
            "recorded_at": fact.recorded_at,
            "actor": fact.actor,
            "data": msgspec.json.decode(fact.data),
        }
        for fact in facts
    ]


def _by_kind(sums: Mapping[str, ActivitySum]) -> Answer:
    kinds = {kind: sums.get(kind, ActivitySum()) for kind in get_args(ActivityKind)}
    return {
        kind: {"count": sum_.count, "quantity": _tidy(sum_.quantity), "verified": sum_.verified}
        for kind, sum_ in kinds.items()
    }


def _by_clause(sums: Mapping[str, ActivitySum], defined: Iterable[str]) -> Answer:
    """Every clause of the plan, and those that an amendment took out of it but were reported under."""
    clauses = {clause: sums.get(clause, ActivitySum()) for clause in dict.fromkeys((*defined, *sums))}
    return {clause: {"count": sum_.count, "verified": sum_.verified} for clause, sum_ in clauses.items()}


def _houses(sums: Mapping[tuple[str, str], int]) -> Answer:
    return {step: sum(count for (_, at), count in sums.items() if at == step) for step in HOUSE_STEPS}


def _funds(funds: Funds) -> Answer:
    return {"received_vnd": funds.received_vnd, "disbursed_vnd": funds.disbursed_vnd}


def _report(report: Report) -> Answer:
    on_time = report.submitted_on <= report.due_on if report.due_on else None
    return {
        "report_id": report.report_id,
        "unit_id": report.unit_id,
        "period": report.period,
        "due_on": report.due_on or None,
        "submitted_on": report.submitted_on,
        "on_time": on_time,
        "figures": msgspec.json.decode(report.figures),
        "corrected": report.corrected,
        "corrections": msgspec.json.decode(report.corrections),
        "position": report.position,
    }


def _tidy(number: float) -> int | float:
    """A number as people write it: 3, not 3.0; and no -0.0 where all was taken back."""
    rounded = round(number, _QUANTITY_DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded
