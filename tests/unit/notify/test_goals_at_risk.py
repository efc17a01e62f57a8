"""Goals of a campaign: at risk while the pace of late, kept until the day they are due, does not reach them."""

import pytest
from msgspec.structs import replace

from shared.core import events
from shared.core.definition import Target
from tests import examples as ex
from tests.unit.notify.drive import DRIVE, Called, Drive


def completed(number: int) -> events.HouseCompleted:
    return events.HouseCompleted(household_id=f"HB-{number}", completed_on="2025-07-01")


def test_a_goal_that_the_pace_of_late_does_not_reach_is_at_risk() -> None:
    drive = Drive(replace(DRIVE, reporting=None))

    called = drive.mornings("2025-07-01", "2025-12-31")

    assert called == [
        ("2025-07-04", Called("goal.at_risk", "ADMINISTRATION", "houses.completed", ("hctc",))),
        ("2025-11-03", Called("goal.at_risk", "LEADERSHIP", "houses.completed", ("vpubnd",))),
    ]


def test_a_goal_that_the_pace_of_late_reaches_is_at_risk_when_the_pace_falls() -> None:
    target = Target("houses.completed", 4, "2025-12-31")
    drive = Drive(replace(DRIVE, reporting=None, targets=(target,))).heard(completed(1), completed(2), on="2025-07-01")

    called = drive.mornings("2025-07-01", "2025-12-31")

    # Two in sixty days are enough to the end of August; then nothing more was completed.
    assert [(day, one.level) for day, one in called if one.topic == "goal.at_risk"] == [
        ("2025-09-03", "ADMINISTRATION"),
        ("2025-11-03", "LEADERSHIP"),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        (completed(1), completed(2)),
        (completed(1), replace(ex.HOUSEHOLD, household_id="HB-2"), ex.HOUSEHOLD, ex.WITHDREW),
    ],
    ids=["reached", "one left the list"],
)
def test_a_goal_that_is_reached_is_not_at_risk(facts: tuple[events.Data, ...]) -> None:
    drive = Drive(replace(DRIVE, reporting=None)).heard(*(f for f in facts if f.thing != "house"), on="2025-03-01")

    drive.heard(*(f for f in facts if f.thing == "house"), on="2025-03-02")

    assert [one for _, one in drive.mornings("2025-11-03", "2025-12-31") if one.topic == "goal.at_risk"] == []


def test_a_goal_whose_day_is_past_is_at_risk_no_more() -> None:
    drive = Drive(replace(DRIVE, reporting=None))

    assert drive.mornings("2026-01-01", "2026-01-31") == []


def test_a_goal_of_a_figure_that_is_not_counted_here_is_not_judged() -> None:
    drive = Drive(replace(DRIVE, reporting=None, targets=(Target("funds.received_vnd", 10, "2025-12-31"),)))

    assert drive.mornings("2025-07-01", "2025-12-31") == []
