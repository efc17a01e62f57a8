"""A little campaign for the fault tests: its launch, and the activities that its eight units report."""

from typing import Any

from tests.faults.installation import Event

CAMPAIGN = "fault-test"
UNITS = [f"unit-{n}" for n in range(8)]
THRESHOLD = 100
LONG_AGO = "2025-01-02T08:00:00+07:00"


def launch() -> tuple[list[Event], list[Event]]:
    """The units' establishing, and the launch with one card: who reports a hundred activities is a candidate."""
    units = [{"id": unit, "kind": "DIVISION", "name": {"vi": f"Phòng {unit}"}} for unit in UNITS]
    leaf = {"id": "took-part", "label": {"vi": "Có tham gia"}, "when": f"activities_total() >= {THRESHOLD}"}
    card = {"id": "F-GK-COL", "award": "AGENCY_COMMENDATION", "subject": "COLLECTIVE", "require": leaf}
    campaign = {
        "campaign": CAMPAIGN,
        "name": {"vi": "Đợt thi đua thử"},
        "launch_level": "PROVINCE",
        "legal_basis": ["KH 1"],
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "time_zone": "Asia/Ho_Chi_Minh",
        "clauses": [{"id": "I.1", "subject": "COLLECTIVE", "kind": "criterion", "text": {"vi": "Làm việc"}}],
        "units": units,
    }
    rule_set = {"id": "rs", "in_force": {"from": "2025-01-01"}, "legal_basis": ["Luật 06/2022/QH15"], "cards": [card]}
    established = [
        _event(
            f"u-{unit['id']}",
            "unit.established",
            "registry",
            "/launch",
            {"unit_id": unit["id"], "kind": unit["kind"], "name": unit["name"]},
        )
        for unit in units
    ]
    return established, [
        _event("launch", "campaign.launched", CAMPAIGN, "/launch", campaign),
        _event("rules", "ruleset.published", CAMPAIGN, "/launch", rule_set),
    ]


def activity(unit: str, number: int, *, title: str = "Kiểm tra thực địa") -> Event:
    """One activity of a unit; the same number is the same event."""
    data = {
        "activity_id": f"{unit}-{number}",
        "unit_id": unit,
        "clause": "I.1",
        "kind": "other",
        "title": title,
        "quantity": 1,
        "measure": "lần",
        "occurred_on": "2025-01-02",
    }
    return _event(f"e-{unit}-{number}", "activity.recorded", CAMPAIGN, f"/units/{unit}", data)


def posting(number: int) -> Event:
    """A paper that is posted in the feeds."""
    data = {
        "document_id": f"QD-{number}",
        "doc_no": f"{number}/QĐ-VPUBND",
        "title": "Quyết định",
        "channel": "FEED",
        "url": f"https://congbao.example.vn/{number}",
        "sha256": "ab" * 32,
        "published_on": "2025-01-02",
    }
    return _event(f"posting-{number}", "document.published", CAMPAIGN, "/gazette", data)


def _event(event_id: str, short: str, campaign: str, source: str, data: dict[str, Any]) -> Event:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": f"vn.thidua.{short}.v1",
        "time": LONG_AGO,
        "campaign": campaign,
        "data": data,
    }
