"""What came over when a unit ended, thing by thing: to whom, why, and on which fact it rests; and who may see it."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity, household, open_event

OLD, NEW, OTHER = "huyen-mai-chau", "so-xay-dung", "hctc"
EVE: Final = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
NEXT: Final = datetime(2025, 6, 30, 17, 1, tzinfo=UTC)
IN_JUNE: Final = {"time": "2025-06-20T09:00:00+07:00"}
ENDS: Final = {"effective_on": "2025-07-01", "basis": "Nghị quyết 1676/NQ-UBTVQH15"}
INSPECTION: Final = {"inspection_id": "KT-MC-01", "unit_id": OTHER, "target_unit_id": OLD}
MERGED: Final = ("unit.merged", {"predecessors": [OLD], "successor": NEW} | ENDS)
DISSOLVED: Final = ("unit.dissolved", {"unit_id": OLD} | ENDS)


class Ended:
    """A district with a house, an obstacle and a report open, and one house that was given up, until it ends."""

    def __init__(self, tracking: RunningTracking, short: str, data: object, *, inspected: bool = False) -> None:
        self.tracking = tracking
        self.campaign = launched(tracking)
        answer = tracking.post(open_event(short, data, "", id="NQ-1676"), "admin")
        assert answer.status_code == 201, answer.text
        self.rests_on: int = answer.json()["position"]
        tracking.clock.move_to(EVE)
        said = [
            household(self.campaign, "HB-OPEN") | IN_JUNE,
            household(self.campaign, "HB-OVER") | IN_JUNE,
            open_event("household.withdrew", {"household_id": "HB-OVER", "reason": "Tự sửa"}, self.campaign)
            | {"source": f"/units/{OLD}"}
            | IN_JUNE,
            open_event("obstacle.reported", {"obstacle_id": "VM-1", "unit_id": OLD, "text": "Thiếu đất"}, self.campaign)
            | IN_JUNE,
            activity(self.campaign, unit_id=OLD, occurred_on="2025-06-20") | IN_JUNE,
        ]
        answers = tracking.post_batch(said, "unit", OLD).json()["results"]
        assert [one["status"] for one in answers] == ["recorded"] * 5, answers
        self.last: int = answers[-1]["position"]
        if inspected:
            found = {"finding_id": "KT-MC-01-1", "inspection_id": "KT-MC-01", "severity": "LOW"}
            words = {"due_on": "2025-07-10", "text": "Hồ sơ chưa xếp"}
            visit = INSPECTION | {"conducted_on": "2025-06-20"}
            told = [("inspection.conducted", visit), ("finding.raised", found | words)]
            both = [open_event(*one, self.campaign, source=f"/units/{OTHER}") | IN_JUNE for one in told]
            self.last = tracking.post_batch(both, "unit", OTHER).json()["results"][-1]["position"]
        tracking.clock.move_to(NEXT)

    def handover(self, unit_id: str, role: str = "auditor", who: str = "", **query: str) -> list[dict[str, Any]]:
        """What came over to a unit, or went from it."""
        answer = self.tracking.read(
            f"/{self.campaign}/units/{unit_id}/handover", role, who, **{"after": str(self.last)} | query
        )
        assert answer.status_code == 200, answer.text
        handovers: list[dict[str, Any]] = answer.json()["handovers"]
        return handovers


def fates(handover: dict[str, Any]) -> dict[str, str]:
    """What became of what; of several reports the newest."""
    return {f"{one['kind']} {one['id']}": one["fate"] for one in handover["things"] if one["kind"] != "access"}


@pytest.fixture
def merged(new_tracking: NewTracking) -> Ended:
    return Ended(new_tracking(), *MERGED)


def test_an_heirs_clerk_sees_each_thing_that_came_over_and_the_fact_that_moved_it(merged: Ended) -> None:
    [came] = merged.handover(NEW, "unit", NEW)

    assert (came["from"], came["to"]) == (OLD, NEW)
    assert came["rests_on"] == [
        {
            "position": merged.rests_on,
            "event_id": "NQ-1676",
            "how": "merged",
            "effective_on": "2025-07-01",
            "basis": ENDS["basis"],
        }
    ]
    found = fates(came)
    assert {"house HB-OPEN", "obstacle VM-1", "report 2025-06", f"recipient {OLD}"} <= found.keys()
    assert set(found.values()) == {"MOVED"}
    assert "house HB-OVER" not in found  # nothing was left to do on it
    assert all(one["reason"]["vi"] and one["reason"]["en"] for one in came["things"])
    house = next(one for one in came["things"] if one["kind"] == "house")
    assert house["position"] == merged.last - 4


def test_the_old_units_token_is_listed_as_stopped_and_never_passed_on(merged: Ended) -> None:
    merged.tracking.wait_for_grants("unit")

    [went] = merged.handover(OLD)
    access = [one for one in went["things"] if one["kind"] == "access"]

    assert [(one["state"], one["fate"]) for one in access] == [("token unit", "LAPSED")]
    assert access[0]["position"] > 0


def test_an_open_finding_is_answered_by_the_heir_until_a_verifier_closes_it(new_tracking: NewTracking) -> None:
    ended = Ended(new_tracking(), *MERGED, inspected=True)
    by_then = {"time": NEXT.isoformat()}

    [came] = ended.handover(NEW, "unit", NEW)
    [found] = [one for one in came["things"] if one["kind"] == "finding"]
    closing = open_event("finding.closed", {"finding_id": "KT-MC-01-1", "outcome": "Đã khắc phục"}, ended.campaign)
    closed = ended.tracking.post(closing | by_then, "verifier")
    [since] = ended.handover(NEW, after=str(closed.json()["position"]))

    assert (found["id"], found["state"], found["fate"]) == ("KT-MC-01-1", "LOW due 2025-07-10", "MOVED")
    assert found["position"] == ended.last
    assert closed.status_code == 201, closed.text
    assert "finding KT-MC-01-1" not in fates(since)


def test_what_was_settled_since_is_open_no_more_and_the_eve_shows_nothing_moved(merged: Ended) -> None:
    over = {"household_id": "HB-OPEN", "reason": "Tự sửa"}
    left = open_event(
        "household.withdrew", over, merged.campaign, source=f"/units/{NEW}", time="2025-07-01T00:00:00+07:00"
    )

    [before] = merged.handover(NEW)
    answer = merged.tracking.post(left, "unit", NEW)
    [now] = merged.handover(NEW, after=str(answer.json()["position"]))
    on_the_eve = merged.handover(NEW, as_of=EVE.isoformat())

    assert "house HB-OPEN" not in fates(now)
    assert "house HB-OPEN" in fates(before)
    assert on_the_eve == []


def test_where_nobody_goes_on_all_of_it_lapses_and_says_why(new_tracking: NewTracking) -> None:
    ended = Ended(new_tracking(), *DISSOLVED)

    [went] = ended.handover(OLD)

    assert went["to"] is None
    assert set(fates(went).values()) == {"LAPSED"}
    assert {one["reason"]["en"] for one in went["things"] if one["kind"] == "house"} == {
        "The unit ended and none goes on in its place."
    }


def test_a_unit_sees_what_came_over_to_it_and_to_nobody_else(merged: Ended) -> None:
    path = f"/{merged.campaign}/units/{NEW}/handover"

    by_another = merged.tracking.read(path, "unit", OTHER)
    of_the_old = merged.handover(OLD, "unit", NEW)

    assert by_another.status_code == 403
    assert [one["from"] for one in of_the_old] == [OLD]
