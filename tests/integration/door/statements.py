"""Events as clients send them, as plain JSON values, about the units of `tests.examples`. They know no door."""

import itertools
from typing import Any, Final

import msgspec

from shared.core import events
from shared.core.access import STATED_BY
from shared.core.definition import InForce
from shared.core.events import PREFIX, REGISTRY, REGISTRY_THINGS, VERSION, Data
from tests.examples import ACTIVITY, LAUNCHED, MORNING, RULE_SET

Event = dict[str, Any]

RULES_OF_ALL_DAYS: Final = msgspec.structs.replace(RULE_SET, in_force=InForce("2024-01-01"))
# A whole and a private person's name as clerks write them, and a number that no log line may ever hold.
NAME, ADDRESS, NUMBER = "Bùi Thị Mai", "Xóm Lác, xã Chiềng Châu", "017190001234"

# One of each thing that is entered in the registry, as plain values.
REGISTRY_EXAMPLES: Final[dict[str, dict[str, object]]] = {
    "unit.established": {"unit_id": "new-unit", "kind": "OFFICE", "name": {"vi": "Văn phòng mới"}},
    "person.assigned": {
        "person_id": "cb-mai",
        "name": NAME,
        "unit_id": "hctc",
        "title": "Chuyên viên",
        "leader": False,
        "category": "CIVIL_SERVANT",
        "from_on": "2025-01-01",
    },
    "rating.recorded": {
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "year": 2024,
        "rating": "GOOD",
        "decision_no": "12/QĐ-VP",
    },
    "prior_award.recorded": {
        "subject_kind": "INDIVIDUAL",
        "subject_id": "cb-lan",
        "form": "PROVINCE_MERIT",
        "commendation_type": "MERIT",
        "decision_no": "34/QĐ-UBND",
        "decided_on": "2024-12-01",
    },
    "discipline.ended": {
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "decision_no": "56/QĐ-VP",
        "ended_on": "2025-01-01",
    },
}

_numbers: Final = itertools.count(1)


def event(data: Data, campaign: str, /, **attributes: object) -> Event:
    """One structured CloudEvent of this data, under an id of its own, by who may state it."""
    return open_event(data.short, msgspec.json.decode(msgspec.json.encode(data)), campaign, **attributes)


def open_event(short: str, data: object, campaign: str, /, **attributes: object) -> Event:
    """The same, of plain values: personal data in clear, or whatever is wrong on purpose."""
    thing, said = short.partition(".")[0], data if isinstance(data, dict) else {}
    own = STATED_BY.get(short) == frozenset({"unit"})
    return {
        "specversion": "1.0",
        "id": f"e-{next(_numbers)}",
        "source": f"/units/{said.get('unit_id', 'hctc')}" if own else "/tests",
        "type": f"{PREFIX}{short}{VERSION}",
        "time": MORNING,
        "campaign": REGISTRY if thing in REGISTRY_THINGS else campaign,
        "data": data,
        **attributes,
    }


def activity(campaign: str, **changes: object) -> Event:
    """An activity of hctc under an id of its own; changes are to its data."""
    own = {"activity_id": f"HD-{next(_numbers)}", "persons": []}
    return open_event("activity.recorded", msgspec.to_builtins(ACTIVITY) | own | changes, campaign)


def household(campaign: str, household_id: str = "", *, number: str = "", **changes: object) -> Event:
    """A household of Mai Châu, with a person in clear if a citizen number is given; changes are to its data."""
    data: dict[str, object] = {
        "household_id": household_id or f"HB-{next(_numbers)}",
        "unit_id": "huyen-mai-chau",
        "track": "NTP_POVERTY",
        "category": "POOR",
        "work": "NEW_BUILD",
    }
    person = {"person": {"name": NAME, "citizen_id": number, "address": ADDRESS}} if number else {}
    return open_event("household.identified", data | person | changes, campaign)


def launch(campaign: str, *rule_sets: events.RuleSetPublished) -> list[Event]:
    """A launch of the example campaign under another id, as `thidua campaign launch` sends it."""
    launched = msgspec.structs.replace(LAUNCHED, campaign=campaign)
    said = [event(launched, campaign), *(event(one, campaign) for one in rule_sets or (RULES_OF_ALL_DAYS,))]
    return [{**one, "source": "/launch", "id": f"launch-{place}"} for place, one in enumerate(said)]
