"""What must not be recorded: attempts to be refused, and exact re-sends to be told apart as duplicates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from deploy.demo.households import Household
from deploy.demo.money import payment
from deploy.demo.saying import Data, Draft, Speaker, source_of
from deploy.demo.stage import Stage

OF_EACH_SORT: Final = 10
RESENT: Final = 120
RESENT_WITHIN: Final = 12  # working days


def refused_attempts(
    rng: Random, stage: Stage, households: Sequence[Household], activities: Sequence[Draft]
) -> list[Draft]:
    """Statements that the facts so far, or the definition, forbid; each has an id of its own."""
    built = rng.sample([home for home in households if home.times.started is not None], 3 * OF_EACH_SORT)
    left = rng.sample([home for home in households if home.times.withdrew is not None], OF_EACH_SORT)
    # Between being identified and being approved there must be a day on which to speak too early.
    unripe = [home for home in households if (home.times.approved or 0) - home.times.identified > 2]
    attempts = [_second_track(rng, stage, home) for home in built[:OF_EACH_SORT]]
    attempts += [_above_the_support(stage, home) for home in built[OF_EACH_SORT : 2 * OF_EACH_SORT]]
    attempts += [_finished_twice(stage, home) for home in built[2 * OF_EACH_SORT :]]
    attempts += [_paid_after_withdrawal(stage, home) for home in left]
    attempts += [_finished_too_early(stage, home) for home in rng.sample(unripe, OF_EACH_SORT)]
    attempts += _about_activities(rng, stage, activities)
    return [replace(attempt, expected="refused") for attempt in attempts]


def _second_track(rng: Random, stage: Stage, home: Household) -> Draft:
    """The same person put on another track, by any district: a household counts once."""
    district = rng.choice(stage.districts)
    day = stage.days[home.times.identified + rng.randint(15, 60)]
    data: Data = {
        "household_id": f"{home.id}-LAN-HAI",
        "unit_id": district.id,
        "track": "CAMPAIGN" if home.track != "CAMPAIGN" else "NTP_POVERTY",
        "category": "POOR",
        "work": home.work,
        "person": home.person,
    }
    return stage.unit(district.id).says("household.identified", f"{home.id}.lan-hai", data, happened=day, heard=day)


def _above_the_support(stage: Stage, home: Household) -> Draft:
    above = home.support_vnd + 1_000_000
    place = (home.times.approved or 0) + 1
    return payment(stage, home, f"{home.id}-VUOT", amount_vnd=above, source=home.track, place=place)


def _finished_twice(stage: Stage, home: Household) -> Draft:
    return _finished(stage, home, f"{home.id}.xong-lan-hai", place=(home.times.completed or 0) + 1)


def _paid_after_withdrawal(stage: Stage, home: Household) -> Draft:
    place = (home.times.withdrew or 0) + 1
    return payment(stage, home, f"{home.id}-SAU-RUT", amount_vnd=10_000_000, source=home.track, place=place)


def _finished_too_early(stage: Stage, home: Household) -> Draft:
    return _finished(stage, home, f"{home.id}.xong-som", place=home.times.identified + 1)


def _finished(stage: Stage, home: Household, event_id: str, *, place: int) -> Draft:
    day = stage.days[place]
    data: Data = {"household_id": home.id, "completed_on": day.isoformat()}
    return stage.unit(home.unit.id).says("house.completed", event_id, data, happened=day, heard=day)


def _about_activities(rng: Random, stage: Stage, activities: Sequence[Draft]) -> Iterator[Draft]:
    """An activity told again as new, under a used id with other content, for another unit, or under clause II.2."""
    recorded = [draft for draft in activities if draft.short == "activity.recorded"]
    for number, draft in enumerate(rng.sample(recorded, 4 * OF_EACH_SORT)):
        later = replace(draft, heard=_later(rng, stage, draft))
        match number % 4:
            case 0:
                yield replace(later, event_id=f"{draft.event_id}.lai")
            case 1:
                yield replace(later, data=draft.data | {"title": "Báo cáo lại với nội dung khác"})
            case 2:
                another = rng.choice([unit for unit in stage.districts if unit.id != draft.speaker.unit_id])
                source = source_of(Speaker("unit", another.id))
                yield replace(later, event_id=f"{draft.event_id}.ho", source=source)
            case _:
                new_id = f"{draft.event_id}-II2"
                yield replace(later, event_id=new_id, data=draft.data | {"activity_id": new_id, "clause": "II.2"})


def resent(rng: Random, stage: Stage, told: Sequence[Draft]) -> list[Draft]:
    """Statements sent once more, byte for byte, days later by the same speaker."""
    again = rng.sample([draft for draft in told if draft.heard < stage.days[stage.last - RESENT_WITHIN]], RESENT)
    return [replace(draft, heard=_later(rng, stage, draft), expected="duplicate") for draft in again]


def _later(rng: Random, stage: Stage, draft: Draft) -> date:
    return stage.days[min(stage.place(draft.heard) + rng.randint(1, RESENT_WITHIN), stage.last)]
