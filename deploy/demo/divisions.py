"""The activities the units report, and which are verified, disputed, corrected or withdrawn. Knows no houses."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Final

from deploy.demo.activities import DISTRICT, OWN_DUTY, PROFILES, SORTS, Profile
from deploy.demo.roster import Person
from deploy.demo.saying import Data, Draft
from deploy.demo.stage import Stage
from shared.core.definition import CampaignUnit
from shared.core.values import ActivityKind

PLAN_SIGNED: Final = date(2024, 11, 22)  # the plan is of November 2024: what was done in October was told after it
HOUSES_DONE: Final = date(2025, 6, 30)
FATES: Final = {"verified": 76, "left": 14, "corrected": 5, "disputed": 3, "withdrawn": 2}
DISPUTED_BECAUSE: Final = ("Chưa có tài liệu chứng minh", "Trùng hoạt động đã báo cáo", "Số lượng chưa khớp biên bản")
WITHDRAWN_BECAUSE: Final = ("Báo cáo nhầm đơn vị", "Hoạt động hoãn, chưa thực hiện")


def activity_facts(rng: Random, stage: Stage, people: Sequence[Person]) -> list[Draft]:
    """Every unit's activities of the campaign with their fates."""
    drafts: list[Draft] = []
    for unit in (*stage.office, *stage.districts):
        profile = DISTRICT if unit.kind == "DISTRICT" else PROFILES.get(unit.id, DISTRICT)
        staff = [person for person in people if person.unit_id == unit.id]
        for number, occurred in enumerate(_days_of_activity(rng, stage, profile), start=1):
            activity_id = f"HD-{unit.id}-{number:04d}"
            drafts += _activity(rng, stage, unit, activity_id, profile=profile, occurred=occurred, staff=staff)
    return drafts


def _days_of_activity(rng: Random, stage: Stage, profile: Profile) -> list[int]:
    """The places on which activities occur: fewer once the houses are done, none in the last working days."""
    done = stage.place(HOUSES_DONE)
    busy = [rng.randint(1, done) for _ in range(profile.a_month * done // 21)]
    calm = [rng.randint(done, stage.last - 15) for _ in range(profile.a_month * (stage.last - done) // 42)]
    return sorted(busy + calm)


def _activity(
    rng: Random,
    stage: Stage,
    unit: CampaignUnit,
    activity_id: str,
    *,
    profile: Profile,
    occurred: int,
    staff: Sequence[Person],
) -> Iterator[Draft]:
    voice = stage.unit(unit.id)
    happened = stage.days[occurred]
    told = _told_at(rng, stage, unit, occurred)
    data = _described(rng, unit, activity_id, profile=profile, happened=happened, staff=staff)
    yield voice.says("activity.recorded", activity_id, data, happened=happened, heard=stage.days[told])
    fate = rng.choices(tuple(FATES), weights=tuple(FATES.values()))[0]
    later = stage.days[min(told + rng.randint(1, 10), stage.last)]
    if fate == "corrected":
        changes: Data = {"quantity": float(rng.randint(1, 30))}
        correction: Data = {"activity_id": activity_id, "changes": changes, "reason": "Sửa số lượng theo biên bản"}
        yield voice.says("activity.corrected", f"{activity_id}.sua", correction, happened=later, heard=later)
    elif fate == "withdrawn":
        withdrawal: Data = {"activity_id": activity_id, "reason": rng.choice(WITHDRAWN_BECAUSE)}
        yield voice.says("activity.withdrawn", f"{activity_id}.rut", withdrawal, happened=later, heard=later)
    elif fate == "disputed":
        dispute: Data = {"activity_id": activity_id, "reason": rng.choice(DISPUTED_BECAUSE)}
        yield stage.verifier.says("activity.disputed", f"{activity_id}.nghi", dispute, happened=later, heard=later)
    elif fate == "verified":
        verified: Data = {"activity_id": activity_id}
        yield stage.verifier.says("activity.verified", f"{activity_id}.xac", verified, happened=later, heard=later)


def _told_at(rng: Random, stage: Stage, unit: CampaignUnit, occurred: int) -> int:
    """Mostly within two weeks; the office's first weeks only after its plan was signed."""
    signed = stage.place(PLAN_SIGNED)
    if unit.kind != "DISTRICT" and occurred < signed:
        return signed + rng.randint(0, 8)
    return occurred + rng.choice((0, 0, 1, 1, 2, 3, 5, 9))


def _described(
    rng: Random,
    unit: CampaignUnit,
    activity_id: str,
    *,
    profile: Profile,
    happened: date,
    staff: Sequence[Person],
) -> Data:
    kind: ActivityKind = rng.choices(tuple(profile.kinds), weights=tuple(profile.kinds.values()))[0]
    sort = SORTS[kind]
    own = OWN_DUTY.get(unit.id, {}).get(kind)
    # III.1 holds the criteria of the office's divisions; a district serves the campaign under the other clauses.
    clauses = [clause for clause in sort.clauses if unit.kind != "DISTRICT" or not clause.startswith("III.1.")]
    data: Data = {
        "activity_id": activity_id,
        "unit_id": unit.id,
        "clause": own if own is not None and rng.random() < 0.6 else rng.choice(clauses),
        "kind": kind,
        "title": f"{rng.choice(sort.titles)}, tháng {happened:%m/%Y}",
        "quantity": float(rng.randint(sort.least, sort.most)),
        "measure": sort.measure,
        "occurred_on": happened.isoformat(),
    }
    if staff and rng.random() < 0.8:
        data["persons"] = _participants(rng, kind, staff)
    if rng.random() < 0.7:
        paper = f"{activity_id}.pdf"
        kept = f"https://van-ban.example.vn/{paper}"  # by the division itself: nobody sends these files
        data["evidence"] = [{"name": paper, "sha256": hashlib.sha256(paper.encode()).hexdigest(), "uri": kept}]
    return data


def _participants(rng: Random, kind: ActivityKind, staff: Sequence[Person]) -> list[Data]:
    """Who took part: of those who give, only that they took part, never how much."""
    chosen = rng.sample(list(staff), rng.randint(1, min(3, len(staff))))
    if kind == "staff_contribution":
        return [{"person_id": person.id} for person in chosen]
    roles = ("chủ trì", "phối hợp", "phối hợp")
    return [{"person_id": person.id, "role": role} for person, role in zip(chosen, roles, strict=False)]
