"""After a unit's last day: nothing dated later goes under its id, and whoever holds its work speaks for what it did."""

import pytest
from msgspec.structs import replace

from services.tracking.domain.periods import first_day_of
from services.tracking.domain.refusals import NOT_OWN_UNIT, NOT_TAKING_PART
from services.tracking.domain.state import CampaignState
from services.tracking.domain.unit_refusals import DATED_AFTER_END
from shared.core import events
from shared.core.decider import Refused
from shared.core.events import ActivityChanges, Data
from tests.examples import (
    ACTIVITY,
    APPROVED,
    COMPLETED,
    CONTRIBUTION,
    DISBURSEMENT,
    HOUSEHOLD,
    INSPECTION,
    OBSTACLE,
    REPORT,
    STARTED,
    TODAY,
    VERIFIED,
    fact,
)
from tests.unit.tracking.telling import ACCEPTED, Story, given

BASIS = "Nghị quyết 1676/NQ-UBTVQH15"
EARLIER, LATER = "2025-03-09T10:00:00+07:00", "2025-03-11T10:00:00+07:00"
OLD, NEW = "huyen-mai-chau", "so-xay-dung"  # the new one takes no part by the definition
WITHDRAWN = events.ActivityWithdrawn(ACTIVITY.activity_id, "Báo cáo nhầm")


def merged(story: Story[CampaignState], old: str = OLD, *, on: str = TODAY) -> Story[CampaignState]:
    """The old unit becomes part of the new one on the day of all examples."""
    story.state.registry.take(fact(events.UnitMerged((old,), NEW, on, BASIS)), 9_000)
    return story


@pytest.mark.parametrize(
    "statement",
    [
        replace(ACTIVITY, unit_id=OLD),
        replace(HOUSEHOLD, household_id="HB-MC-0002", person=None),
        CONTRIBUTION,
        replace(INSPECTION, unit_id=OLD, target_unit_id="hctc"),
        replace(REPORT, period="2025-04"),
        OBSTACLE,
        STARTED,
        DISBURSEMENT,
    ],
    ids=lambda data: data.short,
)
def test_nothing_dated_on_or_after_the_day_is_taken_under_the_old_id(statement: Data) -> None:
    story = merged(given(HOUSEHOLD, VERIFIED, APPROVED))

    story.when(statement, unit_id=OLD).then(DATED_AFTER_END)


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        (replace(ACTIVITY, unit_id=OLD, occurred_on="2025-03-09"), ACCEPTED),
        (replace(HOUSEHOLD, household_id="HB-MC-0002", person=None), ACCEPTED),
        (replace(REPORT, period="2025-03"), ACCEPTED),
        (replace(STARTED, started_on="2025-03-09"), ACCEPTED),
    ],
    ids=lambda value: getattr(value, "short", ""),
)
def test_what_is_dated_before_is_still_taken_under_the_old_id(statement: Data, answer: Refused | None) -> None:
    story = merged(given(HOUSEHOLD, VERIFIED, APPROVED))

    story.when(statement, unit_id=OLD, time=EARLIER).then(answer)


def test_what_the_old_unit_did_is_corrected_and_withdrawn_on_any_day() -> None:
    correction = events.ActivityCorrected(ACTIVITY.activity_id, ActivityChanges(quantity=2.0), "Đếm lại")
    story = merged(given(ACTIVITY), "hctc")

    story.when(correction, unit_id="hctc", time=LATER).then(ACCEPTED)
    story.when(WITHDRAWN, unit_id="hctc", time=LATER).then(ACCEPTED)


def test_a_correction_does_not_carry_an_activity_beyond_the_day() -> None:
    correction = events.ActivityCorrected(ACTIVITY.activity_id, ActivityChanges(occurred_on=TODAY), "Sửa ngày")

    merged(given(ACTIVITY), "hctc").when(correction, unit_id="hctc", time=LATER).then(DATED_AFTER_END)


def test_the_holder_goes_on_with_an_open_house_under_its_own_id() -> None:
    story = merged(given(HOUSEHOLD, VERIFIED, APPROVED, STARTED))

    story.when(COMPLETED, unit_id=NEW, time=LATER).then(ACCEPTED)
    story.when(replace(DISBURSEMENT, disbursed_on=TODAY), unit_id=NEW, time=LATER).then(ACCEPTED)


def test_nobody_else_goes_on_with_it() -> None:
    story = merged(given(HOUSEHOLD, VERIFIED, APPROVED, STARTED))

    story.when(COMPLETED, unit_id="hctc", time=LATER).then(NOT_OWN_UNIT)


def test_before_the_day_the_heir_has_no_say() -> None:
    story = merged(given(HOUSEHOLD, VERIFIED, APPROVED, STARTED), on="2025-07-01")

    story.when(COMPLETED, unit_id=NEW).then(NOT_OWN_UNIT).when(COMPLETED, unit_id=OLD).then(ACCEPTED)


def test_an_heir_takes_part_without_an_amendment() -> None:
    activity = replace(ACTIVITY, unit_id=NEW)

    given().when(activity).then(NOT_TAKING_PART)
    story = merged(given()).when(activity).then(ACCEPTED)

    story.when(WITHDRAWN, unit_id=NEW).then(ACCEPTED)


def test_nobody_inspects_what_is_no_more() -> None:
    merged(given()).when(INSPECTION).then(DATED_AFTER_END)


@pytest.mark.parametrize(
    ("period", "day"), [("2025-03", "2025-03-01"), ("2025-Q3", "2025-07-01"), ("2025", "2025-01-01")]
)
def test_a_period_begins_on_its_first_day(period: str, day: str) -> None:
    assert first_day_of(period) == day
