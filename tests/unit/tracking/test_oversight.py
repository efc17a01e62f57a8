"""Inspections and what they found, periodic reports, and obstacles."""

import pytest
from msgspec.structs import replace

from services.tracking.domain.refusals import (
    DAY_IN_FUTURE,
    FINDING_ALREADY_CLOSED,
    ID_USED,
    NOT_OWN_UNIT,
    NOT_TAKING_PART,
    OBSTACLE_ALREADY_RESOLVED,
    PERIOD_OF_OTHER_KIND,
    REPORT_EXISTS,
    UNKNOWN,
)
from shared.core import events
from shared.core.definition import Reporting
from shared.core.values import ReportingPeriod
from tests.examples import FINDING, FINDING_CLOSED, INSPECTION, LAUNCHED, OBSTACLE, REPORT, TOMORROW
from tests.unit.tracking.telling import ACCEPTED, given, given_nothing

RESOLVED = events.ObstacleResolved(OBSTACLE.obstacle_id, "Huy động xe nhỏ")
CORRECTED = events.ReportCorrected(REPORT.report_id, {"started": 13}, "Bỏ sót một hộ")

# --- inspections and findings --------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["huyen-mai-chau", "so-xay-dung"])
def test_a_unit_inspects_any_unit_that_is_known(target: str) -> None:
    given().when(replace(INSPECTION, target_unit_id=target)).then(ACCEPTED)


def test_an_unknown_unit_is_not_inspected() -> None:
    given().when(replace(INSPECTION, target_unit_id="khong-co")).then(UNKNOWN["unit"])


def test_only_units_that_take_part_inspect() -> None:
    given().when(replace(INSPECTION, unit_id="so-xay-dung")).then(NOT_TAKING_PART)


def test_a_unit_records_its_own_inspections_only() -> None:
    given().when(INSPECTION, unit_id="thcb").then(NOT_OWN_UNIT)


def test_an_inspection_id_is_used_once() -> None:
    given(INSPECTION).when(replace(INSPECTION, target_unit_id="thcb")).then(ID_USED["inspection"])


def test_no_inspection_took_place_tomorrow() -> None:
    given().when(replace(INSPECTION, conducted_on=TOMORROW)).then(DAY_IN_FUTURE)


def test_the_inspecting_unit_raises_a_finding() -> None:
    given(INSPECTION).when(FINDING).then(ACCEPTED)


def test_a_finding_needs_its_inspection() -> None:
    given().when(FINDING).then(UNKNOWN["inspection"])


def test_no_other_unit_raises_a_finding() -> None:
    given(INSPECTION).when(FINDING, unit_id="huyen-mai-chau").then(NOT_OWN_UNIT)


def test_a_finding_id_is_used_once() -> None:
    given(INSPECTION, FINDING).when(replace(FINDING, severity="HIGH")).then(ID_USED["finding"])


def test_a_finding_is_closed_once() -> None:
    again = replace(FINDING_CLOSED, outcome="Lần nữa")

    given(INSPECTION, FINDING).when(FINDING_CLOSED).then(ACCEPTED).when(again).then(FINDING_ALREADY_CLOSED)


def test_an_unknown_finding_is_not_closed() -> None:
    given(INSPECTION).when(FINDING_CLOSED).then(UNKNOWN["finding"])


# --- reports -------------------------------------------------------------------------------------------------------


def test_a_unit_reports_on_each_period_once() -> None:
    again = replace(REPORT, report_id="BC-MC-2025-02-B")

    given(REPORT).when(again).then(REPORT_EXISTS).when(replace(again, period="2025-03")).then(ACCEPTED)


def test_two_units_report_on_the_same_period() -> None:
    given(REPORT).when(replace(REPORT, report_id="BC-hctc-2025-02", unit_id="hctc")).then(ACCEPTED)


def test_a_report_id_is_used_once() -> None:
    given(REPORT).when(replace(REPORT, period="2025-03")).then(ID_USED["report"])


def test_a_unit_reports_for_itself_only() -> None:
    given().when(REPORT, unit_id="hctc").then(NOT_OWN_UNIT)


def test_only_units_that_take_part_report() -> None:
    given().when(replace(REPORT, unit_id="so-xay-dung")).then(NOT_TAKING_PART)


PERIODS: dict[ReportingPeriod, str] = {"MONTHLY": "2025-02", "QUARTERLY": "2025-Q1", "YEARLY": "2025"}


@pytest.mark.parametrize("reporting", PERIODS)
@pytest.mark.parametrize("stated", PERIODS)
def test_periods_are_as_the_campaign_has_them(reporting: ReportingPeriod, stated: ReportingPeriod) -> None:
    launched = replace(LAUNCHED, reporting=Reporting(reporting, 5))

    story = given_nothing().given(launched).when(replace(REPORT, period=PERIODS[stated]))

    story.then(ACCEPTED if stated == reporting else PERIOD_OF_OTHER_KIND)


@pytest.mark.parametrize("stated", PERIODS.values())
def test_any_period_will_do_where_the_campaign_says_nothing(stated: str) -> None:
    launched = replace(LAUNCHED, reporting=None)

    given_nothing().given(launched).when(replace(REPORT, period=stated)).then(ACCEPTED)


def test_a_unit_corrects_its_report_as_often_as_need_be() -> None:
    given(REPORT, CORRECTED).when(replace(CORRECTED, figures={"started": 14})).then(ACCEPTED)


def test_a_unit_corrects_no_other_units_report() -> None:
    given(REPORT).when(CORRECTED, unit_id="hctc").then(NOT_OWN_UNIT)


def test_an_unknown_report_is_not_corrected() -> None:
    given().when(CORRECTED).then(UNKNOWN["report"])


# --- obstacles -----------------------------------------------------------------------------------------------------


def test_an_obstacle_is_resolved_once() -> None:
    again = replace(RESOLVED, resolution="Lần nữa")

    given(OBSTACLE).when(RESOLVED).then(ACCEPTED).when(again).then(OBSTACLE_ALREADY_RESOLVED)


def test_an_unknown_obstacle_is_not_resolved() -> None:
    given().when(RESOLVED).then(UNKNOWN["obstacle"])


def test_an_obstacle_id_is_used_once() -> None:
    given(OBSTACLE).when(replace(OBSTACLE, text="Thiếu thợ")).then(ID_USED["obstacle"])


def test_a_unit_reports_its_own_obstacles_only() -> None:
    given().when(OBSTACLE, unit_id="hctc").then(NOT_OWN_UNIT)


def test_only_units_that_take_part_meet_obstacles() -> None:
    given().when(replace(OBSTACLE, unit_id="so-xay-dung")).then(NOT_TAKING_PART)
