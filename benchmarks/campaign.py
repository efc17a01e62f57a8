"""The campaign that is measured on: units, people, two cards, and activities of about 500 bytes. It sends nothing.

An activity follows from its number alone, so that a process of its own can make the same ones anew.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from shared.core import events
from shared.core.definition import CampaignUnit, Card, Clause, InForce, Label, Node, Text
from shared.core.events import REGISTRY, REGISTRY_THINGS, Data

CAMPAIGN: Final = "do-luong"
UNIT: Final = "hctc"
NEIGHBOUR: Final = "vpubnd"  # reports now and then, while the other does without end
SOURCE: Final = f"/units/{UNIT}"
LONG_AGO: Final = "2024-10-01T08:00:00+07:00"
REGULARS: Final = 50  # people whom the load names again and again; all others are named once
_DAYS: Final = tuple(f"2025-{month:02}-{day:02}" for month in range(1, 9) for day in range(1, 29))
_ACTIVITY: Final = (
    '{"specversion":"1.0","id":"%(run)s-%(number)09d","source":"/units/%(unit)s",'
    '"type":"vn.thidua.activity.recorded.v1","time":"%(day)sT%(hour)02d:%(minute)02d:%(second)02d+07:00",'
    '"campaign":"do-luong","data":{"activity_id":"HD-%(run)s-%(number)09d","unit_id":"%(unit)s","clause":"III.1.b4",'
    '"kind":"inspection_conducted","title":"Kiểm tra tiến độ xóa nhà tạm, nhà dột nát tại xã Mai Hạ, huyện Mai Châu",'
    '"quantity":1,"measure":"cuộc","occurred_on":"%(day)s","persons":[{"person_id":"%(person)s","role":"chủ trì"}]}}'
)

UNITS: Final = (
    CampaignUnit(NEIGHBOUR, "OFFICE", Text("Văn phòng UBND tỉnh")),
    CampaignUnit(UNIT, "DIVISION", Text("Phòng Hành chính - Tổ chức")),
)
ESTABLISHED: Final = tuple(events.UnitEstablished(unit.id, unit.kind, unit.name) for unit in UNITS)
_TOOK_PART: Final = Node(id="took-part", label=Label("Có tham gia"), when="activities_total() >= 1")
_INSPECTED: Final = Node(id="inspected", label=Label("Kiểm tra"), when="count('inspection_conducted') >= 2")
_BOTH: Final = Node(all=(_TOOK_PART, _INSPECTED))
LAUNCHED: Final = events.CampaignLaunched(
    campaign=CAMPAIGN,
    name=Text("Đợt thi đua để đo"),
    launch_level="PROVINCE",
    legal_basis=(),
    starts_on="2024-10-05",
    ends_on="2025-12-31",
    time_zone="Asia/Ho_Chi_Minh",
    clauses=(Clause("III.1.b4", "COLLECTIVE", "criterion", Text("Kiểm tra, giám sát, đôn đốc")),),
    units=UNITS,
)
RULES: Final = events.RuleSetPublished(
    id="rs-1",
    in_force=InForce("2024-01-01"),
    legal_basis=(),
    cards=(
        # Whom one activity names is a candidate by it: so each such fact has a flag to wait for.
        Card(id="BK-CN", award="AGENCY_COMMENDATION", subject="INDIVIDUAL", require=_TOOK_PART),
        Card(id="GK-TT", award="AGENCY_COMMENDATION", subject="COLLECTIVE", require=_BOTH),
    ),
)
LAUNCH: Final[tuple[Data, ...]] = (LAUNCHED, RULES)


def person_id(number: int) -> str:
    """One of the unit's people."""
    return f"cb-{number:06d}"


def people(first: int, beyond: int) -> list[Data]:
    """The people of these numbers, as they are stated to belong to the unit."""
    return [
        events.PersonAssigned(
            person_id=person_id(number),
            name="Bùi Thị Mẫu",
            unit_id=UNIT,
            title="Chuyên viên",
            leader=False,
            category="CIVIL_SERVANT",
            from_on="2024-01-01",
        )
        for number in range(first, beyond)
    ]


def event(data: Data) -> dict[str, object]:
    """What somebody who is no unit states, as a CloudEvent."""
    return {
        "specversion": "1.0",
        "id": f"{data.short}/{getattr(data, data.first_id)}",
        "source": "/benchmarks",
        "type": data.wire,
        "time": LONG_AGO,
        "campaign": REGISTRY if data.thing in REGISTRY_THINGS else CAMPAIGN,
        "data": msgspec.to_builtins(data),
    }


def activity(run: str, number: int, *, person: str = "", unit: str = UNIT) -> bytes:
    """One `activity.recorded` as a unit sends it; `run` keeps one measurement's ids from another's."""
    text = _ACTIVITY % {
        "unit": unit,
        "run": run,
        "number": number,
        "day": _DAYS[number % len(_DAYS)],
        "hour": number % 24,
        "minute": number // 24 % 60,
        "second": number // 1_440 % 60,
        "person": person or person_id(number % REGULARS),
    }
    return text.encode()


def batches(run: str, activities: int, *, size: int) -> Iterator[bytes]:
    """So many activities as JSON arrays of `size`."""
    for first in range(0, activities, size):
        yield b"[" + b",".join(activity(run, number) for number in range(first, first + size)) + b"]"
