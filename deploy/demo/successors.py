"""Who says after 1 July 2025 what the simulation had a unit say that ended: the unit that holds its work, as what.

What happened before the day, and what is said of it afterwards, stays under the old unit's id and is said as that unit;
all else is the successor's own. It knows no door: that the doors agree is for the doors' tests.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from deploy.demo.reorganisation import DAY, holder_of
from deploy.demo.roster import Person
from deploy.demo.saying import Data, Draft, Speaker
from deploy.demo.stage import Stage
from shared.core.access import source_of

FIRST_PERIOD: Final = f"{DAY:%Y-%m}"
# What looks back at a thing, by the field that names the thing, and at whatever was told of it first.
LOOKS_BACK: Final = {
    "activity.corrected": ("activity_id", "activity.recorded"),
    "activity.withdrawn": ("activity_id", "activity.recorded"),
    "report.corrected": ("report_id", "report.submitted"),
}
REMARKS: Final = "Hoàn thành tốt nhiệm vụ trong thời gian công tác (mẫu)"


def told_by_successors(drafts: Iterable[Draft]) -> list[Draft]:
    """The same drafts, as they are told once the units of some have ended."""
    said = list(drafts)
    after: set[tuple[str, object]] = set()  # the things that are the successors' own
    for draft in said:
        if draft.short == "activity.recorded" and draft.happened >= DAY:
            after.add((draft.short, draft.data["activity_id"]))
        if draft.short == "report.submitted" and str(draft.data["period"]) >= FIRST_PERIOD:
            after.add((draft.short, draft.data["report_id"]))
    return [_told(draft, after) for draft in said]


def _told(draft: Draft, after: set[tuple[str, object]]) -> Draft:
    draft = _aimed(draft)
    old = draft.speaker.unit_id
    new = holder_of(old)
    if draft.heard < DAY or new == old:
        return draft
    speaker = Speaker("unit", new)
    if not _is_the_successors(draft, after):
        return replace(draft, speaker=speaker)
    data = draft.data | {"unit_id": new} if draft.data.get("unit_id") == old else draft.data
    source = source_of(new) if draft.source == source_of(old) else draft.source
    return replace(draft, speaker=speaker, source=source, data=data)


def _is_the_successors(draft: Draft, after: set[tuple[str, object]]) -> bool:
    if draft.short in LOOKS_BACK:
        named, told_first = LOOKS_BACK[draft.short]
        return (told_first, draft.data[named]) in after
    if draft.short == "report.submitted":
        return (draft.short, draft.data["report_id"]) in after
    return draft.happened >= DAY


def _aimed(draft: Draft) -> Draft:
    """Inspected from the day on is whoever is there."""
    target = draft.data.get("target_unit_id")
    if target is None or date.fromisoformat(str(draft.data["conducted_on"])) < DAY:
        return draft
    return replace(draft, data=draft.data | {"target_unit_id": holder_of(str(target))})


def moves(stage: Stage, people: Iterable[Person]) -> Iterator[Draft]:
    """The people of the units that ended go where the work goes, with the remarks of the unit they leave."""
    for person in people:
        new = holder_of(person.unit_id)
        if new == person.unit_id:
            continue
        transfer: Data = {"person_id": person.id, "to_unit_id": new, "effective_on": DAY.isoformat()}
        yield stage.secretary.says(
            "person.transferred",
            f"chuyen-{person.id}",
            transfer | {"remarks": REMARKS},
            happened=DAY,
            heard=DAY,
        )
        post: Data = {
            "person_id": person.id,
            "name": person.name,
            "unit_id": new,
            "title": person.title,
            "leader": person.leader,
            "category": person.category,
            "sex": person.sex,
            "from_on": DAY.isoformat(),
        }
        yield stage.secretary.says("person.assigned", f"phan-cong-moi-{person.id}", post, happened=DAY, heard=DAY)
