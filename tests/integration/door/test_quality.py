"""The quality desk over the real door: flagged once, by the system alone; seen by who may; resolved once."""

import os
from typing import Any, Final

import pytest

from shared.core.values import Role
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household, open_event
from tests.unit.cli.commanding import Thidua

MAI_CHAU: Final = "huyen-mai-chau"
WRONG: Final = {"total": 2417, "finished": 2149, "started": 184}
RIGHT: Final = {"total": 2417, "finished": 2149, "started": 268}


def report(campaign: str, figures: dict[str, int], *, unit: str = MAI_CHAU, period: str = "2025-03") -> dict[str, Any]:
    data = {"report_id": f"BC-{unit}-{period}", "unit_id": unit, "period": period, "figures": figures}
    return open_event("report.submitted", data, campaign)


def recorded(running: RunningTracking, event: dict[str, Any], role: Role = "unit", who: str = MAI_CHAU) -> str:
    answer = running.post(event, role, who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["position"])


def desk(running: RunningTracking, campaign: str, role: Role = "verifier", who: str = "", **query: str) -> list[Any]:
    answer = running.read(f"/{campaign}/quality", role, who, **query)
    assert answer.status_code == 200, answer.text
    listed: list[Any] = answer.json()["quality"]
    return listed


def flags(running: RunningTracking, campaign: str) -> list[str]:
    facts = [fact for commit in running.commits(campaign) for fact in commit.facts()]
    return [fact.id for fact in facts if fact.data.short == "quality.flagged"]


def test_what_does_not_add_up_is_flagged_with_its_evidence(tracking: RunningTracking, campaign: str) -> None:
    position = recorded(tracking, report(campaign, WRONG))

    [one] = desk(tracking, campaign, after=position)

    assert (one["kind"], one["unit_id"], one["about"]) == ("TOTAL", MAI_CHAU, "2025-03")
    assert one["evidence"] == [int(position)]
    assert "84" in one["reason"]["vi"]
    assert "the unit corrects its report, with a reason" in one["remedy"]["en"]
    assert (one["status"], one["resolution"]) == ("open", None)
    assert tracking.client.get(f"/tracking/campaigns/{campaign}/quality", headers=tracking.headers("verifier")).headers[
        "x-position"
    ] >= str(one["position"])


def test_a_person_on_the_lists_of_two_units_is_flagged(tracking: RunningTracking, campaign: str) -> None:
    number = "017190555001"
    recorded(tracking, household(campaign, "HB-first", number=number))
    left = {"household_id": "HB-first", "reason": "Chuyển đi"}
    recorded(tracking, open_event("household.withdrew", left, campaign, source=f"/units/{MAI_CHAU}"))
    again = household(campaign, "HB-second", number=number, unit_id="hctc")

    position = recorded(tracking, again, who="hctc")

    [one] = desk(tracking, campaign, after=position)
    assert (one["kind"], one["unit_id"], one["about"]) == ("DUPLICATE", "hctc", "HB-second")
    assert one["evidence"][1] == int(position)


def test_what_was_right_before_is_not_flagged_as_of_then(tracking: RunningTracking, campaign: str) -> None:
    before = recorded(tracking, report(campaign, RIGHT))
    correction = {"report_id": f"BC-{MAI_CHAU}-2025-03", "figures": {"started": 184}, "reason": "Nhầm"}
    after = recorded(tracking, open_event("report.corrected", correction, campaign, source=f"/units/{MAI_CHAU}"))

    now = desk(tracking, campaign, after=after)

    assert [one["kind"] for one in now] == ["FELL", "TOTAL"]
    assert desk(tracking, campaign, as_of=before) == []
    assert [one["kind"] for one in desk(tracking, campaign, kind="FELL")] == ["FELL"]


READERS: Final[list[tuple[Role, str, int]]] = [
    ("verifier", "", 2),
    ("secretary", "", 2),
    ("auditor", "", 2),
    ("unit", MAI_CHAU, 1),
    ("unit", "hctc", 1),
    ("unit", "thcb", 0),
]


@pytest.fixture(scope="module")
def flagged(tracking: RunningTracking) -> str:
    """A campaign in which two units each reported something that does not add up."""
    campaign = launched(tracking)
    recorded(tracking, report(campaign, WRONG))
    position = recorded(tracking, report(campaign, WRONG, unit="hctc"), who="hctc")
    assert len(desk(tracking, campaign, after=position)) == 2
    return campaign


@pytest.mark.parametrize(("role", "who", "seen"), READERS)
def test_a_unit_sees_its_own_and_the_desk_all(
    tracking: RunningTracking, flagged: str, role: Role, who: str, seen: int
) -> None:
    assert len(desk(tracking, flagged, role, who)) == seen


@pytest.mark.parametrize("role", ["council", "authority", "publisher", "admin"])
def test_others_see_nothing_of_it(tracking: RunningTracking, flagged: str, role: Role) -> None:
    assert tracking.read(f"/{flagged}/quality", role).status_code == 403


def test_a_unit_does_not_ask_for_another(tracking: RunningTracking, flagged: str) -> None:
    assert tracking.read(f"/{flagged}/quality", "unit", MAI_CHAU, unit="hctc").status_code == 403
    assert len(desk(tracking, flagged, unit="hctc")) == 1


def test_only_the_system_flags_and_only_the_desk_resolves(tracking: RunningTracking, flagged: str) -> None:
    [one] = desk(tracking, flagged, unit="hctc")
    resolved = {"quality_id": one["quality_id"], "outcome": "EXPLAINED", "note": "84 nhà chưa khởi công"}

    refused = tracking.post(open_event("quality.resolved", resolved, flagged), "admin")
    position = recorded(tracking, open_event("quality.resolved", resolved, flagged), "secretary", "cb-lan")
    twice = tracking.post(open_event("quality.resolved", resolved, flagged), "verifier")

    assert (refused.status_code, refused.json()["code"]) == (403, "role_may_not_state")
    assert (twice.status_code, twice.json()["code"]) == (422, "quality_already_resolved")
    [shown] = desk(tracking, flagged, unit="hctc", after=position, status="resolved")
    assert shown["resolution"] | {"recorded_at": ""} == {
        "outcome": "EXPLAINED",
        "note": "84 nhà chưa khởi công",
        "by": "secretary:cb-lan",
        "recorded_at": "",
        "position": int(position),
    }
    assert desk(tracking, flagged, unit="hctc", status="open") == []


def test_the_desk_is_worked_from_the_command_line(
    tracking: RunningTracking, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = launched(tracking)
    desk(tracking, campaign, after=recorded(tracking, report(campaign, WRONG)))
    for name in [name for name in os.environ if name.startswith(("THIDUA_", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C.UTF-8")
    thidua = Thidua(capsys, monkeypatch)
    where = ("--url", str(tracking.client.base_url), "--token", tracking.token("verifier"), "--campaign", campaign)

    [row] = thidua("quality", "list", *where).rows
    done = thidua("quality", "resolve", row[0], "--outcome", "CORRECTED", "--note", "Đã sửa", *where)
    again = thidua("quality", "resolve", row[0], "--outcome", "CORRECTED", "--note", "Đã sửa", *where)
    listed = thidua("quality", "list", "--status", "all", *where)

    assert row[1:5] == ["TOTAL", MAI_CHAU, "2025-03", "open"]
    assert done.code == 0
    assert done.out.startswith(f"{row[0]}\tresolved\t")
    assert again.code == 1
    assert "quality_already_resolved" in again.err
    assert [one[4] for one in listed.rows] == ["resolved"]


def test_a_restart_flags_nothing_twice(new_tracking: NewTracking) -> None:
    running = new_tracking()
    campaign = launched(running)
    position = recorded(running, report(campaign, WRONG))
    desk(running, campaign, after=position)
    once = flags(running, campaign)

    running.stop()
    running.start()

    position = recorded(running, report(campaign, RIGHT, unit="hctc"), who="hctc")
    desk(running, campaign, after=position)
    assert flags(running, campaign) == once
    assert len(once) == 1
