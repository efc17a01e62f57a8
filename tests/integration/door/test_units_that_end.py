"""A merger in mid-campaign through the door: whose token is good when, and who may still say what of whose work."""

from datetime import UTC, datetime

import pytest

from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.over_nats import connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, household, open_event
from tests.integration.door.test_hooks import figure

OLD, NEW, OTHER = "huyen-mai-chau", "so-xay-dung", "hctc"
DAY = "2025-07-01"
EVE, NEXT = datetime(2025, 6, 30, 16, 59, tzinfo=UTC), datetime(2025, 6, 30, 17, 1, tzinfo=UTC)
IN_JUNE, IN_JULY = {"time": "2025-06-20T09:00:00+07:00"}, {"time": "2025-07-01T00:00:00+07:00"}
MERGER = {"predecessors": [OLD], "successor": NEW, "effective_on": DAY, "basis": "Nghị quyết 1676/NQ-UBTVQH15"}


@pytest.fixture
def merged(new_tracking: NewTracking) -> tuple[RunningTracking, str]:
    """A campaign in which a district reported until the evening before its merger, decided in March; it is that eve."""
    tracking = new_tracking()
    campaign = launched(tracking)
    answer = tracking.post(open_event("unit.merged", MERGER, "", id="NQ-1676"), "admin")
    assert answer.status_code == 201, answer.text
    tracking.clock.move_to(EVE)
    said = [of_the_district(campaign, "HD-OLD") | IN_JUNE, household(campaign, "HB-OLD") | IN_JUNE]
    assert told(tracking, said, OLD) == ["recorded", "recorded"]
    return tracking, campaign


def of_the_district(campaign: str, activity_id: str, **changes: object) -> Event:
    return activity(campaign, activity_id=activity_id, unit_id=OLD, occurred_on="2025-06-20", **changes)


def told(tracking: RunningTracking, said: list[Event], unit_id: str) -> list[str]:
    """What became of each: its status, or the code of the refusal."""
    answer = tracking.post_batch(said, "unit", unit_id)
    assert answer.status_code == 200, answer.text
    return [one.get("problem", {}).get("code") or one["status"] for one in answer.json()["results"]]


def test_the_old_units_token_stops_with_the_day_at_the_door_and_at_reads(
    merged: tuple[RunningTracking, str],
) -> None:
    tracking, campaign = merged
    tracking.clock.move_to(NEXT)

    stated = tracking.post(of_the_district(campaign, "HD-1") | IN_JUNE, "unit", OLD)
    read = tracking.read(f"/{campaign}/activities/HD-OLD", "unit", OLD)

    assert [(one.status_code, one.json()["code"]) for one in (stated, read)] == [(401, "unit_ended")] * 2
    assert DAY in stated.json()["detail"]
    assert NEW in stated.json()["detail"]


def test_the_successor_reports_corrects_and_withdraws_as_the_old_unit_and_nobody_else_does(
    merged: tuple[RunningTracking, str],
) -> None:
    tracking, campaign = merged
    as_old = {"source": f"/units/{OLD}"} | IN_JULY
    change = {"activity_id": "HD-OLD", "changes": {"quantity": 2}, "reason": "Đếm lại"}
    later = [
        of_the_district(campaign, "HD-2") | IN_JUNE,
        open_event("activity.corrected", change, campaign, **as_old),
        open_event("report.submitted", report("2025-06"), campaign, **as_old),
        open_event("activity.withdrawn", {"activity_id": "HD-2", "reason": "Trùng"}, campaign, **as_old),
    ]
    on_the_eve = told(tracking, later, NEW)
    tracking.clock.move_to(NEXT)

    by_others, by_the_successor = told(tracking, later, OTHER), told(tracking, later, NEW)

    assert on_the_eve == by_others == ["speaks_for_another_unit"] * 4
    assert by_the_successor == ["recorded"] * 4


def test_nothing_dated_on_or_after_the_day_is_taken_under_the_old_id(merged: tuple[RunningTracking, str]) -> None:
    tracking, campaign = merged
    tracking.clock.move_to(NEXT)
    said = [
        of_the_district(campaign, "HD-3") | IN_JULY,
        open_event("report.submitted", report("2025-07"), campaign),
    ]

    answers = told(tracking, said, NEW)

    assert answers == ["dated_after_unit_ended"] * 2


def test_the_successor_goes_on_with_open_work_and_reads_what_its_predecessor_did(
    merged: tuple[RunningTracking, str],
) -> None:
    tracking, campaign = merged
    tracking.clock.move_to(NEXT)
    left = {"household_id": "HB-OLD", "reason": "Hộ tự sửa nhà"}
    leaving = open_event("household.withdrew", left, campaign, source=f"/units/{NEW}", **IN_JULY)

    answers = told(tracking, [leaving], OTHER), told(tracking, [leaving], NEW)
    reads = [tracking.read(f"/{campaign}/households/HB-OLD", "unit", who) for who in (NEW, OTHER)]

    assert answers == (["speaks_for_another_unit"], ["recorded"])
    assert [read.status_code for read in reads] == [200, 403]


async def test_over_nats_the_old_unit_is_told_the_same_and_the_successor_speaks_for_it(
    merged: tuple[RunningTracking, str],
) -> None:
    tracking, campaign = merged
    said = of_the_district(campaign, "HD-4") | IN_JUNE
    async with connected(tracking, OLD) as old, connected(tracking, NEW) as new:
        tracking.clock.move_to(NEXT)

        before = figure(tracking, "thidua_credentials_refused_total", door="nats", reason="ended")
        refused, recorded = await old.ask(said), await new.ask(said)

    assert (refused["status"], refused["code"]) == (401, "unit_ended")
    assert figure(tracking, "thidua_credentials_refused_total", door="nats", reason="ended") == before + 1
    assert recorded["status"] == "recorded"


def report(period: str) -> dict[str, object]:
    return {"report_id": f"BC-{period}", "unit_id": OLD, "period": period, "figures": {"started": 1}}
