"""Tracking's reads over HTTP: the fields of the contract, `after`, `as_of`, `view`, and the position in the head."""

from typing import Any, Final, get_args
from urllib.parse import quote

import msgspec
import pytest

from shared.core.definition import CampaignUnit, Text
from shared.core.values import ActivityKind
from tests.examples import (
    APPROVED,
    CHECKED,
    COMPLETED,
    CONTRIBUTION,
    DISBURSEMENT,
    HANDED_OVER,
    LAUNCHED,
    REPORT,
    STARTED,
    VERIFIED,
)
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import Event, activity, event, household, launch, open_event
from tests.waiting import SLOWER

MAI_CHAU: Final = "huyen-mai-chau"
HOUSES: Final = ("identified", "approved", "withdrew", "started", "completed", "handed_over", "quality_passed")
NO_ACTIVITY: Final = {"count": 0, "quantity": 0, "verified": 0}
OF_A_UNIT: Final = {"unit_id", "name", "activities", "clauses", "houses", "funds", "reports"}
OF_A_CAMPAIGN: Final = {"campaign", "name", "starts_on", "ends_on", "day", "days_total", "totals", "units"}


def tell(tracking: RunningTracking, *said: tuple[Event, str, str]) -> int:
    """Have events recorded, each by a role and unit; the position of the last."""
    position = 0
    for one, role, who in said:
        answer = tracking.post(one, role, who)
        assert answer.status_code == 201, answer.text
        position = answer.json()["position"]
    return position


def read(tracking: RunningTracking, path: str, after: int) -> dict[str, Any]:
    answer = tracking.read(path, after=str(after))
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["x-position"]) >= after
    body: dict[str, Any] = answer.json()
    return body


def whole_life(campaign: str) -> list[tuple[Event, str, str]]:
    """Everything that happens to the example household, and a gift and a report of its unit."""
    of_unit = {"source": f"/units/{MAI_CHAU}"}
    return [
        (household(campaign, "HB-MC-0001"), "unit", MAI_CHAU),
        (event(VERIFIED, campaign), "verifier", ""),
        (event(APPROVED, campaign), "verifier", ""),
        (event(STARTED, campaign, **of_unit), "unit", MAI_CHAU),
        (event(DISBURSEMENT, campaign, **of_unit), "unit", MAI_CHAU),
        (event(COMPLETED, campaign, **of_unit), "unit", MAI_CHAU),
        (event(CHECKED, campaign), "verifier", ""),
        (event(HANDED_OVER, campaign, **of_unit), "unit", MAI_CHAU),
        (event(CONTRIBUTION, campaign), "unit", MAI_CHAU),
        (event(REPORT, campaign), "unit", MAI_CHAU),
    ]


def test_a_campaign_has_the_fields_of_the_contract(tracking: RunningTracking, campaign: str) -> None:
    position = tell(tracking, *whole_life(campaign), (activity(campaign, quantity=2.5), "unit", "hctc"))

    answer = read(tracking, f"/{campaign}", position)

    assert answer.keys() >= OF_A_CAMPAIGN
    assert (answer["campaign"], answer["starts_on"], answer["ends_on"]) == (campaign, "2024-10-05", "2025-12-31")
    assert answer["name"] == {"vi": LAUNCHED.name.vi, "en": LAUNCHED.name.en}
    assert (answer["day"], answer["days_total"]) == (157, 453)
    assert answer["totals"].keys() == {"activities", "houses", "funds"}
    assert answer["totals"]["activities"]["inspection_conducted"] == {"count": 1, "quantity": 2.5, "verified": 0}
    assert answer["totals"]["houses"] == dict.fromkeys(HOUSES, 1) | {"withdrew": 0}
    assert answer["totals"]["funds"] == {"received_vnd": 50_000_000, "disbursed_vnd": 36_000_000}
    assert [unit["unit_id"] for unit in answer["units"]] == ["vpubnd", "hctc", "thcb", MAI_CHAU]
    assert {frozenset(unit) for unit in answer["units"]} == {frozenset({"unit_id", "name"})}


def test_a_unit_has_the_fields_of_the_contract_and_its_own_figures(tracking: RunningTracking, campaign: str) -> None:
    position = tell(tracking, *whole_life(campaign), (activity(campaign), "unit", "hctc"))

    answer = read(tracking, f"/{campaign}/units/{MAI_CHAU}", position)

    assert answer.keys() >= OF_A_UNIT
    assert answer["activities"] == dict.fromkeys(get_args(ActivityKind), NO_ACTIVITY)
    assert answer["clauses"] == {clause: {"count": 0, "verified": 0} for clause in ("III.1.b4", "III.1.b5")}
    assert answer["houses"] == dict.fromkeys(HOUSES, 1) | {"withdrew": 0}
    assert answer["funds"] == {"received_vnd": 50_000_000, "disbursed_vnd": 36_000_000}
    assert [report["period"] for report in answer["reports"]] == ["2025-02"]


@pytest.mark.parametrize("unit_id", ["so-xay-dung", "thcb"])
def test_a_unit_that_reported_nothing_has_zeros(tracking: RunningTracking, campaign: str, unit_id: str) -> None:
    answer = read(tracking, f"/{campaign}/units/{unit_id}", tell(tracking, *whole_life(campaign)))

    assert answer["activities"] == dict.fromkeys(get_args(ActivityKind), NO_ACTIVITY)
    assert answer["houses"] == dict.fromkeys(HOUSES, 0)
    assert answer["funds"] == {"received_vnd": 0, "disbursed_vnd": 0}
    assert answer["reports"] == []


def test_an_activity_shows_its_state_and_history_by_position(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)
    path = f"/{campaign}/activities/{said['data']['activity_id']}"
    verified = {"activity_id": said["data"]["activity_id"], "note": "Đã đối chiếu"}
    first = tell(tracking, (said, "unit", "hctc"))
    position = tell(tracking, (open_event("activity.verified", verified, campaign), "verifier", ""))

    answer = read(tracking, path, position)

    assert {name: answer[name] for name in ("activity_id", "unit_id", "kind", "state")} == {
        "activity_id": said["data"]["activity_id"],
        "unit_id": "hctc",
        "kind": "inspection_conducted",
        "state": "verified",
    }
    assert [(entry["position"], entry["type"]) for entry in answer["history"]] == [
        (first, "activity.recorded"),
        (position, "activity.verified"),
    ]


@pytest.mark.parametrize("thing_id", [">", "a/b", "../x", "a?b#c", "a%2Fb", "Hòa", "a b", "."])
def test_a_thing_is_found_under_any_id_it_may_have(tracking: RunningTracking, campaign: str, thing_id: str) -> None:
    listed = household(campaign, thing_id)
    position = tell(tracking, (activity(campaign, activity_id=thing_id), "unit", "hctc"), (listed, "unit", MAI_CHAU))
    written = quote(thing_id, safe="").replace(".", "%2E")

    one = read(tracking, f"/{campaign}/activities/{written}", position)
    other = read(tracking, f"/{campaign}/households/{written}", position)

    assert (one["activity_id"], other["household_id"]) == (thing_id, thing_id)


def test_a_household_shows_every_step_of_its_history(tracking: RunningTracking, campaign: str) -> None:
    answer = read(tracking, f"/{campaign}/households/HB-MC-0001", tell(tracking, *whole_life(campaign)))

    assert (answer["state"], answer["disbursed_vnd"], answer["support_vnd"]) == ("handed_over", 36_000_000, 60_000_000)
    assert [entry["type"] for entry in answer["history"]] == [
        "household.identified",
        "household.verified",
        "household.approved",
        "house.started",
        "funds.disbursed",
        "house.completed",
        "house.checked",
        "house.handed_over",
    ]


# Waiting for a position, and going back to one.


def test_an_answer_after_a_position_takes_account_of_it(tracking: RunningTracking, campaign: str) -> None:
    counts = []
    for _ in range(20):
        position = tell(tracking, (activity(campaign), "unit", "hctc"))
        answer = read(tracking, f"/{campaign}/units/hctc", position)
        counts.append(answer["activities"]["inspection_conducted"]["count"])

    assert counts == list(range(1, 21))


@pytest.mark.slow
def test_a_position_that_does_not_come_is_waited_for_ten_seconds(tracking: RunningTracking, campaign: str) -> None:
    answer = tracking.read(f"/{campaign}", after="999999999000")

    assert (answer.status_code, answer.json()["code"]) == (504, "not_caught_up")
    assert 9 < answer.elapsed.total_seconds() < SLOWER * 12


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("after", "-1"),
        ("after", "soon"),
        ("after", ""),
        ("after", "1.5"),
        ("after", "9" * 40),
        ("as_of", "yesterday"),
        ("as_of", "2025-03-10"),
        ("as_of", "2025-03-10T09:00:00"),
        ("as_of", "0001-01-01T00:00:00+14:00"),
        ("as_of", "9" * 40),
        ("as_of", ""),
        ("view", "yesterday"),
    ],
)
def test_a_bad_question_is_named(tracking: RunningTracking, campaign: str, name: str, value: str) -> None:
    answer = tracking.read(f"/{campaign}", **{name: value})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_fields")
    assert answer.json()["errors"][0]["pointer"].endswith(f"/{name}")


def test_an_answer_as_of_a_position_stands_as_the_log_stood_then(tracking: RunningTracking, campaign: str) -> None:
    said = activity(campaign)
    path, first = f"/{campaign}/units/hctc", tell(tracking, (said, "unit", "hctc"))
    withdrawn = {"activity_id": said["data"]["activity_id"], "reason": "Ghi nhầm"}
    last = tell(
        tracking,
        (activity(campaign), "unit", "hctc"),
        (open_event("activity.withdrawn", withdrawn, campaign, source="/units/hctc"), "unit", "hctc"),
        (activity(campaign), "unit", "hctc"),
    )
    read(tracking, path, last)

    answers = [tracking.read(path, as_of=str(position)) for position in (first - 1_000, first, first + 1_000, last)]

    assert [answer.json()["activities"]["inspection_conducted"]["count"] for answer in answers] == [0, 1, 2, 2]
    assert [int(answer.headers["x-position"]) for answer in answers[1:3]] == [first, first + 1_000]


def test_an_answer_as_of_a_time_goes_by_the_time_of_recording(tracking: RunningTracking, campaign: str) -> None:
    path = f"/{campaign}/units/hctc"
    old = activity(campaign, occurred_on="2024-11-01") | {"time": "2024-11-01T08:00:00+07:00"}
    before = tracking.clock()
    first = tell(tracking, (old, "unit", "hctc"))
    between = tracking.clock()
    last = tell(tracking, (activity(campaign), "unit", "hctc"))
    read(tracking, path, last)

    answers = [
        tracking.read(path, as_of=moment)
        for moment in (before.isoformat(), between.isoformat(), "2025-12-31T00:00:00Z")
    ]

    assert [answer.json()["activities"]["inspection_conducted"]["count"] for answer in answers] == [0, 1, 2]
    assert int(answers[1].headers["x-position"]) == first


def test_a_campaign_that_was_not_launched_then_is_not_found_then(tracking: RunningTracking, campaign: str) -> None:
    launched_at = tracking.commits(campaign)[0].number * 1_000
    read(tracking, f"/{campaign}", launched_at)

    earlier, later = (tracking.read(f"/{campaign}", as_of=str(launched_at + step)) for step in (-1_000, 0))

    assert (earlier.status_code, later.status_code) == (404, 200)


def test_the_day_of_a_campaign_is_that_of_the_moment_asked_about(tracking: RunningTracking, campaign: str) -> None:
    read(tracking, f"/{campaign}", tell(tracking, (activity(campaign), "unit", "hctc")))

    days = [
        tracking.read(f"/{campaign}", as_of=moment).json()["day"]
        for moment in ("2025-05-14T17:00:00+07:00", "2025-05-13T17:00:01Z", "2025-05-13T16:59:59Z")
    ]

    assert days == [222, 222, 221]


def test_a_plus_sign_that_was_not_escaped_is_understood(tracking: RunningTracking, campaign: str) -> None:
    headers = tracking.headers("auditor")
    read(tracking, f"/{campaign}", tell(tracking, (activity(campaign), "unit", "hctc")))

    answer = tracking.client.get(
        f"/tracking/campaigns/{campaign}?as_of=2025-05-14T17:00:00+07:00&after=0", headers=headers
    )

    assert answer.status_code == 200


def test_the_view_of_successors_rolls_up_to_who_holds_the_work(tracking: RunningTracking) -> None:
    campaign, old, new = "reads-of-successors", "merged-old", "merged-new"
    for unit_id in (old, new):
        unit = {"unit_id": unit_id, "kind": "DIVISION", "name": {"vi": unit_id}}
        tell(tracking, (open_event("unit.established", unit, ""), "admin", ""))
    said = launch(campaign)
    said[0]["data"] |= {"units": msgspec.to_builtins([CampaignUnit(u, "DIVISION", Text(u)) for u in (old, new)])}
    tracking.post_batch(said, "admin")
    merger = {"predecessors": [old], "successor": new, "effective_on": "2025-03-01", "basis": "NQ 202/2025/QH15"}
    position = tell(
        tracking,
        (activity(campaign, unit_id=old), "unit", old),
        (open_event("unit.merged", merger, ""), "admin", ""),
    )
    read(tracking, f"/{campaign}", position)

    counts = {
        (view, unit_id): tracking.read(f"/{campaign}/units/{unit_id}", view=view).json()["activities"][
            "inspection_conducted"
        ]["count"]
        for view in ("recorded", "successor")
        for unit_id in (old, new)
    }

    assert counts == {("recorded", old): 1, ("recorded", new): 0, ("successor", old): 0, ("successor", new): 1}


def test_every_campaign_is_listed(tracking: RunningTracking) -> None:
    campaign = launched(tracking)
    read(tracking, f"/{campaign}", tracking.commits(campaign)[-1].number * 1_000)

    answer = tracking.read("")

    assert campaign in {one["campaign"] for one in answer.json()["campaigns"]}
    assert answer.headers["x-position"].isdigit()
