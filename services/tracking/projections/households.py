"""Households and houses: where each stands, and how many ever reached each step. Pure."""

from datetime import date
from typing import Final

from services.tracking.projections.evidence import HOUSEHOLD, name_files
from services.tracking.projections.history import chain, recorded_on
from services.tracking.projections.months import count_money, count_step, month_of
from services.tracking.projections.quality import see
from services.tracking.tables.rows import HouseDay, HouseFigure, Household
from shared.core.envelope import Fact
from shared.core.events import (
    EvidenceAttached,
    HouseChecked,
    HouseCompleted,
    HouseHandedOver,
    HouseholdApproved,
    HouseholdIdentified,
    HouseholdRejected,
    HouseholdVerified,
    HouseholdWithdrew,
    HouseStarted,
    PersonalDataErased,
)
from shared.core.projecting import Rows

LEFT: Final = ("withdrew", "rejected")


def fold_household(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact about a household."""
    data = fact.data
    if isinstance(data, HouseholdIdentified):
        rows.put(
            rows.new(Household)(
                campaign=fact.campaign,
                household_id=data.household_id,
                unit_id=data.unit_id,
                track=data.track,
                category=data.category,
                work=data.work,
                position=0,
                sealed=data.person.sealed if data.person else "",
            )
        )
        if data.person:
            see(
                rows, fact, "person", data.person.person_ref, about=data.household_id, unit_id=data.unit_id, at=position
            )
    household = rows.change(Household, fact.campaign, getattr(data, "household_id", ""))
    if household is None:
        return
    match data:
        case HouseholdIdentified():
            _reach(rows, household, fact, "identified")
        case HouseholdVerified():
            household.state = "verified" if data.eligible else "ineligible"
        case HouseholdApproved():
            count_money(rows, fact, household.unit_id, data.support_vnd, flow="PLANNED", source=household.track)
            _reach(rows, household, fact, "approved")
        case HouseholdWithdrew():
            _leave(rows, household, fact, "withdrew")
            _reach(rows, household, fact, "withdrew")
        case HouseholdRejected():
            _leave(rows, household, fact, "rejected")
            household.state = "rejected"
        case _:
            pass
    tell(rows, household, fact, position=position)


def fold_erasure(rows: Rows, fact: Fact, position: int) -> None:
    """Take the erasure of a household's personal data into its history; a person's is shown nowhere here."""
    data = fact.data
    if isinstance(data, PersonalDataErased) and data.subject_kind == "HOUSEHOLD":
        household = rows.change(Household, fact.campaign, data.subject_id)
        if household is not None:
            tell(rows, household, fact, position=position)


def fold_household_file(rows: Rows, fact: Fact, position: int) -> None:
    """Take it into a household's history that a file of it came."""
    data = fact.data
    if isinstance(data, EvidenceAttached) and data.subject_kind == "HOUSEHOLD":
        household = rows.change(Household, fact.campaign, data.subject_id)
        if household is not None:
            tell(rows, household, fact, position=position)


def fold_house(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact about a household's house."""
    data = fact.data
    household = rows.change(Household, fact.campaign, getattr(data, "household_id", ""))
    if household is None:
        return
    match data:
        case HouseStarted():
            household.started_on = data.started_on
            _reach(rows, household, fact, "started")
        case HouseCompleted():
            household.completed_on, household.completed_at = data.completed_on, position
            household.area_m2 = data.area_m2 or 0.0
            household.built_days = _days(household.started_on, data.completed_on)
            _reach(rows, household, fact, "completed")
        case HouseChecked() as checked:
            if household.state == "completed":
                count_step(rows, household, "checked", month=month_of(rows, fact))
            if checked.passed:
                _reach(rows, household, fact, "quality_passed")
            else:
                household.state = "quality_failed"
        case HouseHandedOver():
            _reach(rows, household, fact, "handed_over")
        case _:
            pass
    papers, whose = getattr(data, "evidence", ()), (household.household_id, household.unit_id)
    name_files(rows, fact, HOUSEHOLD, papers, of=whose, position=position)
    tell(rows, household, fact, position=position)


def tell(rows: Rows, household: Household, fact: Fact, *, position: int) -> None:
    """Enter a fact into the history of a household."""
    chain(rows, fact, position=position, previous=household.position)
    household.position = position


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if first else -1


def _leave(rows: Rows, household: Household, fact: Fact, step: str) -> None:
    """A household leaves the list, once; a house that was begun is under way no more."""
    if household.state in LEFT:
        return
    month = month_of(rows, fact)
    count_step(rows, household, step, month=month)
    if "started" in household.reached.split():
        count_step(rows, household, "started_and_left", month=month)


def _reach(rows: Rows, household: Household, fact: Fact, step: str) -> None:
    """A household stands at a step; it is counted there the first time only."""
    household.state = step
    reached = household.reached.split()
    if step in reached:
        return
    household.reached = " ".join([*reached, step])
    day = recorded_on(rows, fact)
    if step not in LEFT:
        count_step(rows, household, step, month=day[:7])
    rows.ensure(HouseFigure, fact.campaign, household.unit_id, household.work, step).count += 1
    rows.ensure(HouseDay, fact.campaign, day, household.work, step).count += 1
