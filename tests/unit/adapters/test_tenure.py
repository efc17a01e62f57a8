"""Whom a token stands for on the day: the old unit's ends with the unit, and its heir speaks for it from then on."""

import asyncio
from datetime import UTC, datetime

import pytest

from shared.adapters.http import Refusal
from shared.adapters.refused import Way, Wrong
from shared.adapters.tenure import Tenure
from shared.core import events
from shared.core.access import Caller, may_read, may_state
from shared.core.lineage import Lineage

LINEAGE = Lineage().after(events.UnitMerged(("old",), "new", "2025-07-01", "NQ 1676"), "f-1")
LAST_MOMENT, FIRST_MOMENT = datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC), datetime(2025, 6, 30, 17, tzinfo=UTC)


class Noted:
    """Who was refused, as it is told to an operator."""

    def __init__(self) -> None:
        self.told: list[tuple[Way, Wrong, str]] = []

    def __call__(self, way: Way, wrong: Wrong, *, grant: str = "") -> None:
        self.told.append((way, wrong, grant))


def caller_at(moment: datetime, bearer: str, *, noted: Noted | None = None) -> Caller | None:
    """Who the bearer is at a moment; a bearer is the name of its unit here."""
    refuse = noted or Noted()

    async def who(bearer: str) -> Caller | None:
        return Caller("unit", bearer, "", "t-1") if bearer else None

    async def ask() -> Caller | None:
        return await Tenure(who, lineage=lambda: LINEAGE, clock=lambda: moment, refuse=refuse)(bearer)

    return asyncio.run(ask())


def test_the_old_units_token_is_good_until_midnight_in_vietnam() -> None:
    caller = caller_at(LAST_MOMENT, "old")

    assert caller == Caller("unit", "old", "", "t-1")
    assert caller_at(LAST_MOMENT, "new") == Caller("unit", "new", "", "t-1")


def test_from_then_on_it_is_refused_with_the_day_and_the_heir() -> None:
    noted = Noted()
    with pytest.raises(Refusal) as refused:
        caller_at(FIRST_MOMENT, "old", noted=noted)

    problem = refused.value.problem
    assert (problem.status, problem.code) == (401, "unit_ended")
    assert "01/07/2025" in problem.vi
    assert "(new)" in problem.en
    assert noted.told == [("http", "ended", "t-1")]


def test_the_heir_speaks_as_the_old_unit_and_reads_its_things() -> None:
    heir = caller_at(FIRST_MOMENT, "new")

    assert heir is not None
    assert may_state(heir, "activity.recorded", source="/units/old", unit_id="old")
    assert not may_state(heir, "activity.recorded", source="/units/new", unit_id="old")
    assert not may_state(heir, "activity.recorded", source="/units/other", unit_id="other")
    assert may_read(heir, "households", unit_id="old")
    assert not may_read(heir, "households", unit_id="other")


def test_a_token_of_nobody_stays_nobodys() -> None:
    assert caller_at(FIRST_MOMENT, "") is None
